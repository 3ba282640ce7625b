"""For views whose answers are not kept: they use the pieces that are kept of other answers."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from .recording import current, recording

View = Callable[[HttpRequest], HttpResponse]


def with_pieces(view: View) -> View:
    """Have ``view`` use kept pieces, and keep those it makes for a reader without cookies.

    No key of such a piece may have anything in it that readers choose freely.
    """

    @wraps(view)
    def with_them(request: HttpRequest) -> HttpResponse:
        if current() is not None:
            return view(request)
        is_for_one = any(map(request.META.get, ("HTTP_COOKIE", "HTTP_AUTHORIZATION")))
        with recording(is_shared=not is_for_one):
            return view(request)

    return with_them
