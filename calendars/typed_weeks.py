"""Days beside words that move them: "next week thu or fri", "in december: mon 5pm", "thu 5pm, dec 10"."""

from collections.abc import Sequence
from dataclasses import replace

from calendars.spans import WEEK
from calendars.typed_days import Day
from calendars.typed_doubts import Doubt, weightiest
from calendars.typed_numbers import BETWEEN
from calendars.typed_tokens import Token

TIMES = ("clock", "part", "from_now")


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


def doubt_corrected_days(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with the days in doubt behind whose time another day stands: "thu 5pm dec 10"."""
    return [
        _at_odds(token) if token.day and _is_corrected(tokens, at, token.day) else token
        for at, token in enumerate(tokens)
    ]


def _is_corrected(tokens: Sequence[Token], at: int, day: Day) -> bool:
    """Whether the next day stands behind the time of this one, and has none of its own."""
    behind = next((n for n in range(at + 1, len(tokens)) if tokens[n].day), None)
    if behind is None or _has_time(tokens[behind + 1 :]) or _follows_a_time(tokens[:at]):
        return False
    between = {token.kind for token in tokens[at + 1 : behind]}
    other = tokens[behind].day
    if other is None or not between & {*TIMES} or between & {"or", "and"}:
        return False
    return _may_correct(day, other, is_listed="comma" in between)


def _has_time(tokens: Sequence[Token]) -> bool:
    """Before the next day."""
    following = next((token for token in tokens if token.day or token.kind in TIMES), None)
    return following is not None and following.day is None


def _follows_a_time(tokens: Sequence[Token]) -> bool:
    before = next((token for token in reversed(tokens) if token.kind != "filler"), None)
    return before is not None and before.kind in TIMES


def _may_correct(day: Day, other: Day, *, is_listed: bool) -> bool:
    """Two of one kind are two; behind a comma only weeks correct a day, and a date its own weekday."""
    if set(day.meanings) & set(other.meanings):
        return False
    if (day.is_weekday, day.is_date) == (other.is_weekday, other.is_date):
        return False
    weekdays = {meaning.weekday() for meaning in other.meanings}
    if day.is_date and other.is_weekday:
        return not is_listed and not weekdays & {meaning.weekday() for meaning in day.meanings}
    if not is_listed or (other.is_moved and other.weekday is None):
        return True
    return day.is_weekday and other.is_date and day.weekday in weekdays


def _at_odds(token: Token) -> Token:
    day = token.day
    doubt = weightiest(day.doubt, Doubt.DAYS_DISAGREE) if day else None
    return replace(token, day=replace(day, doubt=doubt) if day else None)
