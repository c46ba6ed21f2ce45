"""The shared cache. Everything in it can be lost, so its server may be away."""

import json
import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class JsonSerializer:
    """Values as JSON: who can write to the server must not be able to run code here, as pickle would."""

    def __init__(self, **_options: Any) -> None:
        """Django passes the options of its own serializer."""

    def dumps(self, value: Any) -> int | bytes:
        """Whole numbers stay as they are, so that the server can count."""
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


class FailOpenRedisCache(RedisCache):
    """A cache that answers as if it were empty while its server is down."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except RedisError:
            return self._without_server("get", default)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        try:
            return super().get_many(keys, version)
        except RedisError:
            return self._without_server("get_many", {})

    def has_key(self, key: Any, version: int | None = None) -> bool:
        try:
            return super().has_key(key, version)
        except RedisError:
            return self._without_server("has_key", False)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        try:
            return super().add(key, value, *args, **kwargs)
        except RedisError:
            return self._without_server("add", True)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        try:
            super().set(key, value, *args, **kwargs)
        except RedisError:
            self._without_server("set", None)

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> list[Any]:
        try:
            return super().set_many(data, *args, **kwargs)
        except RedisError:
            return self._without_server("set_many", list(data))

    def touch(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        try:
            return super().touch(key, *args, **kwargs)
        except RedisError:
            return self._without_server("touch", False)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        try:
            return super().incr(key, delta, version)
        except RedisError:
            return self._without_server("incr", delta)

    def delete(self, key: Any, version: int | None = None) -> bool:
        try:
            return super().delete(key, version)
        except RedisError:
            return self._without_server("delete", False)

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        try:
            super().delete_many(keys, version)
        except RedisError:
            self._without_server("delete_many", None)

    def _without_server(self, operation: str, answer: Any) -> Any:
        logger.warning("cache %s skipped: its server does not answer", operation)
        return answer
