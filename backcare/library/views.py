"""Serves the files of images, where no web server or object store does it."""

from pathlib import Path

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from .files import CONTENT_TYPES, is_generated

# A file's name is never used again, so its content is right for ever (31,536,000 s is a year).
CACHE_CONTROL = "public, max-age=31536000, immutable"


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file that ``files.write`` has written; 404 for everything else in the world."""
    if not is_generated(name):
        raise Http404
    etag = f'"{name.rpartition("/")[2]}"'
    try:
        path = Path(default_storage.path(name))
        modified = int(path.stat().st_mtime)
        response: HttpResponseBase = get_conditional_response(
            request, etag=etag, last_modified=modified
        ) or FileResponse(path.open("rb"), content_type=CONTENT_TYPES[path.suffix[1:]])
    except (FileNotFoundError, NotImplementedError):  # The second: files live on another host.
        raise Http404 from None
    response["Cache-Control"] = CACHE_CONTROL
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    # A picture that is opened by itself runs nothing and loads nothing.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
