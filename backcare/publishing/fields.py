import re
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

WEB_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


class WebAddressField(models.URLField):
    """The address of a page elsewhere: http or https and nothing else, https when not said.

    Forms say so. Whatever comes another way (``save``, ``bulk_create``, ``update``, fixtures) and
    is another kind of address, as "javascript:" is, is not stored.
    """

    default_validators = [URLValidator(schemes=["http", "https"])]

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        # On the instance as well, so that it says what the row says.
        address = _web_address(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, address)
        return address

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        return super().get_db_prep_save(_web_address(value), connection)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"assume_scheme": "https", **kwargs})


def _web_address(value: Any) -> Any:
    """The value, or nothing in place of an address of another kind."""
    return "" if isinstance(value, str) and not WEB_ADDRESS.match(value) else value
