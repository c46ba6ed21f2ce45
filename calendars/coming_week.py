"""The seven days from now: weekly ranges as instants, and instants on the wall clock of a zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.dates import WEEKDAYS_ABBR

from calendars.hours import ClockRanges, free_spans, spans_of
from calendars.models import Calendar
from calendars.spans import WEEK, Span, total_minutes
from calendars.walls import on_the_wall
from calendars.weekly import WeekRange, weekly_of
from core.durations import duration_text


def week_from(now: datetime) -> Span:
    return Span(now, now + WEEK)


def spans_of_week(wanted: Iterable[WeekRange], *, zone_name: str, now: datetime) -> list[Span]:
    """Weekly wall-clock ranges of a zone as instants in the seven days from now, across any clock change."""
    by_day: dict[int, list[tuple[int, int]]] = {}
    for each in wanted:
        by_day.setdefault(each.weekday, []).append((each.starts_minute, each.ends_minute))

    def ranges_of(day: date) -> ClockRanges:
        return by_day.get(day.weekday(), ())

    return spans_of(ranges_of, zone_name=zone_name, window=week_from(now))


def week_in_zone(
    wanted: tuple[WeekRange, ...], *, zone_name: str, viewer_zone: str, now: datetime
) -> tuple[WeekRange, ...]:
    """A zone's weekly ranges as the clock of another zone shows them in the seven days from now.

    They move against each other when one of the zones changes its clocks; so this is said to be "this week".
    """
    if zone_name == viewer_zone:
        return wanted
    return week_on_the_wall(spans_of_week(wanted, zone_name=zone_name, now=now), viewer_zone)


def week_on_the_wall(spans: Iterable[Span], zone_name: str) -> tuple[WeekRange, ...]:
    """Instants of one week as the wall clock of a zone shows them."""
    return weekly_of(on_the_wall(spans, zone_name))


@dataclass(frozen=True, kw_only=True)
class SharedTime:
    """When both can, in the seven days from now. `wanted_minutes` is all that the student asked for."""

    spans: tuple[Span, ...]
    wanted_minutes: int

    @property
    def minutes(self) -> int:
        return total_minutes(self.spans)

    @property
    def hours_text(self) -> str:
        """Such as `8 h 15 min`."""
        return duration_text(self.minutes)

    @property
    def wanted_hours_text(self) -> str:
        return duration_text(self.wanted_minutes)

    def wall(self, zone_name: str) -> tuple[WeekRange, ...]:
        return week_on_the_wall(self.spans, zone_name)

    def words(self, zone_name: str) -> str:
        """Such as `Mon 11:00–12:00, Wed 11:00–13:00`, on the clock of a zone."""
        return ", ".join(
            f"{WEEKDAYS_ABBR[each.weekday]} {each.starts}–{each.ends}"
            for each in self.wall(zone_name)
        )


def free_week(calendar: Calendar, now: datetime) -> list[Span]:
    """What a coach's calendar leaves open in the seven days from now."""
    return free_spans(calendar, week_from(now))
