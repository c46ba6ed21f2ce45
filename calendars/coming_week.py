"""The seven days from now: weekly ranges as instants, and instants on the wall clock of a zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.dates import WEEKDAYS_ABBR

from calendars.hours import Range, WallRanges, expand, free_ranges
from calendars.models import Calendar
from calendars.weekly import DAY_MINUTES, WeekRange, joined
from core.spans import span_text
from core.zones import zone

WEEK = timedelta(days=7)


def preferred_ranges(
    wanted: Iterable[WeekRange], *, zone_name: str, from_: datetime, until: datetime
) -> list[Range]:
    """Weekly wall-clock ranges of a zone as instants in [from_, until), across any clock change."""
    by_day: dict[int, list[tuple[int, int]]] = {}
    for each in wanted:
        by_day.setdefault(each.weekday, []).append((each.starts_minute, each.ends_minute))

    def ranges_of(day: date) -> WallRanges:
        return by_day.get(day.weekday(), ())

    return expand(ranges_of, zone_name=zone_name, from_=from_, until=until)


def on_the_wall(ranges: Iterable[Range], zone_name: str) -> tuple[WeekRange, ...]:
    """Instants of one week as the wall clock of a zone shows them, cut at midnight."""
    parts: list[WeekRange] = []
    tz = zone(zone_name)
    for each in ranges:
        starts, ends = each.starts_at.astimezone(tz), each.ends_at.astimezone(tz)
        day, first = starts.date(), starts.hour * 60 + starts.minute
        while day < ends.date():
            parts.append(_part(day, first, DAY_MINUTES))
            day, first = day + timedelta(days=1), 0
        parts += [_part(day, first, ends.hour * 60 + ends.minute)] if ends.date() == day else []
    return joined(part for part in parts if part.starts_minute < part.ends_minute)


def _part(day: date, first: int, last: int) -> WeekRange:
    return WeekRange(weekday=day.weekday(), starts_minute=first, ends_minute=last)


def shown_in(
    wanted: tuple[WeekRange, ...], *, zone_name: str, viewer_zone: str, now: datetime
) -> tuple[WeekRange, ...]:
    """A zone's weekly ranges as the clock of another zone shows them in the seven days from now.

    They move against each other when one of the zones changes its clocks; so this is said to be "this week".
    """
    if zone_name == viewer_zone:
        return wanted
    instants = preferred_ranges(wanted, zone_name=zone_name, from_=now, until=now + WEEK)
    return on_the_wall(instants, viewer_zone)


@dataclass(frozen=True, kw_only=True)
class SharedTime:
    """When both can, in the seven days from now. `wanted_minutes` is all that the student asked for."""

    ranges: tuple[Range, ...]
    wanted_minutes: int

    @property
    def minutes(self) -> int:
        return sum(each.minutes for each in self.ranges)

    @property
    def hours_text(self) -> str:
        """Such as `8 h 15 min`."""
        return span_text(self.minutes)

    @property
    def wanted_hours_text(self) -> str:
        return span_text(self.wanted_minutes)

    def wall(self, zone_name: str) -> tuple[WeekRange, ...]:
        return on_the_wall(self.ranges, zone_name)

    def words(self, zone_name: str) -> str:
        """Such as `Mon 11:00–12:00, Wed 11:00–13:00`, on the clock of a zone."""
        return ", ".join(
            f"{WEEKDAYS_ABBR[each.weekday]} {each.starts}–{each.ends}"
            for each in self.wall(zone_name)
        )


def free_week(calendar: Calendar, now: datetime) -> list[Range]:
    """What a coach's calendar leaves open in the seven days from now."""
    return free_ranges(calendar, now, now + WEEK)
