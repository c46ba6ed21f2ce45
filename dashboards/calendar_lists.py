"""The calendar as a month and as a list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from calendars.days import today
from dashboards.calendar_asked import Asked
from dashboards.calendar_page import DrawnEntry, drawn_on
from dashboards.schedule import Entry, Schedule

MONTH_LINES = 3


@dataclass(frozen=True, kw_only=True)
class MonthDay:
    """The first entries that begin on the day, and how many more there are."""

    day: date
    is_today: bool
    is_outside: bool
    entries: tuple[DrawnEntry, ...]
    more: int
    waiting: bool

    @property
    def count(self) -> int:
        return len(self.entries) + self.more


def month_of(asked: Asked, schedule: Schedule, *, now: datetime) -> list[list[MonthDay]]:
    """Six weeks around the month, so that the page keeps its height."""
    by_day = _by_day(asked, schedule)
    days = [
        _month_day(zoned.day, by_day.get(zoned.day, ()), asked, today(now, asked.zone_name))
        for zoned in asked.days()
    ]
    return [days[n : n + 7] for n in range(0, len(days), 7)]


def _month_day(day: date, entries: Sequence[DrawnEntry], asked: Asked, now: date) -> MonthDay:
    return MonthDay(
        day=day,
        is_today=day == now,
        is_outside=day.month != asked.on.month,
        entries=tuple(entries[:MONTH_LINES]),
        more=max(len(entries) - MONTH_LINES, 0),
        waiting=any(each.entry.waits_for_me for each in entries),
    )


def agenda_of(asked: Asked, schedule: Schedule) -> list[tuple[date, list[DrawnEntry]]]:
    """The days on which something begins, with what does."""
    return list(_by_day(asked, schedule).items())


def _by_day(asked: Asked, schedule: Schedule) -> dict[date, list[DrawnEntry]]:
    found: dict[date, list[DrawnEntry]] = {}
    for day in asked.days():
        begun = [entry for entry in schedule.entries if day.has(entry.starts_at)]
        if begun:
            found[day.day] = list(drawn_on(day, begun))
    return found


def waiting(entries: Iterable[Entry]) -> int:
    """How many of them wait for this person; starts of one session count once."""
    return len({entry.session_id for entry in entries if entry.waits_for_me})
