"""Whether a session can start then: by itself, by what both have given away, by the coach's hours."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from calendars.busy import Slot
from calendars.slots import Obstacle, Openings
from calendars.spans import Span
from core.errors import DomainError
from sessions.errors import SlotNotFree, SlotTaken
from sessions.models import CoachingSession
from sessions.policy import role_of
from sessions.rules.shared import not_now
from sessions.scheduling import contract_span


def start_at(session: CoachingSession, starts_at: datetime, *, now: datetime) -> DomainError | None:
    """That a session of this contract can start then, whatever the calendars say."""
    if starts_at.second or starts_at.microsecond:
        return not_now(session, _("A session starts on a full minute."))
    if starts_at <= now:
        return not_now(session, _("This time has passed."))
    opens, closes = contract_span(session.contract)
    if starts_at < opens:
        return not_now(session, _("The contract has not begun at this time."))
    if starts_at + session.length > closes:
        return not_now(session, _("The contract is over at this time."))
    return None


def free(
    session: CoachingSession, clash: Slot | None, *, by: User, why_else: str
) -> DomainError | None:
    """Neither calendar holds anything else then; what the other does is not told."""
    if clash is None:
        return None
    own = _("You have something else then.")
    return SlotTaken(own if clash.user_id == by.pk else why_else, subject=session)


def in_hours(
    session: CoachingSession, starts_at: datetime, *, openings: Openings
) -> DomainError | None:
    """A student's pick keeps to the coach's hours, notice, horizon and to the grid."""
    obstacle = openings.obstacle(Span(starts_at, starts_at + session.length))
    if obstacle is None:
        return None
    coach = session.contract.coach.get_short_name()
    return SlotNotFree(_in_words(obstacle) % {"name": coach}, subject=session)


def series_start(
    session: CoachingSession,
    starts_at: datetime,
    *,
    by: User,
    now: datetime,
    clash: Slot | None,
    openings: Openings,
) -> DomainError | None:
    """One start of a series: the student keeps to the coach's hours, the coach need not."""
    contract = session.contract
    other = contract.other_party(by).get_short_name()
    refusal = start_at(session, starts_at, now=now) or free(
        session, clash, by=by, why_else=_("%(name)s is not free then.") % {"name": other}
    )
    if refusal is None and role_of(contract, by.pk) == "student":
        return in_hours(session, starts_at, openings=openings)
    return refusal


def _in_words(obstacle: Obstacle) -> str:
    match obstacle:
        case Obstacle.OUTSIDE_HOURS:
            return _("Outside %(name)s’s hours.")
        case Obstacle.TOO_SOON:
            return _("Sooner than %(name)s takes bookings.")
        case Obstacle.TOO_FAR_AHEAD:
            return _("Further ahead than %(name)s takes bookings.")
        case Obstacle.OFF_THE_GRID:
            return _("Sessions begin on a quarter of an hour.")
