"""A week or a day of the calendar, true to scale."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from calendars.days import DayPart, ZonedDay, today
from calendars.lanes import Lane, in_lanes, side_by_side
from calendars.spans import Span
from core.durations import duration_text
from core.zones import LocalTime, both_clocks
from dashboards.calendar_asked import Asked
from dashboards.schedule import Entry, Kind, Schedule
from sessions.models import CoachingSession


@dataclass(frozen=True, kw_only=True)
class HourMark:
    """A full hour at the side of the board: `again` is its offset where the clock reads it twice."""

    part: DayPart
    clock: str
    again: str
    theirs: str


@dataclass(frozen=True, kw_only=True)
class DrawnEntry:
    """One entry as a day shows it, from its own start or from the day's; it is moved by its start only."""

    entry: Entry
    part: DayPart
    lane: Lane
    clock: str
    line: str
    move_url: str

    @property
    def is_small(self) -> bool:
        return self.part.minutes < SMALL_MINUTES


SMALL_MINUTES, WAKES_MINUTE = 45, 7 * 60


@dataclass(frozen=True, kw_only=True)
class DrawnCrowd:
    """Entries that are only counted, since too many overlap."""

    part: DayPart
    lane: Lane
    count: int


@dataclass(frozen=True, kw_only=True)
class BoardDay:
    """`marks` are its own hours where they differ from those at the side of the board."""

    zoned: ZonedDay
    is_today: bool
    is_chosen: bool
    marks: tuple[HourMark, ...]
    change: str
    open: tuple[tuple[DayPart, str], ...]
    closed: tuple[tuple[DayPart, str], ...]
    theirs: tuple[tuple[DayPart, str], ...]
    entries: tuple[DrawnEntry, ...]
    crowds: tuple[DrawnCrowd, ...]
    now: DayPart | None

    @property
    def length_text(self) -> str:
        return duration_text(self.zoned.span.minutes)


@dataclass(frozen=True, kw_only=True)
class Board:
    """Days beside each other under one scale; `marks` are the hours of most of them.

    `begins_minute` is where one looks first: what lies before it is reached by scrolling up.
    """

    days: tuple[BoardDay, ...]
    marks: tuple[HourMark, ...]

    @property
    def has_theirs(self) -> bool:
        return any(day.theirs for day in self.days)

    @cached_property
    def begins_minute(self) -> int:
        """The first hour in which people are awake and somebody is open, or that of a thing before it.

        Where nothing is open it is the hour at which people are awake.
        """
        opened = (part.at_minute for day in self.days for part, _clocks in day.open + day.theirs)
        awake = min((max(minute, WAKES_MINUTE) for minute in opened), default=WAKES_MINUTE)
        entries = (each.part.at_minute for day in self.days for each in day.entries)
        return min([awake, *entries]) // 60 * 60

    @property
    def changes(self) -> list[str]:
        return [
            f"{date_format(day.zoned.day, 'l j F')}: {day.change}"
            for day in self.days
            if day.change
        ]


def board_of(asked: Asked, schedule: Schedule, *, now: datetime) -> Board:
    days = asked.days()
    theirs = asked.beside.zone_name if asked.beside else ""
    marks = {day: _marks(day, theirs, get_language()) for day in days}
    usual = Counter(marks.values()).most_common(1)[0][0]
    return Board(
        days=tuple(
            _board_day(day, () if marks[day] == usual else marks[day], asked, schedule, now=now)
            for day in days
        ),
        marks=usual,
    )


def _board_day(
    day: ZonedDay, marks: tuple[HourMark, ...], asked: Asked, schedule: Schedule, *, now: datetime
) -> BoardDay:
    here = [entry for entry in schedule.entries if day.part(entry.span) is not None]
    lanes = in_lanes(here, most=asked.lanes_most)
    return BoardDay(
        zoned=day,
        is_today=day.day == today(now, day.zone_name),
        is_chosen=day.day == asked.on,
        marks=marks,
        change=change_text(day),
        open=_shade(day, schedule.open),
        closed=_shade(day, schedule.closed),
        theirs=_shade(day, schedule.theirs),
        entries=_drawn(day, lanes.placed),
        crowds=tuple(
            DrawnCrowd(part=part, lane=lane, count=crowd.many)
            for crowd, lane in lanes.crowds
            if (part := day.part(crowd.span)) is not None
        ),
        now=day.part(Span(now, now + timedelta(minutes=1))),
    )


@lru_cache(maxsize=2048)
def _marks(day: ZonedDay, theirs: str, _language: str | None) -> tuple[HourMark, ...]:
    """The hours of the day, with those of the zone `theirs` beside them unless it is empty."""
    return tuple(
        HourMark(
            part=DayPart(at_minute=at, minutes=60),
            clock=local.clock_text,
            again=local.offset_text if local.is_repeated else "",
            theirs=_their_clock(local, theirs) if theirs else "",
        )
        for at, local in day.hours()
    )


def _their_clock(local: LocalTime, zone_name: str) -> str:
    theirs = both_clocks(local.instant, mine=local.zone_name, theirs=zone_name).theirs
    return f"{theirs.time_text} {theirs.day_mark}".strip() if theirs else local.clock_text


def change_text(day: ZonedDay) -> str:
    """What a change of clocks does to the day; empty on any other."""
    extra = day.extra_minutes
    if not extra:
        return ""
    words = {"by": duration_text(abs(extra)), "long": duration_text(day.span.minutes)}
    if extra > 0:
        return _("the clocks go back by %(by)s, the day has %(long)s") % words
    return _("the clocks go forward by %(by)s, the day has %(long)s") % words


def _shade(day: ZonedDay, spans: Iterable[Span]) -> tuple[tuple[DayPart, str], ...]:
    return tuple(
        (part, _clocks(span, day)) for span in spans if (part := day.part(span)) is not None
    )


def _clocks(span: Span, day: ZonedDay) -> str:
    """From when to when that day, such as `09:00–12:00`."""
    starts, ends = (
        LocalTime(instant=instant, zone_name=day.zone_name).time_text
        for instant in (
            max(span.starts_at, day.span.starts_at),
            min(span.ends_at, day.span.ends_at),
        )
    )
    return f"{starts}–{ends}"


def drawn_on(day: ZonedDay, entries: Iterable[Entry]) -> tuple[DrawnEntry, ...]:
    """What of these entries stands on the day, those that overlap side by side."""
    return _drawn(day, side_by_side(list(entries)))


def _drawn(day: ZonedDay, placed: Iterable[tuple[Entry, Lane]]) -> tuple[DrawnEntry, ...]:
    return tuple(
        DrawnEntry(
            entry=entry,
            part=part,
            lane=lane,
            clock=_clocks(entry.span, day),
            line=_state(entry),
            move_url=entry.move_url if day.has(entry.starts_at) else "",
        )
        for entry, lane in placed
        if (part := day.part(entry.span)) is not None
    )


def _state(entry: Entry) -> str:
    """In two or three words what is the matter with it."""
    if entry.waits_for_me:
        return _("waits for you")
    if entry.kind == Kind.OFFERED:
        return _("asked for by you") if entry.is_move else _("offered by you")
    return str(CoachingSession.Status(entry.status).label)
