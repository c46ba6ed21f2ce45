"""Times as people type them: "thu 5-6pm or sat morning", read in the writer's zone.

The grammar is small and guesses nothing: what has two meanings comes back as a choice, what is not
understood is named.

    text   := part ((" or " | "," | ";" | " and " | " & ") part)*
    part   := [day] [time]
    day    := today | tomorrow | [this | next] weekday | [weekday] date
    date   := 12 nov | nov 12 | 12.11. | 12/11 | 2026-11-12
    time   := clock [("-" | " to ") clock] | between clock and clock | morning | afternoon | evening | noon
    clock  := 5 | 5pm | 5:30pm | 17 | 17:30 | 17h30 | 1730 | 9 in the morning | 8 tonight

A day without a time takes the next one ("mon, wed and fri 10am"), at the end the last one. A time without a
day takes the day before it ("thu 5pm or 7pm").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from calendars.typed_days import NAMED_WEEKDAY, WEEKDAY, Day, read_day
from core.zones import WallTimeError, to_instant, zone

MAX_STARTS = 24
# "mon wed 10am", "mon 5pm wed 6pm": a weekday after another, or after its time.
WITHOUT_COMMA = re.compile(rf"\b{NAMED_WEEKDAY}(?: \d[\d:.]*(?: ?[ap]m)?)?(?= {NAMED_WEEKDAY}\b)")
PARTS_OF_DAY = {
    "morning": (time(9), time(12)),
    "afternoon": (time(13), time(17)),
    "evening": (time(17), time(21)),
}
CLOCK = r"(?P<{0}h>\d{{1,2}})(?:[:.h]?(?P<{0}m>\d{{2}}))?\s*(?P<{0}x>[ap]\.?m\.?)?"
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
    for part in _complete(_parts(text, today, duration_minutes), today.date()):
        if part.day is None or part.times is None:
            lost.append(part.words)
            continue
        walls = [w for at, sure in part.times for w in _walls(part.day, at, sure, today)]
        instants = [
            (at, sure) for wall, sure in walls for at, sure in _instants(wall, sure, zone_name)
        ]
        future = [(at, sure) for at, sure in instants if at > now]
        if not future:
            past.append(part.words)
        # A doubt between two meanings is over when only one of them is still to come.
        only_one = len(future) == 1 and len(instants) > 1 and not part.is_doubtful
        for at, sure in future:
            certain = (sure and not part.is_doubtful) or only_one
            found[at] = found.get(at, False) or certain
    starts = tuple(
        TypedStart(starts_at=at, sure=sure) for at, sure in sorted(found.items())[:MAX_STARTS]
    )
    return Reading(starts=starts, not_understood=tuple(lost), in_the_past=tuple(past))


def _words(text: str) -> Iterator[str]:
    plain = re.sub(r"\s*\n\s*", ", ", text.strip().lower().replace("’", "'"))
    plain = re.sub(r"\s+", " ", plain).strip(" .!?")
    plain = re.sub(r"(?<=\d) tonight\b", "pm today", plain)
    plain = re.sub(r"\btonight$", "today evening", plain)
    plain = WITHOUT_COMMA.sub(r"\g<0>, ", plain)
    # "5pm and 6pm" are two times, "between 5pm and 6pm" is one range.
    plain = re.sub(r"\bbetween (\S+(?: [ap]\.?m\.?)?) and (?=\d)", r"\1 - ", plain)
    for words in re.split(r"\s*(?:,|;|&|(?<!\d)/|/(?!\d)|\bor\b|\band\b|\boder\b)\s*", plain):
        if words:
            yield words


Wall = tuple[datetime, bool]


@dataclass(frozen=True, kw_only=True)
class _Part:
    """What some words say. Without times they name days only; with neither they were not understood."""

    words: str
    day: Day | None = None
    times: tuple[tuple[time, bool], ...] | None = None
    is_doubtful: bool = False
    # Whether the day stands behind the time, and so may be meant for the times before it as well.
    day_is_last: bool = False

    @property
    def is_lost(self) -> bool:
        return self.day is None and self.times is None


def _parts(text: str, today: datetime, duration_minutes: int) -> list[_Part]:
    parts: list[_Part] = []
    for words in _words(text):
        day, rest = read_day(words, today.date())
        clock = re.sub(r"^(?:at|from|in the|um)\s+", "", rest)
        if day is not None and not clock:
            parts.append(_Part(words=words, day=day))
            continue
        try:
            times = tuple(_read_times(clock, duration_minutes))
        except _Unreadable:
            parts.append(_Part(words=words))
            continue
        last = day is not None and words.startswith(rest)
        parts.append(_Part(words=words, day=day, times=times, day_is_last=last))
    return parts


def _complete(parts: Sequence[_Part], today: date) -> Iterator[_Part]:
    """Each part with the day or the time that it takes from the others, doubtful where that is a guess."""
    before: _Part | None = None  # the last one with both
    doubt = False  # something that was not understood stands between
    for index, part in enumerate(parts):
        if part.is_lost:
            doubt = True
        elif part.times is None:
            following = parts[index + 1 : index + 2]
            if following and _is_weekday_of(part, following[0]):
                continue  # "thursday, 12 november" is one day
            part = _with_time(part, parts[index + 1 :], before)
        elif part.day is None:
            part = _with_day(part, parts[index + 1 :], before, today)
            part = replace(part, is_doubtful=part.is_doubtful or doubt)
        else:
            doubt = False
        if part.day is not None and part.times is not None:
            before = part
        yield part


def _with_time(part: _Part, after: Sequence[_Part], before: _Part | None) -> _Part:
    for other in after:
        if other.is_lost:
            break
        if other.times is not None:
            return replace(part, times=other.times)
    if before is None:
        return part
    # "5pm thu or fri" means both; "thu 5pm or fri" may mean any time on Friday.
    guess = before.is_doubtful or not before.day_is_last
    return replace(part, times=before.times, day_is_last=before.day_is_last, is_doubtful=guess)


def _with_day(part: _Part, after: Sequence[_Part], before: _Part | None, today: date) -> _Part:
    if before is not None:
        return replace(part, day=before.day, is_doubtful=before.is_doubtful)
    dated = next((other for other in after if other.day is not None or other.is_lost), None)
    if dated is not None and dated.day is not None and dated.day_is_last:
        return replace(part, day=Day(day=today, alternative=dated.day.day), is_doubtful=True)
    return replace(part, day=Day(day=today))


def _is_weekday_of(part: _Part, other: _Part) -> bool:
    """Whether `part` only names the weekday of the date that follows it."""
    if part.day is None or other.day is None or WEEKDAY.fullmatch(part.words) is None:
        return False
    weekdays = {part.day.day.weekday(), other.day.day.weekday()}
    return len(weekdays) == 1 and WEEKDAY.search(other.words) is None


def _walls(day: Day, at: time, sure: bool, today: datetime) -> Iterator[Wall]:
    """The word of today's weekday means today while that is still to come, else a week later; both may be."""
    first = datetime.combine(day.day, at)
    if day.alternative is None:
        yield first, sure
    elif first <= today:
        yield datetime.combine(day.alternative, at), sure
    else:
        yield first, False
        yield datetime.combine(day.alternative, at), False


def _read_times(words: str, duration_minutes: int) -> list[tuple[time, bool]]:
    if words == "noon":
        return [(time(12), True)]
    if words in PARTS_OF_DAY:
        opens, closes = PARTS_OF_DAY[words]
        return [(at, False) for at in _hours(opens, closes, duration_minutes)]
    words = re.sub(r"(?<=\d) (?:in the )?morning$", "am", words)
    words = re.sub(r"(?<=\d) (?:in the )?(?:afternoon|evening)$", "pm", words)
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
