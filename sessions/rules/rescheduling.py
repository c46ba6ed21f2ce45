"""Asking for another time, and answering. Silence never moves a session."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import DomainError
from sessions.models import CoachingSession, RescheduleRequest
from sessions.policy import MAX_COUNTERS, MAX_MOVES, policy_for, side_of
from sessions.queries import pending_reschedule
from sessions.rules.shared import author, booked, in_force, not_now, other_side, party
from sessions.rules.starts import start_at

RequestStatus = RescheduleRequest.Status


def request_reschedule(session: CoachingSession, *, by: User, now: datetime) -> DomainError | None:
    """Either party until 10 hours before the start, the student until the start; one at a time."""
    if refusal := party(session, by=by) or booked(session):
        return refusal
    if pending_reschedule(session) is not None:
        return not_now(session, _("A request for another time is open already."))
    limit = policy_for(session).asking_to_reschedule(side_of(session.contract, by), now=now)
    return not_now(session, str(limit.message)) if limit else None


def counter_reschedule(
    reschedule: RescheduleRequest, *, by: User, now: datetime
) -> DomainError | None:
    """The other side, while it waits and they did not go back and forth five times."""
    if refusal := _other_side(reschedule, by=by):
        return refusal
    if reschedule.status == RequestStatus.COUNTERED:
        return not_now(reschedule.session, _("This request was answered already."))
    if refusal := request_waits(reschedule, now=now):
        return refusal
    if reschedule.counter_count >= MAX_COUNTERS:
        return not_now(
            reschedule.session, _("You went back and forth five times. Approve or decline.")
        )
    return None


def counter_pending(
    session: CoachingSession, pending: RescheduleRequest | None, *, by: User, now: datetime
) -> DomainError | None:
    """The same for the form, which stands on a session whose request may be gone by now."""
    if pending is None:
        return not_now(session, _("No request for another time is open."))
    return counter_reschedule(pending, by=by, now=now)


def approve_reschedule(
    reschedule: RescheduleRequest, *, by: User, now: datetime, starts_at: datetime
) -> DomainError | None:
    """The other side, while it waits, to a start in which the session can still be held."""
    if (
        refusal := _other_side(reschedule, by=by)
        or request_waits(reschedule, now=now)
        or in_force(reschedule.session.contract, subject=reschedule.session)
    ):
        return refusal
    if starts_at not in reschedule.start_times:
        return not_now(reschedule.session, _("This time is not among the proposed ones."))
    if policy_for(reschedule.session).moves >= MAX_MOVES:
        return not_now(reschedule.session, _("This session was moved three times already."))
    return start_at(reschedule.session, starts_at, now=now)


def decline_reschedule(
    reschedule: RescheduleRequest, *, by: User, now: datetime
) -> DomainError | None:
    """The other side, while it waits."""
    return _other_side(reschedule, by=by) or request_waits(reschedule, now=now)


def withdraw_reschedule(
    reschedule: RescheduleRequest, *, by: User, now: datetime
) -> DomainError | None:
    """Its author, while it waits."""
    why_else = _("Only the one who asked can withdraw the request.")
    return author(reschedule, by=by, why_else=why_else) or request_waits(reschedule, now=now)


def _other_side(reschedule: RescheduleRequest, *, by: User) -> DomainError | None:
    return other_side(reschedule, by=by, why_else=_("You asked for this; the other side answers."))


def request_waits(reschedule: RescheduleRequest, *, now: datetime) -> DomainError | None:
    """That somebody can still answer it."""
    if reschedule.status != RequestStatus.PENDING or booked(reschedule.session):
        return not_now(reschedule.session, _("This request is no longer open."))
    if now >= reschedule.expires_at:
        return not_now(reschedule.session, _("This request has lapsed. The old time stands."))
    return None
