"""What of the calendar is asked for: which days, and on whose clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.utils.formats import date_format

from calendars.days import ZonedDay, days_from
from calendars.spans import DAY, WEEK, Span
from core.zones import YEARS
from dashboards.schedule import OtherPerson

AGENDA_DAYS, MONTH_WEEKS = 30, 6
LANES_OF_DAY, LANES_OF_WEEK = 12, 5


class View(StrEnum):
    """`AUTO` is a week on a wide screen and a day on a phone."""

    AUTO = ""
    WEEK = "week"
    DAY = "day"
    MONTH = "month"
    AGENDA = "agenda"

    @property
    def is_board(self) -> bool:
        return self in (View.AUTO, View.WEEK, View.DAY)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What of the calendar is looked at, and on whose clock besides one's own."""

    view: View
    on: date
    zone_name: str
    beside: OtherPerson | None

    @property
    def lanes_most(self) -> int:
        """How many things may stand beside each other in one day."""
        return LANES_OF_DAY if self.view == View.DAY else LANES_OF_WEEK

    def days(self) -> list[ZonedDay]:
        first, count = self.on, AGENDA_DAYS
        if self.view in (View.AUTO, View.WEEK):
            first, count = _monday(self.on), 7
        elif self.view == View.DAY:
            count = 1
        elif self.view == View.MONTH:
            first, count = _monday(self.on.replace(day=1)), MONTH_WEEKS * 7
        return days_from(first, count, self.zone_name)

    def steps(self) -> "Steps":
        if self.view == View.MONTH:
            first = self.on.replace(day=1)
            return Steps(_in_reach((first - DAY).replace(day=1)), _in_reach(_next_month(first)))
        length = {View.DAY: DAY, View.AGENDA: AGENDA_DAYS * DAY}.get(self.view, WEEK)
        return Steps(_in_reach(self.on - length), _in_reach(self.on + length))

    @property
    def period(self) -> str:
        """What is shown, in words."""
        if self.view == View.MONTH:
            return date_format(self.on, "F Y")
        if self.view == View.DAY:
            return date_format(self.on, "l j F Y")
        first, last = (days := self.days())[0].day, days[-1].day
        return f"{date_format(first, 'j M')} – {date_format(last, 'j M Y')}"

    @property
    def day_text(self) -> str:
        return date_format(self.on, "D j M Y")

    def day_steps(self) -> "Steps":
        """For the one day that a phone shows of a week."""
        return Steps(_in_reach(self.on - DAY), _in_reach(self.on + DAY))


class Steps(NamedTuple):
    earlier: date
    later: date


def read_day(text: str, otherwise: date) -> date:
    """The day that an address names, if it is one that a calendar has."""
    try:
        return _in_reach(date.fromisoformat(text))
    except ValueError:
        return otherwise


def window_of(days: Sequence[ZonedDay]) -> Span:
    return Span(days[0].span.starts_at, days[-1].span.ends_at)


def _monday(day: date) -> date:
    return day - day.weekday() * DAY


def _next_month(first: date) -> date:
    return (first + 31 * DAY).replace(day=1)


def _in_reach(day: date) -> date:
    """The nearest day whose month can be drawn."""
    return min(max(day, date(YEARS.start, 2, 1)), date(YEARS.stop - 1, 11, 1))
