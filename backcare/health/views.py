"""For the machines that watch the site."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import state


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return _plain("ok")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the site has what it needs, else 503 with what is missing."""
    if missing := state.missing(state.NEEDED):
        return _plain(f"not ready: {', '.join(missing)}", status=503)
    if late := state.missing(state.WANTED):
        return _plain(f"ready, but look after: {', '.join(late)}")
    return _plain("ready")


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """What was counted and timed, in the text format of Prometheus, for whoever has the token."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not constant_time_compare(
        request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"
    ):
        response = _plain("This needs the token.", status=401)
        response["WWW-Authenticate"] = "Bearer"
        return response
    from . import metrics as counted

    return HttpResponse(counted.text(), content_type=counted.CONTENT_TYPE)


def _plain(line: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{line}\n", content_type="text/plain", status=status)
