"""Which requests may share enough time with somebody's calendar, without reading each of them in full.

A week is one whole number with a bit for each minute of the wall clock, so what two weeks share is counted
by the machine. It is only a first look: in a week in which a zone changes its clocks the bits and the
elapsed time differ by what the change takes or gives, so what passes here is looked at exactly afterwards.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from accounts.availability import Range
from core.zones import zone
from marketplace.matching import WEEK, on_the_wall
from marketplace.models import LearningRequest
from marketplace.weekly import DAY_MINUTES, clock_minute

# The minutes at either end of the week are cut, and a changed clock repeats an hour of either calendar.
LEEWAY_MINUTES, LEEWAY_OF_A_CHANGE_MINUTES = 2, 120


def may_share(
    rows: QuerySet[LearningRequest], free: list[Range], *, minutes: int, now: datetime
) -> Iterator[int]:
    """The ids of these rows, in their order, that may share so many minutes with `free` in the week from now.

    None that does is left out. `free` is `free_week` of the one who looks. One query of two columns.
    """
    weeks: dict[str, tuple[int, int]] = {}
    stored = Cast("preferred_times", TextField())
    slim = rows.exclude(preferred_times=[]).values_list("pk", stored, "timezone")
    for pk, text, zone_name in slim.iterator(chunk_size=2000):
        if zone_name not in weeks:
            weeks[zone_name] = (_free_bits(free, zone_name), minutes - _leeway(zone_name, now))
        free_bits, least = weeks[zone_name]
        if (_wanted_bits(text) & free_bits).bit_count() >= least:
            yield pk


# Whoever looks next finds the same requests: their weeks are read once. About 2 kB each.
@lru_cache(maxsize=16_384)
def _wanted_bits(stored: str) -> int:
    bits = 0
    for each in json.loads(stored):
        bits |= _bits_of(each["weekday"], each["starts"], each["ends"])
    return bits


@lru_cache(maxsize=2048)
def _bits_of(weekday: int, starts: str, ends: str) -> int:
    return _bits(weekday, clock_minute(starts), clock_minute(ends))


def _bits(weekday: int, first: int, last: int) -> int:
    return ((1 << (last - first)) - 1) << (weekday * DAY_MINUTES + first)


def _free_bits(free: list[Range], zone_name: str) -> int:
    """The free time of the week as the wall clock of that zone shows it."""
    bits = 0
    for each in on_the_wall(free, zone_name):
        bits |= _bits(each.weekday, each.starts_minute, each.ends_minute)
    return bits


def _leeway(zone_name: str, now: datetime) -> int:
    tz = zone(zone_name)
    changes = now.astimezone(tz).utcoffset() != (now + WEEK).astimezone(tz).utcoffset()
    return LEEWAY_OF_A_CHANGE_MINUTES if changes else LEEWAY_MINUTES
