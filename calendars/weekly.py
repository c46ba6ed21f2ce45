"""Weekly wall-clock ranges, as requests keep them: `{"weekday": 0, "starts": "17:00", "ends": "19:00"}`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from calendars.spans import DAY, MINUTE, Span, union
from calendars.walls import DAY_MINUTES, WallRange, clock_text, on_the_wall

# A Monday: what is weekly is joined as spans of this one week, in which no clock changes.
MONDAY = datetime(2001, 1, 1, tzinfo=UTC)
CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")


class WeekRange(NamedTuple):
    """Every week on `weekday` (Monday is 0), from `starts_minute` to `ends_minute` of the wall clock."""

    weekday: int
    starts_minute: int
    ends_minute: int

    @property
    def starts(self) -> str:
        return clock_text(self.starts_minute)

    @property
    def ends(self) -> str:
        return clock_text(self.ends_minute)

    @property
    def span(self) -> Span:
        """Its time in the week that begins on `MONDAY`."""
        midnight = MONDAY + self.weekday * DAY
        return Span(midnight + self.starts_minute * MINUTE, midnight + self.ends_minute * MINUTE)

    def stored(self) -> dict[str, object]:
        """As the column `preferred_times` holds it."""
        return {"weekday": self.weekday, "starts": self.starts, "ends": self.ends}


def clock_minute(text: object) -> int:
    """The minute of the day of `17:30`; `24:00` is the end of the day. Raises ValueError otherwise."""
    if not isinstance(text, str) or not CLOCK.fullmatch(text):
        raise ValueError(text)
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def week_ranges(stored: object) -> tuple[WeekRange, ...]:
    """The ranges of a stored (or sent) list as they are. Raises ValueError if one is unsound."""
    if not isinstance(stored, list):
        raise ValueError("not a list")
    return tuple(_week_range(item) for item in stored)


def _week_range(item: object) -> WeekRange:
    if not isinstance(item, dict) or set(item) != {"weekday", "starts", "ends"}:
        raise ValueError("not a range")
    weekday = item["weekday"]
    if isinstance(weekday, bool) or not isinstance(weekday, int) or not 0 <= weekday <= 6:
        raise ValueError("no such weekday")
    starts, ends = clock_minute(item["starts"]), clock_minute(item["ends"])
    if starts >= ends:
        raise ValueError("ends before it starts")
    return WeekRange(weekday=weekday, starts_minute=starts, ends_minute=ends)


def merge(ranges: Iterable[WeekRange]) -> tuple[WeekRange, ...]:
    """In order, with those that touch or overlap on one day made one."""
    return tuple(map(_of_week, on_the_wall(union(each.span for each in ranges), "UTC")))


def weekly_of(parts: Iterable[WallRange]) -> tuple[WeekRange, ...]:
    """The days of one week without their dates, joined."""
    return merge(map(_of_week, parts))


def _of_week(part: WallRange) -> WeekRange:
    return WeekRange(
        weekday=part.day.weekday(), starts_minute=part.starts_minute, ends_minute=part.ends_minute
    )


def range_of_cell(text: str) -> WeekRange:
    """The range of a ticked cell, `0-1020-1080` for Monday 17:00 to 18:00. Raises ValueError."""
    if not re.fullmatch(r"[0-6]-\d{1,4}-\d{1,4}", text):
        raise ValueError(text)
    weekday, starts, ends = (int(part) for part in text.split("-"))
    if not starts < ends <= DAY_MINUTES:
        raise ValueError(text)
    return WeekRange(weekday=weekday, starts_minute=starts, ends_minute=ends)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One hour of one weekday to tick."""

    range: WeekRange
    checked: bool

    @property
    def value(self) -> str:
        r = self.range
        return f"{r.weekday}-{r.starts_minute}-{r.ends_minute}"


@dataclass(frozen=True, kw_only=True)
class GridRow:
    """One hour of the day across the week, Monday first."""

    clock: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class WeekGrid:
    """The week to tick: every hour, and the parts of ranges that fill no whole hour as cells of their own."""

    night: tuple[GridRow, ...]
    day: tuple[GridRow, ...]
    odd: tuple[Cell, ...]
    night_open: bool

    @property
    def first_row(self) -> GridRow:
        return self.night[0]


NIGHT_ENDS_HOUR = 6


def week_grid(ranges: Iterable[WeekRange]) -> WeekGrid:
    """The grid with these ranges ticked; what is read back from it is the same ranges again."""
    known = merge(ranges)
    rows = [_grid_row(hour, known) for hour in range(24)]
    night, day = rows[:NIGHT_ENDS_HOUR], rows[NIGHT_ENDS_HOUR:]
    odd = tuple(Cell(range=part, checked=True) for each in known for part in _odd_parts(each))
    night_open = any(cell.checked for row in night for cell in row.cells)
    return WeekGrid(night=tuple(night), day=tuple(day), odd=odd, night_open=night_open)


def _grid_row(hour: int, known: tuple[WeekRange, ...]) -> GridRow:
    starts, ends = hour * 60, (hour + 1) * 60
    cells = []
    for weekday in range(7):
        cell = WeekRange(weekday=weekday, starts_minute=starts, ends_minute=ends)
        covered = any(
            r.weekday == weekday and r.starts_minute <= starts and ends <= r.ends_minute
            for r in known
        )
        cells.append(Cell(range=cell, checked=covered))
    return GridRow(clock=clock_text(starts), cells=tuple(cells))


def _odd_parts(each: WeekRange) -> list[WeekRange]:
    """What is left of a range before its first and after its last whole hour."""
    first = -(-each.starts_minute // 60) * 60
    last = each.ends_minute // 60 * 60
    if first >= last:
        return [each] if first != each.starts_minute or last != each.ends_minute else []
    edges = [(each.starts_minute, first), (last, each.ends_minute)]
    return [
        WeekRange(weekday=each.weekday, starts_minute=a, ends_minute=b) for a, b in edges if a < b
    ]
