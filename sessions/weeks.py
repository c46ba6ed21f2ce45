"""A weekly plan before the press: which weeks can be had, and what is unusual about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from calendars.busy import Slot
from calendars.models import Calendar
from calendars.series import SeriesWeek, count_shifted, weekly
from calendars.slots import Obstacle, Openings, openings_around
from calendars.spans import Span
from contracts.models import Contract
from sessions import scheduling
from sessions.blocking import find_clashes
from sessions.models import CoachingSession
from sessions.policy import Role, role_of


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
    """Who plans, and everything that decides about a week. Build it with `planner_of`."""

    contract: Contract
    role: Role
    me: User
    other: User
    length: timedelta
    now: datetime
    within: Span
    openings: Openings

    def choice(
        self, week: SeriesWeek, start: datetime, shift_minutes: int, clash: Slot | None
    ) -> WeekChoice:
        why_not = self._why_not(start, clash)
        return WeekChoice(
            starts_at=start,
            value=start.isoformat(),
            why_not=why_not,
            hints=tuple(self._hints(start, shift_minutes, why_not)),
            chosen=not why_not and week.starts_at is not None,
        )

    def _why_not(self, start: datetime, clash: Slot | None) -> str:
        """As the press would refuse it."""
        if start <= self.now:
            return _("This time has passed.")
        if not self.within.covers(self._span(start)):
            return _("Outside the contract.")
        if clash is not None and clash.user_id == self.me.pk:
            return _("You have something else then.")
        if clash is not None:
            return _("%(name)s is not free then.") % {"name": self.other.get_short_name()}
        return self._why_not_book(start) if self.role == "student" else ""

    def _why_not_book(self, start: datetime) -> str:
        """What only a student's pick has to keep to."""
        name = {"name": self.other.get_short_name()}
        match self.openings.obstacle(self._span(start)):
            case Obstacle.OUTSIDE_HOURS:
                return _("Outside %(name)s’s hours.") % name
            case Obstacle.TOO_SOON:
                return _("Sooner than %(name)s takes bookings.") % name
            case Obstacle.TOO_FAR_AHEAD:
                return _("Further ahead than %(name)s takes bookings.") % name
            case Obstacle.OFF_THE_GRID:
                return _("Sessions begin on a quarter of an hour.")
            case None:
                return ""

    def _span(self, start: datetime) -> Span:
        return Span(start, start + self.length)

    def _hints(self, start: datetime, shift_minutes: int, why_not: str) -> list[str]:
        hints = []
        if self.role == "coach" and not why_not and not self.openings.are_around(self._span(start)):
            hints.append(_("Outside your hours"))
        if shift_minutes:
            hints.append(shift_words(shift_minutes, self.other.get_short_name()))
        return hints


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
    length = timedelta(minutes=row.duration_minutes)
    spans = [Span(start, start + length) for _week, start, _shift in starts]
    planner = _planner(contract, coach, spans, me=me, other=other, now=now)
    clashes = find_clashes(contract, spans)
    return WeekPlan(
        weeks=tuple(
            planner.choice(week, start, shift, clash)
            for (week, start, shift), clash in zip(starts, clashes, strict=True)
        ),
        note=_note(count_shifted(weeks), other),
    )


def _planner(
    contract: Contract,
    coach: Calendar,
    spans: Sequence[Span],
    *,
    me: User,
    other: User,
    now: datetime,
) -> Planner:
    role = role_of(contract, me.pk)
    if role is None:
        raise ValueError("only a party plans")
    bounds = scheduling.booking_bounds(contract, coach, now=now)
    return Planner(
        contract=contract,
        role=role,
        me=me,
        other=other,
        length=spans[0].ends_at - spans[0].starts_at,
        now=now,
        within=scheduling.contract_span(contract),
        openings=openings_around(coach, spans, bounds=bounds),
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
