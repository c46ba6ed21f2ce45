"""Who is here: keys that expire by themselves, so that a process that dies takes nobody along.

Kept in the shared cache and nowhere else. While the cache is away nobody is shown as present.
"""

from collections.abc import Iterable

from django.core.cache import cache

LIFETIME_SECONDS = 75
REFRESH_SECONDS = 30


def mark_here(user_ids: Iterable[int]) -> None:
    """These people have a page open; to be said again before the keys expire."""
    cache.set_many({_key(user_id): 1 for user_id in user_ids}, LIFETIME_SECONDS)


def is_here(user_id: int) -> bool:
    return cache.get(_key(user_id)) is not None


def who_is_here(user_ids: Iterable[int]) -> set[int]:
    """Which of these people have a page open, in one question."""
    names = {_key(user_id): user_id for user_id in user_ids}
    return {names[key] for key in cache.get_many(names)}


def _key(user_id: int) -> str:
    return f"here:{user_id}"
