import pytest
from django.contrib.auth.models import Group

from tests.factories import make_user
from tests.fresh import fresh_cache

__all__ = ["fresh_cache"]


@pytest.fixture
def author(db):
    """A member of staff who may write pages."""
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name="author"))
    return user
