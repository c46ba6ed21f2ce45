"""When two people can meet: the coach's availability minus what blocks either side.

Wall-clock ranges become instants through the coach's zone, so a range is as long as that day's clocks
make it. Instants are handled as whole seconds since 1970; the grid of 15 minutes is one of UTC, which
every zone in use shares.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from accounts.models import BusySlot, Calendar, DateOverride, WeeklyRange
from contracts.models import Contract
from core.zones import MissingWallTime, RepeatedWallTime, to_instant, zone

GRID_SECONDS = 15 * 60
Span = tuple[int, int]  # half-open, seconds since 1970


@dataclass(frozen=True, kw_only=True)
class Availability:
    """When a coach teaches: minutes of the wall-clock day in `zone_name`. An override replaces its date."""

    zone_name: str
    weekly: Mapping[int, Sequence[tuple[int, int]]]
    overrides: Mapping[date, Sequence[tuple[int, int]]]

    def ranges_on(self, day: date) -> Sequence[tuple[int, int]]:
        if day in self.overrides:
            return self.overrides[day]
        return self.weekly.get(day.weekday(), ())


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """A session must start in [earliest, latest] and have ended by `ends_by`."""

    earliest: datetime
    latest: datetime
    ends_by: datetime


# --- pure computation -------------------------------------------------------------------------


def edge_instant(day: date, minute: int, zone_name: str, *, closing: bool) -> datetime:
    """The instant of a range's edge on that date.

    A wall time that the clocks skip becomes the end of the gap; of a repeated one a range opens at the
    first and closes at the second occurrence.
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    try:
        return to_instant(wall, zone_name)
    except MissingWallTime as gap:
        return gap.choices[1]
    except RepeatedWallTime as repeated:
        return repeated.choices[1] if closing else repeated.choices[0]


def open_spans(availability: Availability, *, start: datetime, end: datetime) -> list[Span]:
    """When the coach teaches between two instants, ascending, touching ranges joined."""
    tz = zone(availability.zone_name)
    day, last = start.astimezone(tz).date(), end.astimezone(tz).date()
    spans: list[Span] = []
    while day <= last:
        for opens, closes in availability.ranges_on(day):
            span = (
                _seconds(edge_instant(day, opens, availability.zone_name, closing=False)),
                _seconds(edge_instant(day, closes, availability.zone_name, closing=True)),
            )
            if span[0] < span[1]:
                spans.append(span)
        day += timedelta(days=1)
    return joined(spans)


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same time as few ascending spans; touching ones become one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def subtracted(spans: Sequence[Span], busy: Sequence[Span]) -> Iterator[Span]:
    """What is left of the first after taking out the second; both ascending and joined."""
    at = 0
    for start, end in spans:
        while at < len(busy) and busy[at][1] <= start:
            at += 1
        cursor, index = start, at
        while index < len(busy) and busy[index][0] < end:
            if cursor < busy[index][0]:
                yield cursor, busy[index][0]
            cursor = max(cursor, busy[index][1])
            index += 1
        if cursor < end:
            yield cursor, end


def starts_in(free: Iterable[Span], *, bounds: Bounds, duration_minutes: int) -> Iterator[datetime]:
    """Every grid start at which a session of that length fits into the free time."""
    length = duration_minutes * 60
    earliest, latest = _seconds(bounds.earliest), _seconds(bounds.latest)
    ends_by = _seconds(bounds.ends_by)
    for start, end in free:
        first = _up_to_grid(max(start, earliest))
        last = min(latest, min(end, ends_by) - length)
        for second in range(first, last + 1, GRID_SECONDS):
            yield datetime.fromtimestamp(second, UTC)


def _seconds(instant: datetime) -> int:
    """Whole seconds, a fraction counted up, so that no limit is undercut."""
    whole = int(instant.timestamp())
    return whole + 1 if instant.microsecond else whole


def _up_to_grid(second: int) -> int:
    return -(-second // GRID_SECONDS) * GRID_SECONDS


# --- read from rows ---------------------------------------------------------------------------


def contract_span(contract: Contract) -> tuple[datetime, datetime]:
    """The instants between which the contract's sessions lie: its days in its own zone, the last included."""
    terms = contract.agreed_version
    if terms is None:
        raise ValueError("a contract that was never accepted has no span")
    starts_on, ends_on = contract.starts_on or terms.start_date, contract.ends_on or terms.end_date
    return (
        edge_instant(starts_on, 0, terms.timezone, closing=False),
        edge_instant(ends_on + timedelta(days=1), 0, terms.timezone, closing=False),
    )


def availability_of(calendar: Calendar) -> Availability:
    """The coach's weekly ranges and date overrides, in two queries."""
    weekly: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in WeeklyRange.objects.filter(calendar=calendar):
        weekly[row.weekday].append((row.starts_minute, row.ends_minute))
    overrides = {
        row.day: [(opens, closes) for opens, closes in row.ranges]
        for row in DateOverride.objects.filter(calendar=calendar)
    }
    return Availability(zone_name=calendar.zone_name, weekly=weekly, overrides=overrides)


def busy_spans(
    calendars: Iterable[Calendar],
    *,
    start: datetime,
    end: datetime,
    ignore_session_id: int | None = None,
) -> list[Span]:
    """What blocks any of these people in that time, each slot widened by its person's buffer."""
    buffers = {calendar.user_id: calendar.buffer_minutes * 60 for calendar in calendars}
    widest = timedelta(seconds=max(buffers.values(), default=0))
    rows = BusySlot.objects.filter(
        user_id__in=buffers, starts_at__lt=end + widest, ends_at__gt=start - widest
    )
    if ignore_session_id is not None:
        rows = rows.exclude(session_id=ignore_session_id)
    return joined(
        (_seconds(starts_at) - buffers[user_id], _seconds(ends_at) + buffers[user_id])
        for user_id, starts_at, ends_at in rows.values_list("user_id", "starts_at", "ends_at")
    )


def calendars_of(contract: Contract) -> tuple[Calendar, Calendar]:
    """The student's and the coach's calendar, with their owners."""
    rows = {
        row.user_id: row
        for row in Calendar.objects.select_related("user").filter(
            user_id__in=(contract.student_id, contract.coach_id)
        )
    }
    return rows[contract.student_id], rows[contract.coach_id]


def booking_bounds(contract: Contract, calendar: Calendar, *, now: datetime) -> Bounds:
    """What the coach's notice and horizon and the contract's dates allow a student to book."""
    opens, closes = contract_span(contract)
    return Bounds(
        earliest=max(now + timedelta(minutes=calendar.notice_minutes), opens),
        latest=now + timedelta(days=calendar.horizon_days),
        ends_by=closes,
    )


def free_starts(
    contract: Contract,
    *,
    now: datetime,
    duration_minutes: int,
    ignore_session_id: int | None = None,
) -> list[datetime]:
    """Every start that the student may book right now, ascending, in a constant number of queries."""
    student, coach = calendars_of(contract)
    bounds = booking_bounds(contract, coach, now=now)
    end = min(bounds.latest + timedelta(minutes=duration_minutes), bounds.ends_by)
    if end <= bounds.earliest:
        return []
    spans = open_spans(availability_of(coach), start=bounds.earliest, end=end)
    busy = busy_spans(
        (student, coach), start=bounds.earliest, end=end, ignore_session_id=ignore_session_id
    )
    free = subtracted(spans, busy)
    return list(starts_in(free, bounds=bounds, duration_minutes=duration_minutes))


def within_hours(
    availability: Availability, *, starts_at: datetime, duration_minutes: int, bounds: Bounds
) -> bool:
    """Whether a session of that length at that grid start lies in the coach's hours and the bounds."""
    ends_at = starts_at + timedelta(minutes=duration_minutes)
    spans = open_spans(availability, start=starts_at, end=ends_at)
    return starts_at in starts_in(spans, bounds=bounds, duration_minutes=duration_minutes)
