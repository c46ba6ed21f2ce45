"""Days as people type them: the part of `typed_times` that knows the calendar."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from calendars.spans import DAY, WEEK
from calendars.typed_doubts import Doubt
from calendars.typed_words import Language

FURTHEST_WITHOUT_YEAR = 26 * WEEK
FURTHEST_YEAR = 5  # more years ahead than any contract reaches
# One of the last century only where a time follows: "12 nov 1930" is half past seven.
YEAR = r"(?:20\d\d|19\d\d(?=,? (?:at |@ ?)?\d)|'\d\d)(?!\d|:| ?[ap]\.?m|h\b| uhr)"
CLOCK_FOLLOWS = (
    r"(?=(?P<comma>,)? (?:at |um |@ ?)?"
    r"(?:\d{1,2}(?:[:.h]\d\d(?!\d)| ?[ap]\.?m| ?uhr|h\b)|\d{4}\b|noon|midnight))"
)
DOTTED = r"(?P<day>\d{1,2})\.(?P<month_number>\d{1,2})"
_YEAR = r"(?P<year> ?20\d\d(?!\d|:)|\d{2}(?![\d:.h]| ?[ap]\.?m))"
IN_DIGITS = (
    ("date", r"(?P<year>\d{4})[-/.](?P<month_number>\d{1,2})[-/.](?P<day>\d{1,2})(?:t(?=\d)|(?![\d/]))"),
    ("date", rf"{DOTTED}\.{_YEAR}?"),
    ("dotted", rf"{DOTTED}(?![\d.:]){CLOCK_FOLLOWS}"),
    ("date", rf"(?:(?<=:\d\d )|(?<=[ap]m )|(?<=uhr )){DOTTED}(?![\d.:]| ?[ap]\.?m)"),
    (
        "either_order",
        r"(?P<one>\d{1,2})(?P<mark>[/-])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})(?![\w/])",
    ),
    ("either_order", r"(?P<one>\d{1,2})/(?P<two>\d{1,2})(?![\w/])"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day as it was written; more than one meaning where there is a doubt between them.

    `weekday` is the one that is written; `is_date` says that the calendar's day is, `is_moved` that
    another week may be.
    """

    meanings: tuple[date, ...]
    doubt: Doubt | None = None
    weekday: int | None = None
    is_date: bool = False
    is_moved: bool = False
    part: str = ""

    @property
    def is_weekday(self) -> bool:
        return self.weekday is not None and not self.is_date

    def on_weekday(self, weekday: int) -> "Day | None":
        """What is left of it when that weekday stands beside it."""
        fitting = tuple(day for day in self.meanings if day.weekday() == weekday)
        if not fitting:
            return None
        is_settled = len(fitting) == 1 and self.doubt in (Doubt.DAY_OR_MONTH, Doubt.FAR_AHEAD)
        doubt = None if is_settled else self.doubt
        return replace(self, meanings=fitting, doubt=doubt, weekday=weekday)

    def or_near_weekday(self, weekday: int) -> "Day":
        """Either what is written, or the day of that weekday that is nearest to it."""
        near = {day + DAY * ((weekday - day.weekday() + 3) % 7 - 3) for day in self.meanings}
        meanings = tuple(sorted({*self.meanings, *near}))
        return replace(self, meanings=meanings, doubt=Doubt.DAYS_DISAGREE, weekday=weekday)


def read_day(
    text: str, position: int, language: Language, today: date
) -> tuple[Day | None, int] | None:
    """The day that is written there and where it ends; no day if the calendar has none like it."""
    for kind, pattern in _patterns(language):
        match = pattern.match(text, position)
        if match is not None:
            return MAKERS[kind](match, today, language), match.end()
    return None


@cache
def _patterns(language: Language) -> tuple[tuple[str, re.Pattern[str]], ...]:
    names = {
        "number": rf"\d{{1,2}}|{'|'.join(language.numbers)}",
        "weekday": "|".join(language.weekdays),
        "month": "|".join(language.months),
        "part": "|".join(language.parts_of_day),
        "year": YEAR,
    }
    worded = tuple((kind, pattern.format(**names)) for kind, pattern in language.days)
    return tuple(
        (kind, re.compile(rf"(?:{pattern})(?:(?<=\dt)|(?!['\w]))"))
        for kind, pattern in (*IN_DIGITS, *worded)
    )


def _relative(match: re.Match[str], today: date, language: Language) -> Day:
    return Day(meanings=(today + DAY * language.relative_days[match["relative"]],))


def _today_part(match: re.Match[str], today: date, _language: Language) -> Day:
    return Day(meanings=(today,), part=match["part"] or match["late"])


def _later(match: re.Match[str], today: date, language: Language) -> Day:
    count, is_week = number(match["count"], language), match["unit"].startswith("week")
    return Day(meanings=(today + count * (WEEK if is_week else DAY),), is_moved=is_week)


def _weekday(match: re.Match[str], today: date, language: Language) -> Day:
    wanted = _index(match["weekday"], language.weekdays)
    if match["next"]:
        return _one_of({_nearest(wanted, today), *_of_next_week(wanted, today)}, wanted)
    if match["every"]:
        days = (_nearest(wanted, today),)
        return Day(meanings=days, doubt=Doubt.EVERY_WEEK, weekday=wanted)
    if wanted == today.weekday():
        return Day(meanings=(today, today + WEEK), doubt=Doubt.THIS_WEEKDAY, weekday=wanted)
    return Day(meanings=(_nearest(wanted, today),), weekday=wanted)


def _next_week(match: re.Match[str], today: date, language: Language) -> Day:
    wanted = _index(match["weekday"], language.weekdays)
    return _one_of(_of_next_week(wanted, today), wanted)


def _weeks_later(match: re.Match[str], today: date, language: Language) -> Day:
    """ "thu in 2 weeks": counted from the nearest one or from today."""
    wanted = _index(match["weekday"], language.weekdays)
    count = number(match["count"], language)
    nearest = _nearest(wanted, today)
    return _one_of({nearest + WEEK * (count - 1), nearest + WEEK * count}, wanted)


def _one_of(days: Iterable[date], weekday: int) -> Day:
    meanings = tuple(sorted(days))
    doubt = Doubt.NEXT_WEEKDAY if len(meanings) > 1 else None
    return Day(meanings=meanings, doubt=doubt, weekday=weekday, is_moved=True)


def _nearest(weekday: int, today: date) -> date:
    """The first such day after today."""
    return today + DAY * ((weekday - today.weekday() - 1) % 7 + 1)


def _of_next_week(weekday: int, today: date) -> set[date]:
    """For those whose week begins on Monday, and for those whose week begins on Sunday."""
    monday = today - DAY * today.weekday()
    sunday = today - DAY * ((today.weekday() + 1) % 7)
    return {monday + WEEK + DAY * weekday, sunday + WEEK + DAY * ((weekday + 1) % 7)}


def _date(match: re.Match[str], today: date, language: Language) -> Day | None:
    named = match.groupdict()
    month = _month(named, language)
    year = named.get("year") or named.get("dashed_year")
    found = _calendar_day(int(named["day"]), month, _year(year), today)
    if found is None:
        return None
    return Day(meanings=(found,), doubt=_far_ahead(found, year, today), is_date=True)


def _far_ahead(found: date, year: str | None, today: date) -> Doubt | None:
    """Who writes yesterday's day without a year hardly means the one of next year."""
    return Doubt.FAR_AHEAD if year is None and found - today > FURTHEST_WITHOUT_YEAR else None


def _month(named: dict[str, str | None], language: Language) -> int:
    if month := named.get("month"):
        return _index(month, language.months) + 1
    return int(named["month_number"] or 0)


def _date_then_number(match: re.Match[str], today: date, language: Language) -> Day | None:
    """ "5 nov 6" is six o'clock on the fifth, or five o'clock on the sixth."""
    day = _date(match, today, language)
    return day and replace(day, doubt=Doubt.DAY_OR_TIME)


def _dotted(match: re.Match[str], today: date, language: Language) -> Day | None:
    """ "5.10, 17:00": a day before a time, unless it is a list of two times."""
    day = _date(match, today, language)
    is_list = match["comma"] and int(match["month_number"]) % 5 == 0
    return replace(day, doubt=Doubt.DAY_OR_TIME) if day and is_list else day


def _date_range(match: re.Match[str], today: date, language: Language) -> Day | None:
    month, year = _month(match.groupdict(), language), _year(match["year"])
    first, last = (_calendar_day(int(match[name]), month, year, today) for name in ("first", "day"))
    return days_between(first, last) if first and last else None


def days_between(first: date, last: date) -> Day | None:
    """Every day of a stretch of at most a week."""
    if not DAY <= last - first < WEEK:
        return None
    days = tuple(first + DAY * n for n in range((last - first).days + 1))
    return Day(meanings=days, doubt=Doubt.SEVERAL_DAYS, is_date=True)


def _day_of_month(match: re.Match[str], today: date, _language: Language) -> Day | None:
    """ "the 30th", or "on 6", which may be a time as well."""
    found = day_of_month(int(match["day"]), today)
    doubt = Doubt.DAY_OR_TIME if match.re.groupindex.get("bare") else None
    return None if found is None else Day(meanings=(found,), doubt=doubt, is_date=True)


def day_of_month(day: int, today: date) -> date | None:
    """Of this month or of the first one after it that has such a day."""
    for ahead in range(12):
        months = today.year * 12 + today.month - 1 + ahead
        found = _valid(months // 12, months % 12 + 1, day)
        if found is not None and found >= today:
            return found
    return None


def _either_order(match: re.Match[str], today: date, _language: Language) -> Day | None:
    """Of "12/11" some read November and others December; one where only one of them is a day."""
    one, two, year = int(match["one"]), int(match["two"]), match.groupdict().get("year")
    orders = {(one, two, _year(year)), (two, one, _year(year))}
    if year is not None and len(year) == 2 and 2000 + one in (today.year, today.year + 1):
        orders.add((int(year), two, 2000 + one))
    meanings = {_calendar_day(day, month, each, today) for day, month, each in orders}
    days = tuple(sorted(day for day in meanings if day is not None))
    if not days:
        return None
    doubt = Doubt.DAY_OR_MONTH if len(days) > 1 else _far_ahead(days[0], year, today)
    return Day(meanings=days, doubt=doubt, is_date=True)


def _calendar_day(day: int, month: int, year: int | None, today: date) -> date | None:
    """The day of that year, without one the next such day: this year's or the following's."""
    if year is not None:
        return _valid(year, month, day) if abs(year - today.year) <= FURTHEST_YEAR else None
    found = (_valid(each, month, day) for each in (today.year, today.year + 1))
    return next((each for each in found if each is not None and each >= today), None)


def next_date(day: int, month: int, today: date) -> date | None:
    """The first such day that is not over, if there is one within a year or so."""
    return _calendar_day(day, month, None, today)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    value = int(text.removeprefix("'"))
    return value + 2000 if value < 100 and len(text) < 4 else value


def number(text: str, language: Language) -> int:
    """Of digits or of a number word; "a" and "an" are one."""
    if text.isdecimal():
        return int(text)
    return language.numbers.index(text) + 1 if text in language.numbers else 1


def _index(word: str, patterns: tuple[str, ...]) -> int:
    return next(n for n, pattern in enumerate(patterns) if re.fullmatch(pattern, word))


MAKERS: dict[str, Callable[[re.Match[str], date, Language], Day | None]] = {
    "date": _date,
    "date_range": _date_range,
    "date_then_number": _date_then_number,
    "day_of_month": _day_of_month,
    "dotted": _dotted,
    "either_order": _either_order,
    "later": _later,
    "next_week": _next_week,
    "relative": _relative,
    "today_part": _today_part,
    "weekday": _weekday,
    "weeks_later": _weeks_later,
}
