"""Weekly wall-clock ranges, as requests keep them: `{"weekday": 0, "starts": "17:00", "ends": "19:00"}`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

DAY_MINUTES = 24 * 60
CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")


@dataclass(frozen=True, kw_only=True, order=True)
class WeekRange:
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

    def stored(self) -> dict[str, object]:
        """As the column `preferred_times` holds it."""
        return {"weekday": self.weekday, "starts": self.starts, "ends": self.ends}


def clock_text(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def clock_minute(text: object) -> int:
    """The minute of the day of `17:30`; `24:00` is the end of the day. Raises ValueError otherwise."""
    if not isinstance(text, str) or not CLOCK.fullmatch(text):
        raise ValueError(text)
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def week_ranges(stored: object) -> tuple[WeekRange, ...]:
    """The ranges of a stored (or sent) list, joined where they touch. Raises ValueError if one is unsound."""
    if not isinstance(stored, list):
        raise ValueError("not a list")
    return joined(_week_range(item) for item in stored)


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


def joined(ranges: Iterable[WeekRange]) -> tuple[WeekRange, ...]:
    """In order, with those that touch or overlap on one day made one."""
    result: list[WeekRange] = []
    for weekday, of_day in groupby(sorted(ranges), key=lambda r: r.weekday):
        result += _joined_day(weekday, list(of_day))
    return tuple(result)


def _joined_day(weekday: int, ranges: list[WeekRange]) -> list[WeekRange]:
    spans: list[list[int]] = []
    for each in ranges:
        if spans and each.starts_minute <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], each.ends_minute)
        else:
            spans.append([each.starts_minute, each.ends_minute])
    return [WeekRange(weekday=weekday, starts_minute=a, ends_minute=b) for a, b in spans]
