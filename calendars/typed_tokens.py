"""The words of a typed text one after the other, each read once: no number can be a day and a time."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from calendars.spans import DAY, MINUTE
from calendars.typed_clocks import Clock, read_clock
from calendars.typed_days import FURTHEST_YEAR, Day, number, read_day
from calendars.typed_doubts import Doubt, weightiest
from calendars.typed_foreign import in_english
from calendars.typed_lists import without_labels, without_signs
from calendars.typed_spelling import respelled
from calendars.typed_words import Language
from calendars.typed_zones import TypedZone, offset_zone, read_zone

BLOB = re.compile(r"(?:[^\s,;]|,(?=\d))+")
ZONE_AND_PLACE = re.compile(r"\((?P<zone>[a-z ]+ time) - [^\W\d][^)\n\d]*\)")
COMPACT_STAMP = re.compile(r"\b(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(?:\d\d)?(z?)\b")
HALF_BEFORE = re.compile(r"(?<!\d )(?<!\d)\b([ap])\.?m\.? (\d{1,2}(?::\d\d)?)(?![\d:.]| ?[ap]\.?m)")
GUESS = re.compile("[A-Z]+")
STAMP = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?P<mark>[t ])"
    r"(?P<hour>[01]\d|2[0-3]):?(?P<minute>[0-5]\d)(?::\d{2}(?:\.\d+)?)? ?"
    r"(?:(?P<utc>z)|(?P<sign>[+−-])(?P<hours>\d{2}):?(?P<minutes>[0-5]\d))(?![\w:])"
)
NUMBERS_IN_A_ROW = re.compile(r"(?<![\d.,:])\d{1,2}(?:,\d{1,2}){2,}(?![\d,.:%])")
HALF_BEHIND_STROKES = re.compile(r"(?<![\d/.:])\d{1,2}(?:/\d{1,2})+(?= ?[ap]\.?m\b)")
APART = str.maketrans(dict.fromkeys('()[]{}"“”„«»*_\u2060\u200b', " ") | {"’": "'"})


@dataclass(frozen=True, kw_only=True)
class Token:
    """Some words and what they are; `kind` is "day", "clock", "zone", "part", "from_now", "month", "unread",
    "word" or one of the language's `words`."""

    kind: str
    starts: int
    ends: int
    day: Day | None = None
    clock: Clock | None = None
    zone: TypedZone | None = None
    part: str = ""
    instant: datetime | None = None


def plain_text(text: str, language: Language) -> str:
    """The text in lower case, each line a part of its own, without list marks, quotes and brackets.

    Words that are guessed are in capitals.
    """
    text = unicodedata.normalize("NFKC", without_signs(text)).lower().replace("’", "'")
    text = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    text = respelled(in_english(text, language), language)
    text = ZONE_AND_PLACE.sub(r"(\g<zone>)", text)
    text = without_labels(text, language).translate(APART)
    text = COMPACT_STAMP.sub(r" \1-\2-\3t\4:\5\6 ", text)
    text = HALF_BEFORE.sub(r"\2 \1m", text)
    text = NUMBERS_IN_A_ROW.sub(lambda row: row.group().replace(",", ", "), text)
    text = HALF_BEHIND_STROKES.sub(lambda row: row.group().replace("/", " / "), text)
    text = _grown_together(language).sub(" ", text)
    text = re.sub(r"\s*\n\s*", ", ", text.strip())
    return re.sub(r"\s+", " ", text).strip()


def tokens_of(plain: str, language: Language, *, today: date, now: datetime) -> list[Token]:
    """What stands in a plain text; what is not of the language is a "word", with a digit "unread"."""
    text = plain.lower()
    guesses = [guess.start() for guess in GUESS.finditer(plain)]
    found: list[Token] = []
    position = 0
    while position < len(text):
        if text[position] == " ":
            position += 1
            continue
        after_clock = bool(found) and found[-1].kind == "clock"
        read = list(_stamp(text, position, today)) or list(
            _read(text, position, language, today=today, now=now, after_clock=after_clock)
        )
        found += [_in_doubt(token, guesses) for token in read]
        position = read[-1].ends
    return found


def _in_doubt(token: Token, guesses: Sequence[int]) -> Token:
    """A day with its doubt where a word of it is guessed."""
    if token.day is None or not any(token.starts <= at < token.ends for at in guesses):
        return token
    doubt = weightiest(token.day.doubt, Doubt.GUESSED)
    return replace(token, day=replace(token.day, doubt=doubt))


def _read(
    text: str, at: int, language: Language, *, today: date, now: datetime, after_clock: bool
) -> Iterator[Token]:
    if match := _from_now(language).match(text, at):
        instant = _in_time(match, language, now)
        yield Token(kind="from_now", starts=at, ends=match.end(), instant=instant)
    elif match := _word("denial", language).match(text, at):
        yield Token(kind="denial", starts=at, ends=match.end())
    elif day := read_day(text, at, language, today):
        yield from _day_tokens(day, at)
    elif match := _word("duration", language).match(text, at):
        yield Token(kind="filler", starts=at, ends=match.end())
    elif match := _word("counted", language).match(text, at):
        yield Token(kind="unread", starts=at, ends=match.end())
    elif after_clock and (zone := read_zone(text, at)):
        kind = "zone" if zone[0] else "unread"
        yield Token(kind=kind, starts=at, ends=zone[1], zone=zone[0])
    elif clock := read_clock(text, at, language):
        kind = "clock" if clock[0] else "unread"
        yield Token(kind=kind, starts=at, ends=clock[1], clock=clock[0])
    elif match := _part(language).match(text, at):
        yield Token(kind="part", starts=at, ends=match.end(), part=match["part"])
    else:
        yield _other(text, at, language)


def _day_tokens(read: tuple[Day | None, int], at: int) -> Iterator[Token]:
    day, ends = read
    yield Token(kind="day" if day else "unread", starts=at, ends=ends, day=day)
    if day and day.part:
        yield Token(kind="part", starts=at, ends=ends, part=day.part)


def _other(text: str, at: int, language: Language) -> Token:
    for kind, _pattern in language.words:
        if match := _word(kind, language).match(text, at):
            return Token(kind=kind, starts=at, ends=match.end())
    if match := BLOB.match(text, at):
        words = match.group()
        if _month(language).fullmatch(words):
            return Token(kind="month", starts=at, ends=match.end())
        is_unread = any(each.isnumeric() for each in words)
        return Token(kind="unread" if is_unread else "word", starts=at, ends=match.end())
    return Token(kind="comma", starts=at, ends=at + 1)


def _stamp(text: str, at: int, today: date) -> Iterator[Token]:
    """An instant as programs write it: "2026-11-12t17:00+01:00"."""
    match = STAMP.match(text, at)
    if match is None or (match["mark"] == " " and match["sign"] and match["sign"] != "+"):
        return
    zone = _stamp_zone(match)
    try:
        day = date(*(int(match[name]) for name in ("year", "month", "day")))
    except ValueError:
        zone = None
    if zone is None or abs(day.year - today.year) > FURTHEST_YEAR:
        yield Token(kind="unread", starts=at, ends=match.end())
        return
    clock = Clock(minutes=(int(match["hour"]) * 60 + int(match["minute"]),))
    yield Token(kind="day", starts=at, ends=match.end(), day=Day(meanings=(day,), is_date=True))
    yield Token(kind="clock", starts=at, ends=match.end(), clock=clock)
    yield Token(kind="zone", starts=at, ends=match.end(), zone=zone)


def _stamp_zone(match: re.Match[str]) -> TypedZone | None:
    if match["utc"]:
        return offset_zone("utc", 0)
    minutes = int(match["hours"]) * 60 + int(match["minutes"])
    return offset_zone("", minutes if match["sign"] == "+" else -minutes)


def _in_time(match: re.Match[str], language: Language, now: datetime) -> datetime:
    """So long from now; the rest of an hour is rounded up by whoever offers it."""
    unit = MINUTE if match["unit"] == "min" else DAY / 24
    if match["count"] == "half an":
        return now + unit / 2
    return now + unit * number(match["count"], language)


@cache
def _word(kind: str, language: Language) -> re.Pattern[str]:
    patterns = "|".join(pattern for each, pattern in language.words if each == kind)
    pattern = patterns.format(number=_numbers(language))
    return re.compile(rf"(?:{pattern})(?:(?<!\w)|(?![\w'’]))")


@cache
def _from_now(language: Language) -> re.Pattern[str]:
    return re.compile(language.from_now.format(number=_numbers(language)) + r"(?!\w)")


@cache
def _part(language: Language) -> re.Pattern[str]:
    parts = "|".join(language.parts_of_day)
    return re.compile(rf"(?:in the |at )?(?P<part>{parts})(?!\w)")


@cache
def _grown_together(language: Language) -> re.Pattern[str]:
    """Where a blank is missing: in "thu5pm", and beside the stroke of "9am/10am"."""
    weekdays = "|".join(rf"(?<=\b{name})" for name in _short(language.weekdays))
    return re.compile(rf"(?:{weekdays})(?=\d)|(?<=[ap]m)(?=/\d)|(?<=:\d\d)(?=/\d)")


def _short(names: tuple[str, ...]) -> tuple[str, ...]:
    """Of patterns such as `mon(?:day)?` what stands before what may be left out."""
    return tuple(name.partition("(")[0] for name in names)


@cache
def _month(language: Language) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(language.months)})\W*")


def _numbers(language: Language) -> str:
    return rf"\d{{1,3}}|{'|'.join(language.numbers)}"
