"""A week as one whole number with a bit for each minute of the wall clock.

What two weeks share is so counted by the machine. In a week in which a zone changes its clocks the bits and
the elapsed time differ by what the change takes or gives: `leeway_minutes`.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from calendars.coming_week import week_on_the_wall
from calendars.spans import WEEK, Span
from calendars.walls import DAY_MINUTES
from calendars.weekly import clock_minute
from core.zones import zone

# The minutes at either end of the week are cut, and a changed clock repeats an hour of either calendar.
LEEWAY_MINUTES, LEEWAY_OF_A_CHANGE_MINUTES = 2, 120


# Whoever looks next finds the same requests: their weeks are read once. About 2 kB each.
@lru_cache(maxsize=16_384)
def wanted_bits(stored: str) -> int:
    bits = 0
    for each in json.loads(stored):
        bits |= _bits_of(each["weekday"], each["starts"], each["ends"])
    return bits


@lru_cache(maxsize=2048)
def _bits_of(weekday: int, starts: str, ends: str) -> int:
    return _bits(weekday, clock_minute(starts), clock_minute(ends))


def weekly_bits(ranges: Iterable[tuple[int, int, int]]) -> int:
    """Weekly ranges as (weekday, first minute, last minute)."""
    bits = 0
    for weekday, first, last in ranges:
        bits |= _bits(weekday, first, last)
    return bits


@lru_cache(maxsize=4096)
def _bits(weekday: int, first: int, last: int) -> int:
    return ((1 << (last - first)) - 1) << (weekday * DAY_MINUTES + first)


def free_bits(free: list[Span], zone_name: str) -> int:
    """The free time of the week as the wall clock of that zone shows it."""
    bits = 0
    for each in week_on_the_wall(free, zone_name):
        bits |= _bits(each.weekday, each.starts_minute, each.ends_minute)
    return bits


def leeway_minutes(zone_name: str, now: datetime) -> int:
    tz = zone(zone_name)
    changes = now.astimezone(tz).utcoffset() != (now + WEEK).astimezone(tz).utcoffset()
    return LEEWAY_OF_A_CHANGE_MINUTES if changes else LEEWAY_MINUTES
