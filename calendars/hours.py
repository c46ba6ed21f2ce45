"""When people say they are free: wall-clock ranges of a zone as ranges of instants.

A person is free at an instant when the clock in the zone then reads a time inside a range. So an hour
that the clocks skip gives nothing, and one that they repeat gives two, whatever the ranges look like.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from calendars.models import BusySlot, Calendar
from core.zones import zone

MINUTE, QUARTER, DAY = timedelta(minutes=1), timedelta(minutes=15), timedelta(days=1)
WallRanges = Iterable[tuple[int, int]]


@dataclass(frozen=True, kw_only=True, order=True)
class Range:
    """Half-open [starts_at, ends_at), aware UTC instants."""

    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """Its elapsed length."""
        return int((self.ends_at - self.starts_at) / MINUTE)


def free_ranges(calendar: Calendar, from_: datetime, until: datetime) -> list[Range]:
    """What the weekly ranges and date overrides leave open in [from_, until), ascending, none touching.

    Busy time, buffers, notice and horizon are not looked at. Reads the calendar's ranges and overrides
    with one query each, or none when they are prefetched.
    """
    weekly: dict[int, list[tuple[int, int]]] = {}
    for row in calendar.weekly_ranges.all():
        weekly.setdefault(row.weekday, []).append((row.starts_minute, row.ends_minute))
    overrides = {row.day: row.ranges for row in calendar.date_overrides.all()}

    def ranges_of(day: date) -> WallRanges:
        return overrides[day] if day in overrides else weekly.get(day.weekday(), ())

    return expand(ranges_of, zone_name=calendar.zone_name, from_=from_, until=until)


def expand(
    ranges_of: Callable[[date], WallRanges], *, zone_name: str, from_: datetime, until: datetime
) -> list[Range]:
    """Wall-clock ranges of each day, as (start, end) minutes of 0–1440, as instants in [from_, until)."""
    found = [
        Range(starts_at=starts, ends_at=ends)
        for span in _spans(zone_name, from_.astimezone(UTC), until.astimezone(UTC))
        for starts, ends in span.instants(ranges_of)
    ]
    return merged(found)


def merged(ranges: Iterable[Range]) -> list[Range]:
    """The same time with what overlaps or touches joined, ascending."""
    joined: list[Range] = []
    for each in sorted(ranges):
        if joined and each.starts_at <= joined[-1].ends_at:
            last = joined.pop()
            each = Range(starts_at=last.starts_at, ends_at=max(last.ends_at, each.ends_at))
        joined.append(each)
    return joined


def overlap(first: Iterable[Range], second: Iterable[Range]) -> list[Range]:
    """The time that is in both; each must be ascending and not overlap itself."""
    left, right, shared = list(first), list(second), []
    while left and right:
        starts = max(left[0].starts_at, right[0].starts_at)
        ends = min(left[0].ends_at, right[0].ends_at)
        if starts < ends:
            shared.append(Range(starts_at=starts, ends_at=ends))
        (left if left[0].ends_at <= right[0].ends_at else right).pop(0)
    return shared


def without(ranges: Iterable[Range], busy: Iterable[Range]) -> list[Range]:
    """What is left of the ranges when the busy time is taken out."""
    left = list(ranges)
    for taken in busy:
        left = [piece for each in left for piece in _cut(each, taken)]
    return left


def _cut(each: Range, taken: Range) -> Iterator[Range]:
    if taken.ends_at <= each.starts_at or each.ends_at <= taken.starts_at:
        yield each
        return
    if each.starts_at < taken.starts_at:
        yield Range(starts_at=each.starts_at, ends_at=taken.starts_at)
    if taken.ends_at < each.ends_at:
        yield Range(starts_at=taken.ends_at, ends_at=each.ends_at)


def bookable_ranges(
    calendar: Calendar, *, now: datetime, from_: datetime, until: datetime
) -> list[Range]:
    """The free ranges less what is booked with its buffers, from the notice on up to the horizon.

    Begins on a quarter of an hour, as bookings do. Three queries at most, whatever is booked.
    """
    from_ = _next_quarter(max(from_, now + calendar.notice_minutes * MINUTE))
    until = min(until, now + calendar.horizon_days * DAY)
    if from_ >= until:
        return []
    buffer = calendar.buffer_minutes * MINUTE
    busy = BusySlot.objects.filter(
        user=calendar.user_id, starts_at__lt=until + buffer, ends_at__gt=from_ - buffer
    ).values_list("starts_at", "ends_at")
    return without(
        free_ranges(calendar, from_, until),
        [Range(starts_at=starts - buffer, ends_at=ends + buffer) for starts, ends in busy],
    )


def _next_quarter(instant: datetime) -> datetime:
    past = timedelta(
        minutes=instant.minute % 15, seconds=instant.second, microseconds=instant.microsecond
    )
    return instant + (QUARTER - past if past else timedelta())


@dataclass(frozen=True, kw_only=True)
class DayOfRanges:
    """One day on a clock, and what is free on it as `09:00–12:00` texts."""

    day: date
    texts: tuple[str, ...]


def by_day(
    ranges: Iterable[Range], *, zone_name: str, first_day: date, days: int
) -> list[DayOfRanges]:
    """The ranges as the clock of a zone shows them, cut at its midnights, for each of these days."""
    tz = zone(zone_name)
    texts: dict[date, list[str]] = {first_day + n * DAY: [] for n in range(days)}
    for each in ranges:
        starts, ends = each.starts_at.astimezone(tz), each.ends_at.astimezone(tz)
        while starts.date() < ends.date():
            texts.get(starts.date(), []).append(f"{starts:%H:%M}–24:00")
            starts = datetime.combine(starts.date() + DAY, time(), tzinfo=tz)
        if starts.time() < ends.time():
            texts.get(starts.date(), []).append(f"{starts:%H:%M}–{ends:%H:%M}")
    return [DayOfRanges(day=day, texts=tuple(found)) for day, found in texts.items()]


def bookable_days(
    calendar: Calendar, *, zone_name: str, now: datetime, days: int
) -> list[DayOfRanges]:
    """When this person can be booked in the coming days, on the clock of a zone."""
    return by_day(
        bookable_ranges(calendar, now=now, from_=now, until=now + (days + 1) * DAY),
        zone_name=zone_name,
        first_day=now.astimezone(zone(zone_name)).date(),
        days=days,
    )


@dataclass(frozen=True, kw_only=True)
class _Span:
    """Time during which the zone keeps one distance from UTC."""

    starts_at: datetime
    ends_at: datetime
    offset: timedelta

    def instants(
        self, ranges_of: Callable[[date], WallRanges]
    ) -> Iterator[tuple[datetime, datetime]]:
        day = (self.starts_at + self.offset).date()
        while (midnight := datetime.combine(day, time(), tzinfo=UTC) - self.offset) < self.ends_at:
            for first, last in ranges_of(day):
                starts = max(midnight + first * MINUTE, self.starts_at)
                ends = min(midnight + last * MINUTE, self.ends_at)
                if starts < ends:
                    yield starts, ends
            day += DAY


def _spans(zone_name: str, from_: datetime, until: datetime) -> Iterator[_Span]:
    tz = zone(zone_name)

    def offset(instant: datetime) -> timedelta:
        return instant.astimezone(tz).utcoffset() or timedelta()

    starts = probe = from_
    while probe < until:
        step = min(probe + DAY, until)
        if offset(step) != offset(probe):
            change = _first_change(probe, step, offset)
            yield _Span(starts_at=starts, ends_at=change, offset=offset(probe))
            starts = probe = change
        else:
            probe = step
    if starts < until:
        yield _Span(starts_at=starts, ends_at=until, offset=offset(starts))


def _first_change(
    before: datetime, after: datetime, offset: Callable[[datetime], timedelta]
) -> datetime:
    """The first whole minute whose offset differs from that of `before`."""
    low, high = before, after
    while high - low > MINUTE:
        middle = low + (high - low) / 2
        low, high = (middle, high) if offset(middle) == offset(before) else (low, middle)
    change = high.replace(second=0, microsecond=0)
    return change if offset(change) != offset(before) else high
