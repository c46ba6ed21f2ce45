"""A weekly plan before the press: which weeks can be had, and what is unusual about them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from calendars.busy import Slot
from calendars.series import SeriesWeek, count_shifted, weekly
from calendars.slots import Openings
from calendars.spans import Span
from contracts.models import Contract
from sessions import rules, scheduling
from sessions.blocking import find_clashes
from sessions.models import CoachingSession


@dataclass(frozen=True, kw_only=True)
class WeekChoice:
    """One week on the page; `why_not` says why it cannot be had, `hints` what is unusual about it."""

    starts_at: datetime
    value: str
    why_not: str
    hints: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class WeekPlan:
    """`note` says in how many weeks the other's clock reads another time, or nothing."""

    weeks: tuple[WeekChoice, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Planner:
    """Who plans, and everything that decides about a week."""

    row: CoachingSession
    me: User
    other: User
    now: datetime
    openings: Openings

    def choice(
        self, week: SeriesWeek, start: datetime, shift_minutes: int, clash: Slot | None
    ) -> WeekChoice:
        refusal = rules.series_start(
            self.row, start, by=self.me, now=self.now, clash=clash, openings=self.openings
        )
        hints = self._hints(start, shift_minutes, can_be_had=refusal is None)
        return WeekChoice(
            starts_at=start,
            value=start.isoformat(),
            why_not="" if refusal is None else str(refusal.message),
            hints=tuple(hints),
            chosen=refusal is None and week.starts_at is not None,
        )

    def _hints(self, start: datetime, shift_minutes: int, *, can_be_had: bool) -> Iterator[str]:
        is_coach = self.me.pk == self.row.contract.coach_id
        wanted = Span(start, start + self.row.length)
        if is_coach and can_be_had and not self.openings.are_around(wanted):
            yield _("Outside your hours")
        if shift_minutes:
            yield shift_words(shift_minutes, self.other.get_short_name())


def plan_of(
    contract: Contract,
    row: CoachingSession,
    *,
    first: datetime,
    count: int,
    me: User,
    now: datetime,
) -> WeekPlan:
    """`count` weeks from the wall time `first` on this party's clock, in a constant number of queries."""
    student, coach = scheduling.calendars_of(contract)
    other = coach.user if me.pk == contract.student_id else student.user
    weeks = weekly(first, count=count, mine=me.timezone, theirs=other.timezone)
    starts = [(week, start, shift) for week in weeks for start, shift in week.shifted_starts]
    spans = [Span(start, start + row.length) for _week, start, _shift in starts]
    planner = Planner(
        row=row,
        me=me,
        other=other,
        now=now,
        openings=scheduling.openings_of(contract, spans, now=now, coach=coach),
    )
    clashes = find_clashes(contract, spans)
    return WeekPlan(
        weeks=tuple(
            planner.choice(week, start, shift, clash)
            for (week, start, shift), clash in zip(starts, clashes, strict=True)
        ),
        note=_note(count_shifted(weeks), other),
    )


def _note(count: int, other: User) -> str:
    if not count:
        return ""
    return ngettext(
        "In %(count)d week the clock of %(name)s shows another time than in the others:"
        " your clocks are not changed alike.",
        "In %(count)d weeks the clock of %(name)s shows another time than in the others:"
        " your clocks are not changed alike.",
        count,
    ) % {"count": count, "name": other.get_short_name()}


def shift_words(minutes: int, name: str) -> str:
    """By how much the other's clock reads another time: `1 h later for Carl`."""
    hours, rest = divmod(abs(minutes), 60)
    parts = [_("%(count)d h") % {"count": hours}] if hours else []
    if rest:
        parts.append(_("%(count)d min") % {"count": rest})
    values = {"time": " ".join(parts), "name": name}
    if minutes > 0:
        return _("%(time)s later for %(name)s") % values
    return _("%(time)s earlier for %(name)s") % values
