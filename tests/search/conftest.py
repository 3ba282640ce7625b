from tests.fresh import fresh_cache

__all__ = ["fresh_cache"]
