"""The calendar as it is drawn: what is asked for, and a week or a day of it true to scale."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from calendars.days import DayPart, ZonedDay, days_from, today
from calendars.lanes import Lane, side_by_side
from calendars.spans import DAY, WEEK, Span
from core.durations import duration_text
from core.zones import YEARS, LocalTime, both_clocks
from dashboards.schedule import Entry, Kind, OtherPerson, Schedule
from sessions.models import CoachingSession

AGENDA_DAYS, MONTH_WEEKS = 30, 6


class View(StrEnum):
    """`AUTO` is a week on a wide screen and a day on a phone."""

    AUTO = ""
    WEEK = "week"
    DAY = "day"
    MONTH = "month"
    AGENDA = "agenda"

    @property
    def is_board(self) -> bool:
        return self in (View.AUTO, View.WEEK, View.DAY)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What of the calendar is looked at, and on whose clock besides one's own."""

    view: View
    on: date
    zone_name: str
    beside: OtherPerson | None

    def days(self) -> list[ZonedDay]:
        first, count = self.on, AGENDA_DAYS
        if self.view in (View.AUTO, View.WEEK):
            first, count = _monday(self.on), 7
        elif self.view == View.DAY:
            count = 1
        elif self.view == View.MONTH:
            first, count = _monday(self.on.replace(day=1)), MONTH_WEEKS * 7
        return days_from(first, count, self.zone_name)

    def steps(self) -> "Steps":
        if self.view == View.MONTH:
            first = self.on.replace(day=1)
            return Steps(_in_reach((first - DAY).replace(day=1)), _in_reach(_next_month(first)))
        length = {View.DAY: DAY, View.AGENDA: AGENDA_DAYS * DAY}.get(self.view, WEEK)
        return Steps(_in_reach(self.on - length), _in_reach(self.on + length))

    @property
    def period(self) -> str:
        """What is shown, in words."""
        if self.view == View.MONTH:
            return date_format(self.on, "F Y")
        if self.view == View.DAY:
            return date_format(self.on, "l j F Y")
        first, last = (days := self.days())[0].day, days[-1].day
        return f"{date_format(first, 'j M')} – {date_format(last, 'j M Y')}"

    @property
    def day_text(self) -> str:
        return date_format(self.on, "D j M Y")

    def day_steps(self) -> "Steps":
        """For the one day that a phone shows of a week."""
        return Steps(_in_reach(self.on - DAY), _in_reach(self.on + DAY))


class Steps(NamedTuple):
    earlier: date
    later: date


def read_day(text: str, otherwise: date) -> date:
    """The day that an address names, if it is one that a calendar has."""
    try:
        return _in_reach(date.fromisoformat(text))
    except ValueError:
        return otherwise


def window_of(days: Sequence[ZonedDay]) -> Span:
    return Span(days[0].span.starts_at, days[-1].span.ends_at)


# --- Days true to scale -------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class HourMark:
    """A full hour at the side of the board: `again` is its offset where the clock reads it twice."""

    part: DayPart
    clock: str
    again: str
    theirs: str


@dataclass(frozen=True, kw_only=True)
class DrawnEntry:
    """One entry as a day shows it, from its own start or from the day's."""

    entry: Entry
    part: DayPart
    lane: Lane
    clock: str
    line: str

    @property
    def is_small(self) -> bool:
        return self.part.minutes < SMALL_MINUTES


SMALL_MINUTES = 45


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
    entries: tuple[DrawnEntry, ...]
    now: DayPart | None

    @property
    def length(self) -> tuple[int, int]:
        """Hours and minutes."""
        return divmod(self.zoned.span.minutes, 60)

    @property
    def length_text(self) -> str:
        return duration_text(self.zoned.span.minutes)


@dataclass(frozen=True, kw_only=True)
class Board:
    """Days beside each other under one scale; `marks` are the hours of most of them."""

    days: tuple[BoardDay, ...]
    marks: tuple[HourMark, ...]

    @property
    def changes(self) -> list[str]:
        return [
            f"{date_format(day.zoned.day, 'l j F')}: {day.change}"
            for day in self.days
            if day.change
        ]


def board_of(asked: Asked, schedule: Schedule, *, now: datetime) -> Board:
    days = asked.days()
    marks = {day: _marks(day, asked.beside) for day in days}
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
    return BoardDay(
        zoned=day,
        is_today=day.day == today(now, day.zone_name),
        is_chosen=day.day == asked.on,
        marks=marks,
        change=change_text(day),
        open=_shade(day, schedule.open),
        closed=_shade(day, schedule.closed),
        entries=drawn_on(day, schedule.entries),
        now=day.part(Span(now, now + timedelta(minutes=1))),
    )


def _marks(day: ZonedDay, beside: OtherPerson | None) -> tuple[HourMark, ...]:
    return tuple(
        HourMark(
            part=DayPart(at_minute=at, minutes=60),
            clock=local.clock_text,
            again=local.offset_text if local.is_repeated else "",
            theirs=_their_clock(local, beside) if beside else "",
        )
        for at, local in day.hours()
    )


def _their_clock(local: LocalTime, beside: OtherPerson) -> str:
    theirs = both_clocks(local.instant, mine=local.zone_name, theirs=beside.zone_name).theirs
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
    here = [entry for entry in entries if day.part(entry.span) is not None]
    return tuple(
        DrawnEntry(
            entry=entry, part=part, lane=lane, clock=_clocks(entry.span, day), line=_state(entry)
        )
        for entry, lane in side_by_side(here)
        if (part := day.part(entry.span)) is not None
    )


def _state(entry: Entry) -> str:
    """In two or three words what is the matter with it."""
    if entry.waits_for_me:
        return _("waits for you")
    if entry.kind == Kind.OFFERED:
        return _("asked for by you") if entry.is_move else _("offered by you")
    return str(CoachingSession.Status(entry.status).label)


def _monday(day: date) -> date:
    return day - day.weekday() * DAY


def _next_month(first: date) -> date:
    return (first + 31 * DAY).replace(day=1)


def _in_reach(day: date) -> date:
    """The nearest day whose month can be drawn."""
    return min(max(day, date(YEARS.start, 2, 1)), date(YEARS.stop - 1, 11, 1))
