"""Times as people type them: "thu 5-6pm or sat morning", read in the writer's zone.

The grammar is small and guesses nothing: what has two meanings comes back as a choice, what is not
understood is named.

    text   := part ((" or " | "," | ";" | " and ") part)*
    part   := [day] [time]            a part without a day takes the one before it
    day    := today | tomorrow | [next] weekday | 12 nov | nov 12 | 12.11. | 2026-11-12
    time   := clock [("-" | " to ") clock] | morning | afternoon | evening | noon
    clock  := 5 | 5pm | 5:30pm | 17 | 17:30 | 17h30
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.zones import WallTimeError, to_instant, zone

DAY = timedelta(days=1)
MAX_STARTS = 24
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
PARTS_OF_DAY = {
    "morning": (time(9), time(12)),
    "afternoon": (time(13), time(17)),
    "evening": (time(17), time(21)),
}
CLOCK = r"(?P<{0}h>\d{{1,2}})(?:[:.h](?P<{0}m>\d{{2}}))?\s*(?P<{0}x>am|pm|a\.m\.|p\.m\.)?"
RANGE = re.compile(
    rf"^{CLOCK.format('a')}(?:\s*(?:-|–|—|to|until)\s*{CLOCK.format('b')})?(?:\s*(?:h|uhr|o'clock))?$"
)


@dataclass(frozen=True, kw_only=True)
class TypedStart:
    """One instant that the words may mean. `sure` when they mean it beyond doubt."""

    starts_at: datetime
    sure: bool


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the text says: the starts in order, and the parts that were not understood or are over."""

    starts: tuple[TypedStart, ...]
    not_understood: tuple[str, ...]
    in_the_past: tuple[str, ...]


class _Unreadable(ValueError):
    """These words are none of the grammar's."""


def read_times(text: str, *, zone_name: str, now: datetime, duration_minutes: int) -> Reading:
    """The starts that the text names, for sessions of that length, on the clock of the writer's zone.

    A range gives every start, hour by hour, at which a session fits into it; of a range shorter than a
    session, its beginning. Starts that have passed are left out and named.
    """
    today = now.astimezone(zone(zone_name)).replace(tzinfo=None)
    found: dict[datetime, bool] = {}
    lost: list[str] = []
    past: list[str] = []
    day: _Day | None = None
    for words in _parts(text):
        try:
            day, walls = _read_part(words, day, today, duration_minutes)
        except _Unreadable:
            lost.append(words)
            continue
        instants = [
            (at, sure) for wall, sure in walls for at, sure in _instants(wall, sure, zone_name)
        ]
        future = [(at, sure) for at, sure in instants if at > now]
        if not future:
            past.append(words)
        # A doubt between two meanings is over when only one of them is still to come.
        only_one = len(future) == 1 and len(instants) > 1
        for at, sure in future:
            found[at] = found.get(at, False) or sure or only_one
    starts = tuple(
        TypedStart(starts_at=at, sure=sure) for at, sure in sorted(found.items())[:MAX_STARTS]
    )
    return Reading(starts=starts, not_understood=tuple(lost), in_the_past=tuple(past))


def _parts(text: str) -> Iterator[str]:
    plain = re.sub(r"\s+", " ", text.lower().replace("’", "'")).strip(" .!?")
    for part in re.split(r"\s*(?:,|;|/|\bor\b|\band\b|\boder\b)\s*", plain):
        if part:
            yield part


@dataclass(frozen=True, kw_only=True)
class _Day:
    """A calendar day; `alternative` is another that the same word may mean."""

    day: date
    alternative: date | None = None


Wall = tuple[datetime, bool]


def _read_part(
    words: str, before: _Day | None, today: datetime, duration_minutes: int
) -> tuple[_Day, list[Wall]]:
    day, rest = _read_day(words, today)
    chosen = day or before
    if chosen is None:
        chosen = _Day(day=today.date())
    times = _read_times(re.sub(r"^(?:at|from|between|in the|um)\s+", "", rest), duration_minutes)
    return chosen, [wall for at, sure in times for wall in _walls(chosen, at, sure, today)]


def _walls(day: _Day, at: time, sure: bool, today: datetime) -> Iterator[Wall]:
    """The word of today's weekday means today while that is still to come, else a week later; both may be."""
    first = datetime.combine(day.day, at)
    if day.alternative is None:
        yield first, sure
    elif first <= today:
        yield datetime.combine(day.alternative, at), sure
    else:
        yield first, False
        yield datetime.combine(day.alternative, at), False


def _read_day(words: str, today: datetime) -> tuple[_Day | None, str]:
    """The day with which these words begin or end, and the words without it."""
    for pattern, make in _DAYS:
        match = pattern.search(words)
        if match is None:
            continue
        day = make(match, today.date())
        if day is not None:
            rest = f"{words[: match.start()]} {words[match.end() :]}"
            return day, re.sub(r"\s+", " ", rest).strip(" .")
    return None, words


def _relative(match: re.Match[str], today: date) -> _Day:
    return _Day(day=today + DAY * {"today": 0, "tonight": 0, "tomorrow": 1}[match["word"]])


def _weekday(match: re.Match[str], today: date) -> _Day:
    wanted = WEEKDAYS.index(match["weekday"][:3])
    ahead = (wanted - today.weekday()) % 7
    if match["next"]:
        monday = today - DAY * today.weekday() + DAY * 7
        return _Day(day=monday + DAY * wanted)
    if ahead == 0:
        return _Day(day=today, alternative=today + DAY * 7)
    return _Day(day=today + DAY * ahead)


def _calendar_day(match: re.Match[str], today: date) -> _Day | None:
    named = match.groupdict()
    month = (
        MONTHS.index(named["month"][:3]) + 1 if named.get("month") else int(named["month_number"])
    )
    try:
        if named.get("year"):
            return _Day(day=date(int(named["year"]), month, int(named["day"])))
        this_year = date(today.year, month, int(named["day"]))
        return _Day(day=this_year if this_year >= today else this_year.replace(year=today.year + 1))
    except ValueError:
        return None


_MONTH = rf"(?P<month>(?:{'|'.join(MONTHS)})[a-z]*)\.?"
_WEEKDAY = (
    r"\b(?:on )?(?P<next>next )?(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?"
    r"|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)s?\b"
)
_DAYS = (
    (re.compile(r"\b(?P<year>\d{4})-(?P<month_number>\d{2})-(?P<day>\d{2})\b"), _calendar_day),
    (re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)? {_MONTH}(?:\s|$)"), _calendar_day),
    (re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b"), _calendar_day),
    (re.compile(r"\b(?P<day>\d{1,2})\.(?P<month_number>\d{1,2})\.(?P<year>\d{4})?"), _calendar_day),
    (re.compile(_WEEKDAY), _weekday),
    (re.compile(r"\b(?P<word>today|tonight|tomorrow)\b"), _relative),
)


def _read_times(words: str, duration_minutes: int) -> list[tuple[time, bool]]:
    if words == "noon":
        return [(time(12), True)]
    if words in PARTS_OF_DAY:
        opens, closes = PARTS_OF_DAY[words]
        return [(at, False) for at in _hours(opens, closes, duration_minutes)]
    match = RANGE.match(words)
    if match is None:
        raise _Unreadable(words)
    return _clock_range(match, duration_minutes)


def _clock_range(match: re.Match[str], duration_minutes: int) -> list[tuple[time, bool]]:
    end_half = match["bx"]
    starts = _clock(match["ah"], match["am"], match["ax"], near=end_half)
    if match["bh"] is None:
        return [(at, len(starts) == 1) for at in starts]
    ends = _clock(match["bh"], match["bm"], end_half)
    result = []
    for start in starts:
        end = next((end for end in ends if end > start), None)
        if end is None:
            continue
        fitting = _hours(start, end, duration_minutes)
        result += [(at, len(starts) == 1 and len(fitting) == 1) for at in fitting]
    if not result:
        raise _Unreadable(match.string)
    return result


def _clock(hour: str, minute: str | None, half: str | None, near: str | None = None) -> list[time]:
    """The times of day that a clock reading may mean: one, or two without am and pm."""
    value, minutes = int(hour), int(minute or 0)
    if value > 23 or minutes > 59:
        raise _Unreadable(hour)
    if half:
        return [_half(value, minutes, half)]
    if value > 12 or value == 0 or (minute and len(hour) == 2 and value < 10):
        return [time(value, minutes)]
    if near:  # "5-6pm" begins at five in the afternoon, "11-1pm" at eleven in the morning
        own = _half(value, minutes, near)
        return [own] if value != 11 and value != 10 else [_half(value, minutes, "am"), own]
    return [_half(value, minutes, "am"), _half(value, minutes, "pm")]


def _half(hour: int, minute: int, half: str) -> time:
    if not 1 <= hour <= 12:
        raise _Unreadable(str(hour))
    return time(hour % 12 + (12 if half.startswith("p") else 0), minute)


def _hours(start: time, end: time, duration_minutes: int) -> list[time]:
    """Hourly starts at which a session fits between the two, at least the first."""
    at = datetime.combine(date.min, start)
    limit = datetime.combine(date.min, end) - timedelta(minutes=duration_minutes)
    found = [start]
    while (at := at + timedelta(hours=1)) <= limit:
        found.append(at.time())
    return found


def _instants(wall: datetime, sure: bool, zone_name: str) -> list[tuple[datetime, bool]]:
    """The instants of a wall time: one, or where the clocks skip or repeat it, the choices."""
    try:
        return [(to_instant(wall, zone_name), sure)]
    except WallTimeError as error:
        return [(choice, False) for choice in error.choices]
