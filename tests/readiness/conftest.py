from tests.desk.conftest import signed_in, user_as
from tests.fresh import fresh_cache

__all__ = ["fresh_cache", "signed_in", "user_as"]
