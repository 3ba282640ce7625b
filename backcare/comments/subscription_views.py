"""What the links in mails to subscribers lead to.

A GET changes nothing: mail programs and virus scanners follow links before people do.
"""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from backcare.http.origin import same_origin_only

from .notifying import confirm as confirm_it
from .notifying import end_by, ended_by
from .subscription_links import ending_of, subscription_of

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """For pages whose address is a secret: kept nowhere, found by no search, told to nobody."""

    @wraps(view)
    def with_headers(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(with_headers)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_only
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Asks the owner of an address whether they want to be told of answers; they say so by POST."""
    subscription = subscription_of(token)
    if subscription is None:
        raise Http404
    if request.method == "POST":
        confirm_it(subscription)
        return redirect(request.path)
    return render(
        request,
        "comments/subscription_confirm.html",
        {"subscription": subscription, "page": subscription.comment.page},
    )


@private
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ends mail about one comment or about all.

    The POST may come from anywhere, as mail programs send it, and is answered without a redirect
    (RFC 8058). What its body says does not matter: the link is signed.
    """
    ending = ending_of(token)
    if ending is None:
        raise Http404
    if request.method == "POST":
        end_by(ending)
    return render(
        request,
        "comments/subscription_end.html",
        {"is_of_all": bool(ending.email_key), "has_ended": not ended_by(ending).exists()},
    )


subscription_urls = [
    path("confirm/<str:token>/", confirm, name="confirm"),
    path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
]
