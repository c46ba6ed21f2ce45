"""Words of a typed text that are one day or one stretch of time together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from calendars.spans import WEEK
from calendars.typed_clocks import TypedTime, Unreadable
from calendars.typed_days import Day, days_between
from calendars.typed_doubts import Doubt
from calendars.typed_tokens import Token


@dataclass(frozen=True, kw_only=True)
class Span(Token):
    """A stretch between two clocks, or an open one."""

    time: TypedTime


def join_stretches(tokens: Sequence[Token]) -> list[Token]:
    """Clocks with the words around them that make a stretch of them."""
    joined: list[Token] = []
    position = 0
    while position < len(tokens):
        token, used = _stretch(tokens[position:])
        joined.append(token)
        position += used
    return joined


def _stretch(tokens: Sequence[Token]) -> tuple[Token, int]:
    kinds = [token.kind for token in tokens[:5]]
    if kinds[:4] == ["between", "clock", "and", "clock"]:
        return _span(tokens[:4], start=tokens[1], end=tokens[3]), 4
    if kinds[:3] in (["clock", "range", "clock"], ["clock", "until", "clock"]):
        return _span(tokens[:3], start=tokens[0], end=tokens[2]), 3
    if kinds[:2] in (["open_after", "clock"], ["open_before", "clock"], ["until", "clock"]):
        opens = "after" if kinds[0] == "open_after" else "before"
        return _span(tokens[:2], start=tokens[1], opens=opens), 2
    if kinds[:2] == ["clock", "open_later"]:
        return _span(tokens[:2], start=tokens[0], opens="after"), 2
    if kinds[:2] == ["from", "clock"] and not {"range", "until"} & set(kinds[2:4]):
        used = 3 if kinds[2:3] == ["open_later"] else 2
        return _span(tokens[:used], start=tokens[1], opens="after"), used
    return tokens[0], 1


def _span(
    tokens: Sequence[Token], *, start: Token, end: Token | None = None, opens: str = ""
) -> Span:
    if start.clock is None:
        raise Unreadable
    time = TypedTime(start=start.clock, end=end.clock if end else None, opens=opens)
    return Span(kind="span", starts=tokens[0].starts, ends=tokens[-1].ends, time=time)


def join_days(tokens: Sequence[Token]) -> list[Token]:
    """Days with the weekday beside them, and stretches of days."""
    joined: list[Token] = []
    for token in tokens:
        pair = _day_pair(joined, token)
        if pair is None:
            joined.append(token)
            continue
        used, together = pair
        del joined[-used:]
        joined += together
    return joined


def _day_pair(before: Sequence[Token], token: Token) -> tuple[int, list[Token]] | None:
    """How many of the tokens before it belong to a day, and what they are together."""
    if token.day is None or not before:
        return None
    if before[-1].day is not None:
        return _adjacent(before[-1], before[-1].day, token, token.day)
    if len(before) == 1 or (first := before[-2].day) is None:
        return None
    if _is_colon(before[-1]) and (pair := _adjacent(before[-2], first, token, token.day)):
        return 2, pair[1]
    if before[-1].kind == "range":
        return 2, [_with_day_of(before[-2], token, _stretch_of_days(first, token.day))]
    if before[-1].kind == "comma" and (two := _weekday_and_date(first, token.day)):
        weekday, dated = two
        if day := dated.on_weekday(weekday):  # "thursday, 12 november" is one day
            return 2, [_with_day_of(before[-2], token, day)]
        return 2, [_at_odds(before[-2], first), before[-1], _at_odds(token, token.day)]
    if before[-1].kind == "comma" and (apart := _disagreeing(before[-2], first, token, token.day)):
        return 2, [apart[1][0], before[-1], apart[1][1]]
    return None


def _is_colon(token: Token) -> bool:
    """Of "dec 3: thu", or another sign between the two that means no more."""
    return token.kind == "filler" and token.ends - token.starts == 1


def _adjacent(
    token: Token, day: Day, next_token: Token, next_day: Day
) -> tuple[int, list[Token]] | None:
    """A weekday and a date that stand together; of "thu 13 nov" one of the two is wrong."""
    pair = _weekday_and_date(day, next_day)
    if pair is None:
        return _disagreeing(token, day, next_token, next_day)
    weekday, dated = pair
    together = dated.on_weekday(weekday) or dated.or_near_weekday(weekday)
    return 1, [_with_day_of(token, next_token, together)]


def _disagreeing(
    token: Token, day: Day, next_token: Token, next_day: Day
) -> tuple[int, list[Token]] | None:
    """ "tomorrow thu", where tomorrow is no Thursday."""
    if day.is_date or next_day.is_date or (day.weekday is None) == (next_day.weekday is None):
        return None
    if set(day.meanings) & set(next_day.meanings):
        return None
    return 1, [_at_odds(token, day), _at_odds(next_token, next_day)]


def _weekday_and_date(first: Day, second: Day) -> tuple[int, Day] | None:
    """The weekday of one and the other, where that is a date with no weekday beside it yet."""
    plain, dated = (first, second) if second.is_date else (second, first)
    if plain.weekday is None or plain.is_date or not dated.is_date or dated.weekday is not None:
        return None
    return plain.weekday, dated


def _with_day_of(first: Token, last: Token, day: Day | None) -> Token:
    """One token in place of several; without a day they were not understood."""
    return replace(first, kind="day" if day else "unread", ends=last.ends, day=day)


def _at_odds(token: Token, day: Day) -> Token:
    return replace(token, day=replace(day, doubt=Doubt.DAYS_DISAGREE))


def _stretch_of_days(first: Day, last: Day) -> Day | None:
    opens, closes = first.meanings[0], last.meanings[-1]
    if closes < opens and last.is_weekday:
        closes += WEEK
    return days_between(opens, closes)
