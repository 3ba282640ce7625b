"""Serves the files of images, wherever they are kept."""

import logging

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from backcare.http.errors import busy

from .files import CONTENT_TYPES, is_generated, opened

logger = logging.getLogger(__name__)

# A file's name is never used again, so its content is right for ever (31,536,000 s is a year).
CACHE_CONTROL = "public, max-age=31536000, immutable"


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file that ``files.write`` has written; 404 for everything else in the world."""
    if not is_generated(name):
        raise Http404
    try:
        found = opened(name)
    except FileNotFoundError:
        raise Http404 from None
    except OSError as error:  # A disk that fails, a bucket that does not answer.
        logger.error("The file %s cannot be read: %s", name, error)
        return busy(request)
    etag, modified = f'"{name.rpartition("/")[2]}"', int(found.modified.timestamp())
    response: HttpResponseBase | None = get_conditional_response(
        request, etag=etag, last_modified=modified
    )
    if response is None:
        kind = CONTENT_TYPES[name.rpartition(".")[2]]
        response = FileResponse(found.content, content_type=kind)
        response["Content-Length"] = str(found.size)
    else:
        found.content.close()
    response["Cache-Control"] = CACHE_CONTROL
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    # A picture that is opened by itself runs nothing and loads nothing.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
