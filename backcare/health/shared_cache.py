"""The cache in Redis, on which nobody depends: when it is away, the site goes on without it.

A call that fails, or hangs for half a second, closes the way to Redis for a moment; until then
nobody else waits for it. Meanwhile nothing is found and nothing is kept, except what is counted
for limits: each process counts for itself.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

PAUSE = 2.0  # seconds until Redis is asked again


class Way:
    """The way to one Redis, shared by all threads of the process."""

    def __init__(self) -> None:
        self.closed_until = 0.0  # time.monotonic(), in seconds
        self.is_away = False
        self.has_lost = False  # something that was to be kept

    def is_closed(self) -> bool:
        """Whether Redis is not to be asked. Of those who may, one asks first."""
        if not self.is_away:
            return False
        now = time.monotonic()
        if now < self.closed_until:
            return True
        self.closed_until = now + PAUSE
        return False

    def close(self, error: Exception) -> None:
        """Ask nobody for a moment."""
        self.closed_until = time.monotonic() + PAUSE
        if not self.is_away:
            self.is_away = True
            logger.error("The cache does not answer: %s", type(error).__name__)

    def open(self) -> None:
        """Ask again, as before."""
        if self.is_away:
            self.is_away = False
            logger.warning("The cache answers again.")


_ways: dict[str, Way] = {}


class ForgivingRedisCache(BaseCache):
    """Django's cache in Redis, which raises no error of Redis."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        # Once more at once, for a connection that Redis has closed meanwhile.
        options = {"retry": Retry(NoBackoff(), 1)} | params.get("OPTIONS", {})
        self._redis = RedisCache(server, params | {"OPTIONS": options})
        self._way = _ways.setdefault(server, Way())
        self._counts = LocMemCache(f"without-{server}", {"MAX_ENTRIES": 10_000})

    def add(self, *args: Any, **options: Any) -> bool:
        return bool(self._ask("add", *args, instead=self._counts.add, **options))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._ask("get", key, default, version, instead=lambda *_: default)

    def set(self, *args: Any, **options: Any) -> None:
        self._keep("set", *args, **options)

    def touch(self, *args: Any, **options: Any) -> bool:
        return bool(self._ask("touch", *args, instead=self._counts.touch, **options))

    def delete(self, *args: Any, **options: Any) -> bool:
        return bool(self._keep("delete", *args, **options))

    def incr(self, *args: Any, **options: Any) -> int:
        return int(self._ask("incr", *args, instead=self._counts.incr, **options))

    def clear(self) -> None:
        self._keep("clear")

    def _keep(self, name: str, *args: Any, **options: Any) -> Any:
        """Call what changes what others find; what could not be told is remembered."""

        def lose(*_args: Any, **_options: Any) -> None:
            self._way.has_lost = True

        return self._ask(name, *args, instead=lose, **options)

    def _ask(self, name: str, *args: Any, instead: Callable[..., Any], **options: Any) -> Any:
        """Redis' answer to the method ``name``, or else that of ``instead``."""
        way = self._way
        if way.is_closed():
            return instead(*args, **options)
        try:
            if way.has_lost:
                # Somebody was not told of a change: nothing that is kept can be trusted.
                self._redis.clear()
                way.has_lost = False
            result = getattr(self._redis, name)(*args, **options)
        except RedisError as error:
            way.close(error)
            return instead(*args, **options)
        way.open()
        return result
