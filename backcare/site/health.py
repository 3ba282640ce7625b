"""For the machines that watch the site."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when database and cache answer, else 503 with what does not."""
    missing = []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        missing.append("database")
    try:
        cache.set("readyz", "ok", timeout=5)
    except Exception:  # Each cache backend raises errors of its own.
        missing.append("cache")
    if missing:
        return HttpResponse(
            f"not ready: {', '.join(missing)}\n", content_type="text/plain", status=503
        )
    return HttpResponse("ready\n", content_type="text/plain")
