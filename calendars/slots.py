"""When a coach can be booked: one answer for every page that shows it and every press that needs it.

It is the coach's hours, from the notice on up to the horizon, minus what blocks either side with its buffers.
Bookings begin on a grid of 15 minutes of UTC, which every zone in use shares.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum, auto

from calendars.busy import busy_spans
from calendars.hours import free_spans
from calendars.models import Calendar
from calendars.spans import DAY, MINUTE, QUARTER, Span, difference
from calendars.walls import on_the_wall
from core.zones import zone

EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """A session must start in [earliest, latest] and have ended by `ends_by`."""

    earliest: datetime
    latest: datetime
    ends_by: datetime


def bounds_of(coach: Calendar, *, now: datetime, within: Span) -> Bounds:
    """What the coach's notice and horizon leave of a time, such as that of a contract."""
    return Bounds(
        earliest=max(now + coach.notice_minutes * MINUTE, within.starts_at),
        latest=now + coach.horizon_days * DAY,
        ends_by=within.ends_at,
    )


def bookable_spans(
    coach: Calendar,
    *,
    from_: datetime,
    until: datetime,
    student: Calendar | None = None,
    ignore_session_id: int | None = None,
) -> list[Span]:
    """The coach's hours in [from_, until) less what blocks the coach, and the student if there is one.

    Three queries at most, whatever is booked.
    """
    if from_ >= until:
        return []
    window = Span(from_, until)
    people = (coach,) if student is None else (coach, student)
    busy = busy_spans(people, window, ignore_session_id=ignore_session_id)
    return difference(free_spans(coach, window), busy)


def bookable_within(coach: Calendar, *, now: datetime, within: Span) -> list[Span]:
    """When anybody can book this coach, from the first quarter of an hour after the notice to the horizon."""
    bounds = bounds_of(coach, now=now, within=within)
    return bookable_spans(
        coach, from_=next_on_grid(bounds.earliest), until=min(bounds.latest, bounds.ends_by)
    )


def bookable_starts(
    coach: Calendar,
    student: Calendar,
    *,
    bounds: Bounds,
    length: timedelta,
    ignore_session_id: int | None = None,
) -> list[datetime]:
    """Every start that the student may book, ascending."""
    free = bookable_spans(
        coach,
        from_=bounds.earliest,
        until=min(bounds.latest + length, bounds.ends_by),
        student=student,
        ignore_session_id=ignore_session_id,
    )
    starts = (start for span in free for start in _starts_in(span, length))
    return [start for start in starts if start <= bounds.latest]


def _starts_in(span: Span, length: timedelta) -> Iterator[datetime]:
    """Every start on the grid at which a session of that length fits into the span."""
    start, last = next_on_grid(span.starts_at), span.ends_at - length
    while start <= last:
        yield start
        start += QUARTER


def next_on_grid(instant: datetime) -> datetime:
    """The instant itself when it is on the grid."""
    return instant + (EPOCH - instant) % QUARTER


class Obstacle(Enum):
    """Why a time is none that a student may pick, whatever is booked."""

    OUTSIDE_HOURS = auto()
    TOO_SOON = auto()
    TOO_FAR_AHEAD = auto()
    OFF_THE_GRID = auto()


@dataclass(frozen=True, kw_only=True)
class Openings:
    """What a coach offers to be booked. Build it with `openings_around`."""

    hours: tuple[Span, ...]
    bounds: Bounds

    def are_around(self, wanted: Span) -> bool:
        """Whether all of it lies in the coach's hours."""
        return any(span.covers(wanted) for span in self.hours)

    def obstacle(self, wanted: Span) -> Obstacle | None:
        """Why a student may not pick this time, as far as the calendar's rules go."""
        if not self.are_around(wanted):
            return Obstacle.OUTSIDE_HOURS
        if wanted.starts_at < self.bounds.earliest:
            return Obstacle.TOO_SOON
        if wanted.starts_at > self.bounds.latest or wanted.ends_at > self.bounds.ends_by:
            return Obstacle.TOO_FAR_AHEAD
        if next_on_grid(wanted.starts_at) != wanted.starts_at:
            return Obstacle.OFF_THE_GRID
        return None


def openings_around(coach: Calendar, wanted: Iterable[Span], *, bounds: Bounds) -> Openings:
    """The coach's hours around these times, at least one, in two queries."""
    spans = list(wanted)
    window = Span(min(span.starts_at for span in spans), max(span.ends_at for span in spans))
    return Openings(hours=tuple(free_spans(coach, window)), bounds=bounds)


@dataclass(frozen=True, kw_only=True)
class BookableDay:
    """One day on a clock, and when one can be booked on it as `09:00–12:00` texts."""

    day: date
    texts: tuple[str, ...]


def bookable_days(
    coach: Calendar, *, zone_name: str, now: datetime, days: int
) -> list[BookableDay]:
    """When this person can be booked in the coming days, on the clock of a zone."""
    spans = bookable_within(coach, now=now, within=Span(now, now + (days + 1) * DAY))
    first = now.astimezone(zone(zone_name)).date()
    texts: dict[date, list[str]] = {first + n * DAY: [] for n in range(days)}
    for part in on_the_wall(spans, zone_name):
        texts.get(part.day, []).append(part.text)
    return [BookableDay(day=day, texts=tuple(found)) for day, found in texts.items()]
