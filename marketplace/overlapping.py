"""Which requests, or coaches, may share enough time with a calendar, without reading each of them in full.

A week is one whole number with a bit for each minute of the wall clock, so what two weeks share is counted
by the machine. It is only a first look: in a week in which a zone changes its clocks the bits and the
elapsed time differ by what the change takes or gives, so what passes here is looked at exactly afterwards.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from calendars.models import DateOverride, WeeklyRange
from calendars.spans import DAY, WEEK, Span
from calendars.week_bits import free_bits, leeway_minutes, wanted_bits, weekly_bits
from marketplace.models import LearningRequest

ROWS_AT_ONCE = 2000
CANDIDATE = (
    "pk",
    "hourly_rate",
    "user__calendar__pk",
    "user__calendar__timezone",
    "user__timezone",
)


def may_share(
    rows: QuerySet[LearningRequest], free: list[Span], *, minutes: int, now: datetime
) -> Iterator[int]:
    """The ids of these rows, in their order, that may share so many minutes with `free` in the week from now.

    None that does is left out. `free` is `free_week` of the one who looks. One query of two columns.
    """
    week = _Week(free=free, minutes=minutes, now=now)
    stored = Cast("preferred_times", TextField())
    slim = rows.exclude(preferred_times=[]).values_list("pk", stored, "timezone")
    for pk, text, zone_name in slim.iterator(chunk_size=ROWS_AT_ONCE):
        if week.may_hold(wanted_bits(text), zone_name):
            yield pk


@dataclass(frozen=True, kw_only=True)
class _Week:
    """The free time of the one who looks, and how much of it has to be shared, on the clock of each zone."""

    free: list[Span]
    minutes: int
    now: datetime
    known: dict[str, tuple[int, int]] = field(default_factory=dict)

    def may_hold(self, bits: int, zone_name: str) -> bool:
        if zone_name not in self.known:
            self.known[zone_name] = (
                free_bits(self.free, zone_name),
                self.minutes - leeway_minutes(zone_name, self.now),
            )
        free, least = self.known[zone_name]
        return (bits & free).bit_count() >= least


class Candidate(NamedTuple):
    """A coach's profile as it is looked at first, by the columns of `CANDIDATE`."""

    pk: int
    hourly_rate: Decimal | None
    calendar_id: int
    own_zone: str
    zone_name: str

    @property
    def zone(self) -> str:
        return self.own_zone or self.zone_name


def coaches_who_may_share(
    stretches: Iterable[Sequence[Candidate]], free: list[Span], *, minutes: int, now: datetime
) -> Iterator[int]:
    """The same of coaches' profiles. Who set other hours for a day of the week is looked at in any case."""
    week = _Week(free=free, minutes=minutes, now=now)
    for some in stretches:
        ids = [each.calendar_id for each in some]
        weekly, changed = _weekly_of(ids), _changed(ids, now)
        for each in some:
            bits = weekly_bits(weekly.get(each.calendar_id, ()))
            if each.calendar_id in changed or week.may_hold(bits, each.zone):
                yield each.pk


def _weekly_of(calendars: Sequence[int]) -> dict[int, list[tuple[int, int, int]]]:
    ranges = WeeklyRange.objects.filter(calendar__in=calendars).order_by()
    found: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for calendar_id, *each in ranges.values_list(
        "calendar_id", "weekday", "starts_minute", "ends_minute"
    ):
        found[calendar_id].append((each[0], each[1], each[2]))
    return found


def _changed(calendars: Sequence[int], now: datetime) -> set[int]:
    """Those with other hours on a day around the week from now, whatever the zone."""
    days = ((now - DAY).date(), (now + WEEK + DAY).date())
    overrides = DateOverride.objects.filter(calendar__in=calendars, day__range=days)
    return set(overrides.order_by().values_list("calendar_id", flat=True))
