import pytest

from backcare.addresses import missing
from tests.desk.conftest import signed_in, user_as
from tests.fresh import fresh_cache

__all__ = ["fresh_cache", "full_meter", "signed_in", "user_as"]


@pytest.fixture(autouse=True)
def full_meter(monkeypatch):
    """A meter that has let nothing through yet, for the tests of one process share one."""
    monkeypatch.setattr(missing, "meter", missing.Meter())
