"""Numbers that are no more than that: beside a day or in a list of days they may be days themselves.

Where a time stands behind them they are: "5, 6 and 7 nov at 5pm", "thu 12 17:00", "on 6 at 5pm". Where none
does they stay times, in doubt: "5 nov 6", "fri 13".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from calendars.typed_days import Day, day_of_month
from calendars.typed_doubts import Doubt
from calendars.typed_tokens import Token

BETWEEN = ("and", "or", "comma")
DAY_NUMBER = re.compile(r"0?[1-9]|[12]\d|3[01]")
POINT = "."
LONGEST_LIST = 40  # tokens
AT = ("at", "um", "@", "from", "when")


def settle_numbers(text: str, tokens: Sequence[Token], today: date) -> list[Token]:
    """The tokens with those numbers as days that are days, and with the doubt of those that may be."""
    settled: list[Token] = []
    for at in range(len(tokens) - 1, -1, -1):
        before, after = tokens[max(0, at - LONGEST_LIST) : at], settled[:LONGEST_LIST]
        place = _Place(text=text, before=before, token=tokens[at], after=after, today=today)
        settled.insert(0, place.settled())
    return settled


@dataclass(frozen=True, kw_only=True)
class _Place:
    """One token between those before it, as they were read, and those behind it, which are settled."""

    text: str
    before: Sequence[Token]
    token: Token
    after: Sequence[Token]
    today: date

    def settled(self) -> Token:
        if not self._is_number(self.token) or self._is_in_a_stretch():
            return self._beside_a_number()
        if self.token.clock is not None and self.token.clock.is_shared:
            return self.token if self.day() is None else self._in_doubt()
        if (day := self.day()) is None:
            return self._in_doubt() if self._may_be_a_day() else self.token
        if self._a_time_follows():
            return replace(self.token, kind="day", clock=None, day=day)
        return self._in_doubt()

    def day(self) -> Day | None:
        """The day that the number is, if it is one."""
        if (weekday := self._weekday_beside()) is not None:
            return self._on_weekday(weekday)
        anchor = self._date_before() or self._date_behind()
        if anchor is None:
            return None
        try:
            found = anchor.meanings[0].replace(day=self._number())
        except ValueError:
            return None
        return Day(meanings=(found,), doubt=Doubt.DAY_OR_TIME, is_date=True)

    def _weekday_beside(self) -> Day | None:
        """Of "thu 12" and of "12 thu", but not of "room 12 thu"."""
        if self.before and self.before[-1].kind == "word":
            return None
        beside = [*self.before[-1:], *self.after[:1]]
        return next((each.day for each in beside if each.day and each.day.is_weekday), None)

    def _on_weekday(self, weekday: Day) -> Day | None:
        """The next day of that number, where it is that weekday."""
        day = day_of_month(self._number(), self.today)
        if day is None or day.weekday() != weekday.weekday:
            return None
        doubt = None if weekday.meanings == (day,) else Doubt.DAY_OR_TIME
        return Day(meanings=(day,), doubt=doubt, is_date=True)

    def _date_before(self) -> Day | None:
        """Of "nov 5, 6 and 7": the date that the list begins with."""
        for token in reversed(self.before):
            if token.day is not None:
                return token.day if token.day.is_date and self._is_worded(token) else None
            if not (token.kind in BETWEEN or self._is_number(token)):
                return None
        return None

    def _date_behind(self) -> Day | None:
        """Of "5, 6 and 7 nov": the date that the list ends with. A number behind "at" is none of it."""
        if self.before and self._is_at(self.before[-1]):
            return None
        for token in self.after:
            if token.day is not None and token.day.is_date:
                is_of_list = self._is_worded(token) and self.text[token.starts].isdigit()
                return token.day if is_of_list or self._is_bare(token) else None
            if not (token.kind in BETWEEN or self._is_number(token) or self._is_point(token)):
                return None
        return None

    def _a_time_follows(self) -> bool:
        """Whether a clock of its own stands behind the list that the number is of."""
        parted = False
        for token in self.after:
            if token.kind == "clock":
                return not (self._is_number(token) and parted)
            if token.day is None and token.kind not in (*BETWEEN, "filler"):
                return False
            parted = parted or token.kind in BETWEEN or token.day is not None
        return False

    def _may_be_a_day(self) -> bool:
        """Beside a date, another number or another time."""
        if self.before and self._is_at(self.before[-1]):
            return False
        beside = [*self.before[-1:], *self.after[:1]]
        if any(self._is_number(token) or (token.day and token.day.is_date) for token in beside):
            return True
        return bool(self.after) and self.after[0].kind == "clock"

    def _beside_a_number(self) -> Token:
        """ "12 5pm" are two times, unless the number is a day."""
        is_doubtful = (
            self.token.clock is not None
            and bool(self.before)
            and self._is_number(self.before[-1])
            and not self._is_in_a_stretch()
            and not self._is_number_a_day()
        )
        return self._in_doubt(Doubt.TWO_TIMES) if is_doubtful else self.token

    def _is_number_a_day(self) -> bool:
        *before, token = self.before
        place = replace(self, before=before, token=token, after=[self.token, *self.after])
        return place.day() is not None

    def _in_doubt(self, doubt: Doubt = Doubt.DAY_OR_TIME) -> Token:
        clock = self.token.clock
        return replace(self.token, clock=clock and replace(clock, doubt=doubt))

    def _number(self) -> int:
        return int(self._words(self.token))

    def _words(self, token: Token) -> str:
        return self.text[token.starts : token.ends].strip()

    def _is_number(self, token: Token) -> bool:
        """Also one that no clock shows, such as 25."""
        is_mere = token.kind in ("clock", "unread")
        return is_mere and DAY_NUMBER.fullmatch(self._words(token)) is not None

    def _is_in_a_stretch(self) -> bool:
        beside = [*self.before[-1:], *self.after[:1]]
        return any(token.kind in ("range", "until", "between") for token in beside)

    def _is_worded(self, token: Token) -> bool:
        return any(sign.isalpha() for sign in self._words(token))

    def _is_bare(self, token: Token) -> bool:
        return DAY_NUMBER.fullmatch(self._words(token)) is not None

    def _is_point(self, token: Token) -> bool:
        return self._words(token) == POINT

    def _is_at(self, token: Token) -> bool:
        return token.kind == "filler" and self._words(token) in AT
