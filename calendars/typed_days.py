"""Days as people type them: the part of `typed_times` that knows the calendar."""

import re
from dataclasses import dataclass
from datetime import date

from calendars.spans import DAY
from calendars.walls import WEEKDAYS

FURTHEST_YEAR = 5  # more years ahead than any contract reaches
MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Day:
    """A calendar day; `alternative` is another that the same word may mean."""

    day: date
    alternative: date | None = None


def read_day(words: str, today: date) -> tuple[Day | None, str]:
    """The day with which these words begin or end, and the words without it."""
    for pattern, make in DAYS:
        match = pattern.search(words)
        if match is None:
            continue
        day = make(match, today)
        if day is not None:
            rest = f"{words[: match.start()]} {words[match.end() :]}"
            if make is _calendar_day and (named := WEEKDAY.search(rest)):
                if WEEKDAYS.index(named["weekday"][:3]) != day.day.weekday():
                    return None, words  # "thu 13 nov" names two days
                rest = f"{rest[: named.start()]} {rest[named.end() :]}"
            return day, re.sub(r"\s+", " ", rest).strip(" .:")
    return None, words


def _relative(match: re.Match[str], today: date) -> Day:
    return Day(day=today + DAY * {"today": 0, "tonight": 0, "tomorrow": 1}[match["word"]])


def _weekday(match: re.Match[str], today: date) -> Day:
    wanted = WEEKDAYS.index(match["weekday"][:3])
    ahead = (wanted - today.weekday()) % 7
    if match["next"]:
        return Day(day=today + DAY * (wanted - today.weekday() + 7))  # the one of next week
    if ahead == 0:
        return Day(day=today, alternative=today + DAY * 7)
    return Day(day=today + DAY * ahead)


def _calendar_day(match: re.Match[str], today: date) -> Day | None:
    named = match.groupdict()
    month = (
        MONTHS.index(named["month"][:3]) + 1 if named.get("month") else int(named["month_number"])
    )
    found = _date(int(named["day"]), month, named.get("year"), today)
    return None if found is None else Day(day=found)


def _slashed_day(match: re.Match[str], today: date) -> Day | None:
    """Of "12/11" some read November and others December; one when only one of them is a day."""
    one, two = int(match["one"]), int(match["two"])
    meanings = {_date(one, two, match["year"], today), _date(two, one, match["year"], today)}
    days = sorted(day for day in meanings if day is not None)
    if not days:
        return None
    return Day(day=days[0], alternative=days[1] if len(days) > 1 else None)


def _date(day: int, month: int, year: str | None, today: date) -> date | None:
    """The day of that year, without one the next such day: this year's or the following's."""
    years = (int(year),) if year else (today.year, today.year + 1)
    for each in years:
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if year is not None and abs(each - today.year) > FURTHEST_YEAR:
            return None
        if year is not None or found >= today:
            return found
    return None


_MONTH = rf"(?P<month>(?:{'|'.join(MONTHS)})[a-z]*)\.?"
NAMED_WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)"
)
WEEKDAY = re.compile(rf"\b(?:on )?(?:this )?(?P<next>next )?(?P<weekday>{NAMED_WEEKDAY})s?\b")
_YEAR = r"(?: (?P<year>\d{4})(?!\d))?"
DAYS = (
    (
        re.compile(r"\b(?P<year>\d{4})-(?P<month_number>\d{2})-(?P<day>\d{2})(?:t(?=\d)|\b)"),
        _calendar_day,
    ),
    (
        re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)? {_MONTH}{_YEAR}(?:\s|$)"),
        _calendar_day,
    ),
    (re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_YEAR}\b"), _calendar_day),
    (re.compile(r"\b(?P<day>\d{1,2})\.(?P<month_number>\d{1,2})\.(?P<year>\d{4})?"), _calendar_day),
    (re.compile(r"\b(?P<one>\d{1,2})/(?P<two>\d{1,2})(?:/(?P<year>\d{4}))?\b"), _slashed_day),
    (WEEKDAY, _weekday),
    (re.compile(r"\b(?P<word>today|tonight|tomorrow)\b"), _relative),
)
