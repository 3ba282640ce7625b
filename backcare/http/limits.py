"""How often somebody may do something within an hour."""

from time import time

from django.core.cache import cache
from django.utils.crypto import salted_hmac

HOUR = 3600  # seconds


def is_too_often(what: str, address: str, most: int) -> bool:
    """Count one more of ``what`` from ``address``; true beyond ``most`` in an hour of the clock.

    A cache may keep what has run out. So that no address stays in it, a keyed hash of address
    and hour stands in its place, which without the site's secret key leads back to neither.
    """
    caller = salted_hmac(f"backcare.limits.{what}", f"{address} {int(time() // HOUR)}")
    key = f"{what}-{caller.hexdigest()}"
    if cache.add(key, 1, timeout=HOUR):
        return False
    try:
        count = cache.incr(key)
    except ValueError:  # It has just run out.
        return False
    cache.touch(key, HOUR)  # Some caches count anew with a lifetime of their own.
    return count > most
