"""Spans as the wall clock of a zone shows them, cut at its midnights."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from calendars.spans import DAY, Span
from core.zones import zone

DAY_MINUTES = 24 * 60
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")  # Monday is 0


class WallRange(NamedTuple):
    """Minutes of one day's wall clock, 0 to 1440."""

    day: date
    starts_minute: int
    ends_minute: int

    @property
    def text(self) -> str:
        return range_text(self.starts_minute, self.ends_minute)


def range_text(starts_minute: int, ends_minute: int) -> str:
    """Such as `09:00–12:00`."""
    return f"{clock_text(starts_minute)}–{clock_text(ends_minute)}"


def clock_text(minute: int) -> str:
    """A minute of the day as `09:00`; the end of the day is `24:00`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def on_the_wall(spans: Iterable[Span], zone_name: str) -> Iterator[WallRange]:
    """Day by day, in the order of the spans; what ends on the clock before it starts is left out."""
    tz = zone(zone_name)
    for span in spans:
        starts, ends = span.starts_at.astimezone(tz), span.ends_at.astimezone(tz)
        day, first = starts.date(), starts.hour * 60 + starts.minute
        while day < ends.date():
            yield WallRange(day, first, DAY_MINUTES)
            day += DAY
            first = _first_minute(day, tz)
        last = ends.hour * 60 + ends.minute
        if day == ends.date() and first < last:
            yield WallRange(day, first, last)


def _first_minute(day: date, tz: ZoneInfo) -> int:
    """With which minute the clock begins that day: not with midnight where it is put forward over it."""
    begins = datetime.combine(day, time.min, tz).astimezone(UTC).astimezone(tz)
    return begins.hour * 60 + begins.minute if begins.date() == day else 0
