"""What typed words leave open before they name a start: their time, their day, or which of several days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.zones import day_text


@dataclass(frozen=True, kw_only=True)
class Question:
    """What to ask about some words; without days it is the day that they lack."""

    words: str
    days: tuple[date, ...] = ()
    is_over: bool = False  # for a time without its day: whether that time of today has passed
    year: int = 0  # the one that need not be said

    @property
    def sentence(self) -> str:
        """Such as `At what time on Thu 3 Dec?`."""
        if not self.days:
            return _("On which day? Today it has passed.") if self.is_over else _("On which day?")
        days = _("%(one)s or %(other)s")
        *others, last = (self._text(day) for day in self.days)
        if not others:
            return _("At what time on %(day)s?") % {"day": last}
        days %= {"one": ", ".join(others), "other": last}
        return _("On which day, %(days)s, and at what time?") % {"days": days}

    def _text(self, day: date) -> str:
        return day_text(day, "D j M" if day.year == self.year else "D j M Y")


def question_about_time(words: str, days: Iterable[date], today: date) -> Question | None:
    """What to ask about days without a time; nothing when all of them are over."""
    ahead = tuple(day for day in days if day >= today)
    return Question(words=words, days=ahead, year=today.year) if ahead else None
