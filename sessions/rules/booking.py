"""Who may do what with a session, and when: a rule for each verb, named as the verb.

A rule answers the refusal, or None. The action asks it under its locks; the card, the form's page and the
mail link ask the same one beforehand, so that none of them offers what the press would refuse.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.errors import NotAParty
from contracts.models import Contract
from core.errors import DomainError, NotAllowed, NotPossibleNow
from sessions.models import CoachingSession
from sessions.policy import role_of
from sessions.queries import pending_move
from sessions.scheduling import contract_span

Status = CoachingSession.Status


# --- booking ----------------------------------------------------------------------------------


def offer_times(session: CoachingSession, *, by: User) -> DomainError | None:
    """Either party, while nothing is booked and the contract is in force."""
    return party(session, by=by) or in_force(session) or bookable(session)


def schedule(session: CoachingSession, *, by: User) -> DomainError | None:
    """The student, while nothing is booked and the contract is in force."""
    if role_of(session.contract, by.pk) != "student":
        return NotAllowed(_("The student picks the time. You can offer times instead."))
    return in_force(session) or bookable(session)


def confirm(session: CoachingSession, *, by: User, now: datetime) -> DomainError | None:
    """The coach, until the answer is due; a request for another time is answered first."""
    if role_of(session.contract, by.pk) != "coach":
        return NotAllowed(_("Only the coach confirms a session."))
    if session.status != Status.SCHEDULED or session.answer_by is None:
        return not_now(session, _("This session does not wait for a confirmation."))
    if now >= session.answer_by:
        return not_now(session, _("The time to confirm is over."))
    if pending_move(session) is not None:
        return not_now(session, _("A request for another time is open. Answer that first."))
    return None


def decline(session: CoachingSession, *, by: User, now: datetime) -> DomainError | None:
    """The coach, until the start that waits for an answer."""
    if role_of(session.contract, by.pk) != "coach":
        return NotAllowed(_("Only the coach declines a session. You can cancel it."))
    if session.status != Status.SCHEDULED:
        return not_now(session, _("This session does not wait for a confirmation."))
    if now >= session.span[0]:
        return not_now(session, _("The session's start has passed."))
    return None


def cancel(session: CoachingSession, *, by: User, now: datetime) -> DomainError | None:
    """Either party, until the start."""
    return party(session, by=by) or booked(session) or not_begun(session, now=now)


# --- what several verbs ask -------------------------------------------------------------------


def party(session: CoachingSession, *, by: User) -> NotAllowed | None:
    return NotAParty() if role_of(session.contract, by.pk) is None else None


def start_at(
    session: CoachingSession, starts_at: datetime, *, now: datetime
) -> NotPossibleNow | None:
    """That a session of this contract can start then, whatever the calendars say."""
    if starts_at.second or starts_at.microsecond:
        return not_now(session, _("A session starts on a full minute."))
    if starts_at <= now:
        return not_now(session, _("This time is in the past."))
    opens, closes = contract_span(session.contract)
    if starts_at < opens:
        return not_now(session, _("The contract has not begun at this time."))
    if starts_at + session.length > closes:
        return not_now(session, _("The contract is over at this time."))
    return None


def in_force(session: CoachingSession) -> NotPossibleNow | None:
    """Booking needs a contract in force."""
    if session.contract.status == Contract.Status.PAUSED:
        return not_now(session, _("The contract is paused. Resume it first."))
    if session.contract.status != Contract.Status.ACTIVE:
        return not_now(session, _("The contract is not active."))
    return None


def bookable(session: CoachingSession) -> NotPossibleNow | None:
    if session.is_bookable:
        return None
    if session.status in CoachingSession.BLOCKING:
        return not_now(session, _("This session is booked already."))
    return not_now(session, _("This session is over."))


def booked(session: CoachingSession) -> NotPossibleNow | None:
    if session.status in CoachingSession.BLOCKING:
        return None
    return not_now(session, _("This session is not booked."))


def not_begun(session: CoachingSession, *, now: datetime) -> NotPossibleNow | None:
    if now < session.span[0]:
        return None
    return not_now(session, _("The session has started."))


def not_now(session: CoachingSession, why: str) -> NotPossibleNow:
    """The refusal of this session, which shows its fresh card."""
    return NotPossibleNow(why, subject=session)
