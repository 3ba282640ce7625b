from pathlib import Path

import pytest

from tests.fresh import fresh_cache

__all__ = ["fresh_cache"]


@pytest.fixture(scope="module", autouse=True)
def media(tmp_path_factory) -> Path:
    """A media folder of each module's own, since its demonstration site outlives a test."""
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("media")
    with override_settings(MEDIA_ROOT=folder):
        yield folder


@pytest.fixture(scope="module")
def demonstration(media, django_db_setup, django_db_blocker):
    """The demonstration site, loaded once for a module; what its tests change is undone."""
    from django.db import transaction

    from backcare.demo.demo import load

    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)
