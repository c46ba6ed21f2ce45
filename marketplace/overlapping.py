"""Which requests may share enough time with somebody's calendar, without reading each of them in full.

A week is one whole number with a bit for each minute of the wall clock, so what two weeks share is counted
by the machine. It is only a first look: in a week in which a zone changes its clocks the bits and the
elapsed time differ by what the change takes or gives, so what passes here is looked at exactly afterwards.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from calendars.spans import Span
from calendars.week_bits import free_bits, leeway_minutes, wanted_bits
from marketplace.models import LearningRequest


def may_share(
    rows: QuerySet[LearningRequest], free: list[Span], *, minutes: int, now: datetime
) -> Iterator[int]:
    """The ids of these rows, in their order, that may share so many minutes with `free` in the week from now.

    None that does is left out. `free` is `free_week` of the one who looks. One query of two columns.
    """
    weeks: dict[str, tuple[int, int]] = {}
    stored = Cast("preferred_times", TextField())
    slim = rows.exclude(preferred_times=[]).values_list("pk", stored, "timezone")
    for pk, text, zone_name in slim.iterator(chunk_size=2000):
        if zone_name not in weeks:
            weeks[zone_name] = (
                free_bits(free, zone_name),
                minutes - leeway_minutes(zone_name, now),
            )
        bits, least = weeks[zone_name]
        if (wanted_bits(text) & bits).bit_count() >= least:
            yield pk
