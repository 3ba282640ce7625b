"""Telling the other machines of a change, the quick way: Redis, where the site has one.

Who isn't reached reads of it in the table of changes, see ``listening``.
"""

import json
import logging
import time
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings

from . import tags

if TYPE_CHECKING:
    import redis

logger = logging.getLogger(__name__)

CHANNEL = "backcare:changes"
TIMEOUT = 0.5  # seconds that a writer waits for Redis
REST = 5.0  # seconds without another try, when it hasn't answered

_resting_until = 0.0
_client: Any = None


def has_redis() -> bool:
    """Whether the site's cache is a Redis, which then carries the word between machines."""
    return settings.CACHES["default"]["BACKEND"].endswith("RedisCache")


def address() -> str:
    """Where that Redis is; the first server, which is the one that takes writes."""
    location = settings.CACHES["default"]["LOCATION"]
    first = location if isinstance(location, str) else location[0]
    return first.split(",")[0].strip()


def tell(change: int, what: Collection[int]) -> None:
    """Tell whoever listens; nothing is lost when nobody does."""
    global _resting_until, _client
    if not has_redis() or time.monotonic() < _resting_until:
        return
    import redis  # Only sites that have one have its library.

    try:
        if _client is None:
            _client = redis.Redis.from_url(
                address(), socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT
            )
        _client.publish(CHANNEL, json.dumps([tags.LAYOUT, change, sorted(what)]))
    except (redis.RedisError, OSError) as error:
        _resting_until = time.monotonic() + REST
        logger.warning("Redis did not take word of a change; machines will read of it: %s", error)


def heard(subscription: "redis.client.PubSub", timeout: float) -> Iterator[tuple[int, list[int]]]:
    """The changes that have been told of by now, waiting ``timeout`` seconds for the first.

    One of another layout is passed on as a change of everything.
    """
    message = subscription.get_message(ignore_subscribe_messages=True, timeout=timeout)
    while message is not None:
        layout, change, what = json.loads(message["data"])
        yield change, what if layout == tags.LAYOUT else [tags.EVERYTHING]
        message = subscription.get_message(ignore_subscribe_messages=True, timeout=0)
