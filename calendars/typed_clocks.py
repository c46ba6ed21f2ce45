"""Clock readings as people type them, in minutes of a day; beyond 1440 they are on the next one."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

from calendars.typed_days import number
from calendars.typed_doubts import Doubt, weightiest
from calendars.typed_words import HOUR, Language, PartOfDay
from calendars.walls import DAY_MINUTES

NOON = 12 * HOUR
LONGEST_NIGHT = 12 * HOUR  # a stretch over midnight that is longer is a slip of the pen
LAST_OPEN_END = 21 * HOUR
FIRST_OPEN_START = 8 * HOUR
NO_CLOCK_AFTER = r"(?:(?=-?ish\b)|(?![\w%€$£°]|[.:/]\d|,\d{3}(?!\d)|,\d\d?(?!\d|:| ?[ap])))"


class Unreadable(ValueError):
    """These words are none of the grammar's."""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """What a reading may mean.

    `is_plain` when it is no more than a number; `dotted` the day and month that it may be as well.
    `is_halved` when am or pm is written for it, `is_shared` when that stands behind a later time only.
    """

    minutes: tuple[int, ...]
    doubt: Doubt | None = None
    is_plain: bool = False
    dotted: tuple[int, int] | None = None
    is_halved: bool = False
    is_shared: bool = False


@dataclass(frozen=True, kw_only=True)
class TypedTime:
    """A clock, a stretch up to another one, or one that is open at an end ("after", "before")."""

    start: Clock
    end: Clock | None = None
    opens: str = ""


Times = tuple[tuple[int, Doubt | None], ...]


def read_clock(text: str, position: int, language: Language) -> tuple[Clock | None, int] | None:
    """The clock that is written there and where it ends; none in its place if no clock shows it."""
    for kind, pattern in _patterns(language):
        match = pattern.match(text, position)
        if match is not None:
            return MAKERS[kind](match, language), match.end()
    return None


@cache
def _patterns(language: Language) -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = "|".join(language.numbers)
    names = {"number": rf"\d{{1,2}}|{words}", "number_word": words}
    half = rf"(?:(?P<am>{language.before_noon})|(?P<pm>{language.after_noon}))?"
    digits = (
        r"(?P<hour>\d{1,2})(?:[:.h]?(?P<minute>\d{2}))?(?P<seconds>:00(?:\.0+)?)?"
        rf"{half}{language.clock_tail}"
    )
    worded = (
        (kind, rf"{pattern.format(**names)}{half}(?!['\w])") for kind, pattern in language.clocks
    )
    return tuple(
        (kind, re.compile(pattern))
        for kind, pattern in (*worded, ("digits", digits + NO_CLOCK_AFTER))
    )


def _noon(_match: re.Match[str], _language: Language) -> Clock:
    return Clock(minutes=(NOON,))


def _midnight(_match: re.Match[str], _language: Language) -> Clock:
    return Clock(minutes=(0, DAY_MINUTES), doubt=Doubt.MIDNIGHT)


def _digits(match: re.Match[str], _language: Language) -> Clock | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    clock = _halves(hour * HOUR + minute, match)
    if clock is None:
        return None
    digits = match.group().strip()
    if len(clock.minutes) > 1 and match["minute"] and match["hour"].startswith("0"):
        clock = Clock(minutes=clock.minutes[:1])  # "09:15" is in the morning
    if re.fullmatch(r"(?:19|20)\d\d", digits):
        return _compact_or_year(clock, minute)
    if re.fullmatch(r"00?", digits):  # rather the minutes of "17;00"
        clock = replace(clock, doubt=Doubt.DAY_OR_TIME)
    is_dotted = re.fullmatch(r"\d{1,2}\.(?:0[1-9]|1[012])", digits) is not None
    dotted = (hour, minute) if is_dotted else None
    return replace(clock, is_plain=digits.isdecimal(), dotted=dotted)


def _compact_or_year(clock: Clock, minute: int) -> Clock | None:
    """ "1930" is a time, "2026" a year: nobody meets at 20:26."""
    return None if minute % 5 else replace(clock, doubt=Doubt.YEAR_OR_TIME, is_plain=True)


def _halves(minutes: int, match: re.Match[str]) -> Clock | None:
    """What a reading of a clock with twelve hours may mean, if its half of the day is not written."""
    if match["am"] or match["pm"]:
        if not HOUR <= minutes < 13 * HOUR:
            return None
        return Clock(minutes=(minutes % NOON + (NOON if match["pm"] else 0),), is_halved=True)
    if not HOUR <= minutes < 13 * HOUR:
        return Clock(minutes=(minutes,))
    return Clock(minutes=(minutes % NOON, minutes % NOON + NOON), doubt=Doubt.HALF)


FRACTIONS = {"half": 30, "quarter": 15, "thirty": 30, "fifteen": 15, "forty-five": 45, "twenty": 20}


def _past(match: re.Match[str], language: Language, sign: int = 1) -> Clock | None:
    hour, fraction = number(match["hour"], language), match["fraction"]
    beside = FRACTIONS.get(fraction)
    beside = number(fraction, language) if beside is None else beside
    if not 1 <= hour <= 12:
        return Clock(minutes=(hour * HOUR + sign * beside,)) if hour < 24 else None
    total = hour % 12 * HOUR + sign * beside
    clock = _halves(total if total >= HOUR else total + NOON, match)
    return clock and replace(clock, minutes=tuple(minute % DAY_MINUTES for minute in clock.minutes))


def _to(match: re.Match[str], language: Language) -> Clock | None:
    return _past(match, language, sign=-1)


def _half(match: re.Match[str], language: Language) -> Clock | None:
    """ "half six" is half past for some and half to for others."""
    hour = number(match["hour"], language)
    after, before = (_halves(hour * HOUR + beside, match) for beside in (30, -30))
    if after is None or before is None:
        return None
    return Clock(minutes=tuple(sorted({*after.minutes, *before.minutes})), doubt=Doubt.HALF)


def _words(match: re.Match[str], language: Language) -> Clock | None:
    fraction = match.groupdict().get("fraction") or ""
    return _halves(number(match["hour"], language) * HOUR + FRACTIONS.get(fraction, 0), match)


MAKERS: dict[str, Callable[[re.Match[str], Language], Clock | None]] = {
    "digits": _digits,
    "half": _half,
    "midnight": _midnight,
    "noon": _noon,
    "past": _past,
    "to": _to,
    "words": _words,
}


def starts_in(part: PartOfDay, duration_minutes: int) -> Times:
    """The hourly starts of sessions in a part of the day."""
    return tuple(
        (minute, Doubt.PART_OF_DAY) for minute in _hourly(part.opens, part.closes, duration_minutes)
    )


def starts_of(typed: TypedTime, part: PartOfDay | None, duration_minutes: int) -> Times:
    """The starts that a time may mean, hour by hour where it is a stretch. Raises Unreadable."""
    start = _within(typed.start, part)
    if typed.opens:
        return _open_ended(start, typed.opens, duration_minutes)
    if typed.end is None:
        is_settled = len(start.minutes) == 1 and start.doubt in (Doubt.HALF, Doubt.MIDNIGHT)
        doubt = None if is_settled else start.doubt
        return tuple((minute, doubt) for minute in start.minutes)
    return _starts_between(start, _within(typed.end, part, is_end=True), duration_minutes)


def _within(clock: Clock, part: PartOfDay | None, *, is_end: bool = False) -> Clock:
    """The readings that belong to the part of the day; an end may lie an hour beyond it."""
    if part is None:
        return clock
    last = part.last + HOUR * is_end
    shifted = product(clock.minutes, (0, DAY_MINUTES))
    fitting = {m + shift for m, shift in shifted if part.first <= m + shift <= last}
    if not fitting:
        raise Unreadable
    return replace(clock, minutes=tuple(sorted(fitting)))


def _starts_between(start: Clock, end: Clock, duration_minutes: int) -> Times:
    pairs = list(_stretches(start, end))
    starts = {opens for opens, _closes in pairs}
    found: list[tuple[int, Doubt | None]] = []
    for opens, closes in pairs:
        fitting = _hourly(opens, closes, duration_minutes)
        several = Doubt.RANGE if len(fitting) > 1 else None
        halves = (start.doubt or Doubt.HALF) if len(starts) > 1 else None
        found += [(minute, weightiest(halves, several)) for minute in fitting]
    if not found:
        raise Unreadable
    return tuple(found)


def _stretches(start: Clock, end: Clock) -> Iterator[tuple[int, int]]:
    """Each start with the nearest end after it; over midnight only where no end is on the same day."""
    near = [m for m in start.minutes if any(0 < e - m < 12 * HOUR for e in end.minutes)]
    explicit = len(end.minutes) == 1 and len(start.minutes) > 1
    # "5-6pm" begins at five in the afternoon, "11-1pm" at eleven in the morning.
    candidates = near[-1:] if explicit and near else start.minutes
    same_day = [
        (m, min(e for e in end.minutes if e > m))
        for m in candidates
        if any(e > m for e in end.minutes)
    ]
    if same_day:
        yield from same_day
        return
    for opens in candidates:
        closes = min(end.minutes) + DAY_MINUTES
        if closes - opens <= LONGEST_NIGHT:
            yield opens, closes


def _open_ended(start: Clock, opens: str, duration_minutes: int) -> Times:
    """ "after 5" and "before 10", in the hours in which people meet."""
    met = [m for m in start.minutes if FIRST_OPEN_START <= m <= LAST_OPEN_END] or start.minutes
    if opens == "after":
        minutes = _hourly(met[0], LAST_OPEN_END, duration_minutes)
    else:
        minutes = _hourly(FIRST_OPEN_START, met[0], duration_minutes)
        minutes = [minute for minute in minutes if minute + duration_minutes <= met[0]]
    if not minutes:
        raise Unreadable
    return tuple((minute, Doubt.OPEN_END) for minute in minutes)


def _hourly(opens: int, closes: int, duration_minutes: int) -> list[int]:
    """Hourly starts at which a session fits between the two, at least the first."""
    return [opens, *range(opens + HOUR, closes - duration_minutes + 1, HOUR)]
