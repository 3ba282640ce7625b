"""What a WSGI server serves: ``backcare.wsgi:application``."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from backcare.http.content_type import UNREADABLE, is_readable
from backcare.http.gate import gate

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backcare.settings")

django_application = gate(get_wsgi_application())

# Once Django is set up: it needs the models.
from backcare.pagecache.answering import PageCache  # noqa: E402


def spared(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django's application, spared the Content-Types that it can't make a request of.

    They raise while the request is made, before there is a middleware that could answer.
    """
    if not is_readable(environ.get("CONTENT_TYPE", "")):
        environ |= {"CONTENT_TYPE": "", UNREADABLE: "1"}
    return django_application(environ, start_response)


# A developer wants to see what was changed in a template.
application = spared if settings.DEBUG else PageCache(spared)
