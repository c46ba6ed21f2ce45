"""When people say they are free: wall-clock ranges of a zone as spans of instants.

A person is free at an instant when the clock in the zone then reads a time inside a range. So an hour
that the clocks skip gives nothing, and one that they repeat gives two, whatever the ranges look like.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from calendars.models import Calendar
from calendars.spans import DAY, MINUTE, Span, union
from calendars.walls import WallRange, on_the_wall
from core.zones import zone

ClockRanges = Iterable[tuple[int, int]]


def free_spans(calendar: Calendar, window: Span) -> list[Span]:
    """What the weekly ranges and date overrides leave open in the window.

    Busy time, buffers, notice and horizon are not looked at. Reads the calendar's ranges and overrides
    with one query each, or none when they are prefetched.
    """
    weekly = _weekly(calendar)
    overrides = {row.day: row.ranges for row in calendar.date_overrides.all()}

    def ranges_of(day: date) -> ClockRanges:
        return overrides[day] if day in overrides else weekly.get(day.weekday(), ())

    return spans_of(ranges_of, zone_name=calendar.zone_name, window=window)


def weekly_spans(calendar: Calendar, window: Span) -> list[Span]:
    """What the weekly ranges alone would leave open."""
    weekly = _weekly(calendar)

    def ranges_of(day: date) -> ClockRanges:
        return weekly.get(day.weekday(), ())

    return spans_of(ranges_of, zone_name=calendar.zone_name, window=window)


def _weekly(calendar: Calendar) -> dict[int, list[tuple[int, int]]]:
    weekly: dict[int, list[tuple[int, int]]] = {}
    for row in calendar.weekly_ranges.all():
        weekly.setdefault(row.weekday, []).append((row.starts_minute, row.ends_minute))
    return weekly


def spans_of(
    ranges_of: Callable[[date], ClockRanges], *, zone_name: str, window: Span
) -> list[Span]:
    """Wall-clock ranges of each day, as (start, end) minutes of 0–1440, as instants in the window."""
    return union(
        span for steady in _steady(zone_name, window) for span in steady.spans_of(ranges_of)
    )


def walls_of(span: Span, zone_name: str) -> Iterator[WallRange]:
    """Every time that a clock of the zone reads during the span; one that it repeats may come twice."""
    for steady in _steady(zone_name, span):
        read = Span(steady.starts_at + steady.offset, steady.ends_at + steady.offset)
        yield from on_the_wall([read], "UTC")


@dataclass(frozen=True, kw_only=True)
class _Steady:
    """Time during which the zone keeps one distance from UTC."""

    starts_at: datetime
    ends_at: datetime
    offset: timedelta

    def spans_of(self, ranges_of: Callable[[date], ClockRanges]) -> Iterator[Span]:
        day = (self.starts_at + self.offset).date()
        while (midnight := datetime.combine(day, time(), tzinfo=UTC) - self.offset) < self.ends_at:
            for first, last in ranges_of(day):
                starts_at = max(midnight + first * MINUTE, self.starts_at)
                ends_at = min(midnight + last * MINUTE, self.ends_at)
                if starts_at < ends_at:
                    yield Span(starts_at, ends_at)
            day += DAY


def _steady(zone_name: str, window: Span) -> Iterator[_Steady]:
    tz = zone(zone_name)

    def offset(instant: datetime) -> timedelta:
        return instant.astimezone(tz).utcoffset() or timedelta()

    starts_at = probe = window.starts_at.astimezone(UTC)
    until = window.ends_at.astimezone(UTC)
    while probe < until:
        step = min(probe + DAY, until)
        if offset(step) != offset(probe):
            change = _first_change(probe, step, offset)
            yield _Steady(starts_at=starts_at, ends_at=change, offset=offset(probe))
            starts_at = probe = change
        else:
            probe = step
    if starts_at < until:
        yield _Steady(starts_at=starts_at, ends_at=until, offset=offset(starts_at))


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
