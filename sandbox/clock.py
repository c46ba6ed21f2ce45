"""The sandbox's own time: the machine's, and as far ahead as somebody has put it."""

import time

from sandbox.store import Store

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def now(store: Store) -> float:
    return time.time() + float(store.fact("clock", 0))


def go_on(store: Store, seconds: int) -> None:
    """Put the clock ahead. Time does not go back."""
    with store.transaction():
        store.keep("clock", store.fact("clock", 0) + max(0, seconds))
