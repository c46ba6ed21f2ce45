"""Weekdays beside words that move them into another week: "next week thu or fri", "in december: mon 5pm"."""

from collections.abc import Sequence
from dataclasses import replace

from calendars.spans import WEEK
from calendars.typed_doubts import Doubt, weightiest
from calendars.typed_numbers import BETWEEN
from calendars.typed_tokens import Token


def doubt_weeks(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with the weekdays in doubt whose week may be that of the words beside them."""
    tokens = _weeks_told(tokens)
    is_moved = any(token.kind in ("week", "month") for token in tokens)
    doubted: list[Token] = []
    for at, token in enumerate(tokens):
        is_in_doubt = is_moved or _is_listed_with_a_moved_day(tokens[at + 1 :])
        doubted.append(_in_either_week(token) if is_in_doubt else token)
        is_moved = is_moved or _moves(tokens, at)
    return doubted


def _weeks_told(tokens: Sequence[Token]) -> list[Token]:
    """Days that only say which week is meant, as words: "week of nov 30", "in 2 weeks, thu"."""
    told: list[Token] = []
    for at, token in enumerate(tokens):
        is_behind = bool(told) and told[-1].kind == "week" and token.day and token.day.is_date
        if is_behind or _is_week_of_a_weekday(tokens[at:]):
            token = replace(token, kind="week", day=None)
        told.append(token)
    return told


def _is_week_of_a_weekday(tokens: Sequence[Token]) -> bool:
    day = tokens[0].day
    if day is None or not day.is_moved or day.weekday is not None:
        return False
    behind = (token for token in tokens[1:] if token.kind not in (*BETWEEN, "filler"))
    following = next(behind, None)
    return following is not None and following.day is not None and following.day.is_weekday


def _moves(tokens: Sequence[Token], at: int) -> bool:
    """Whether the weekdays behind it may lie in another week: those of "30 nov - 4 dec: mon, tue"."""
    day = tokens[at].day
    if day is None:
        return False
    is_range = at > 0 and tokens[at - 1].kind == "range" and day.is_date
    return day.is_moved or is_range or (day.is_date and day.doubt is Doubt.SEVERAL_DAYS)


def _is_listed_with_a_moved_day(after: Sequence[Token]) -> bool:
    for token in after:
        if token.day is not None and token.day.is_moved:
            return True
        if token.kind not in BETWEEN and not (token.day and token.day.is_weekday):
            return False
    return False


def _in_either_week(token: Token) -> Token:
    day = token.day
    if day is None or not day.is_weekday or day.is_moved:
        return token
    meanings = tuple(sorted({*day.meanings, *(each + WEEK for each in day.meanings)}))
    doubt = weightiest(day.doubt, Doubt.WHICH_WEEK)
    return replace(token, day=replace(day, meanings=meanings, doubt=doubt))
