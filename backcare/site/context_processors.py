from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .current import current_site


def site(request: HttpRequest) -> dict[str, Any]:
    """``site`` in every template, read only when a template uses it."""
    return {"site": SimpleLazyObject(current_site)}
