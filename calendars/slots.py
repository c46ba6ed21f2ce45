"""When a session can start: hours minus what blocks either side.

Instants are handled as whole seconds since 1970. The grid of 15 minutes is one of UTC, which every zone
in use shares.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from calendars.hours import free_ranges
from calendars.models import BusySlot, Calendar

GRID_SECONDS = 15 * 60
Span = tuple[int, int]  # half-open, seconds since 1970


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """A session must start in [earliest, latest] and have ended by `ends_by`."""

    earliest: datetime
    latest: datetime
    ends_by: datetime


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same time as few ascending spans; touching ones become one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def subtracted(spans: Iterable[Span], busy: Sequence[Span]) -> Iterator[Span]:
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


def open_spans(calendar: Calendar, *, start: datetime, end: datetime) -> list[Span]:
    """When the coach teaches between two instants, ascending, touching ranges joined."""
    return [
        (_seconds(span.starts_at), _seconds(span.ends_at))
        for span in free_ranges(calendar, start, end)
    ]


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


def within_hours(
    calendar: Calendar, *, starts_at: datetime, duration_minutes: int, bounds: Bounds
) -> bool:
    """Whether a session of that length at that grid start lies in the coach's hours and the bounds."""
    ends_at = starts_at + timedelta(minutes=duration_minutes)
    spans = open_spans(calendar, start=starts_at, end=ends_at)
    return starts_at in starts_in(spans, bounds=bounds, duration_minutes=duration_minutes)
