"""What no test may inherit from another."""

import pytest
from django.core.cache import cache

__all__ = ["fresh_cache"]


@pytest.fixture(autouse=True)
def fresh_cache():
    """An empty cache, where limits are counted."""
    cache.clear()
    yield
    cache.clear()
