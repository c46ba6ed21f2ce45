"""Being there, what came of it, and what is written down."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rules import staff
from core.errors import DomainError
from sessions.models import CoachingSession
from sessions.policy import policy_for
from sessions.queries import open_claims
from sessions.rules.shared import booked, not_now, party

Status = CoachingSession.Status
UNDECIDED = (Status.CONFIRMED, Status.AWAITING_OUTCOME)
# Held, or said to be: there is something to write down.
NOTEWORTHY = (*UNDECIDED, Status.COMPLETED, Status.DISPUTED, Status.RESOLVED)


def check_in(session: CoachingSession, *, by: User, now: datetime) -> DomainError | None:
    """Either party, from 10 minutes before the start until the end."""
    if refusal := party(session, by=by):
        return refusal
    if session.status != Status.CONFIRMED:
        return not_now(session, _("This session is not confirmed."))
    if now < policy_for(session).join_opens:
        return not_now(session, _("The door opens 10 minutes before the start."))
    return _not_over(session, now=now)


def complete(session: CoachingSession, *, by: User, now: datetime) -> DomainError | None:
    """Either party from the end on, for 72 hours; the student after the coach, until that is final.

    Who reported that the other did not come may take it back later still; the other contests first.
    """
    if refusal := party(session, by=by):
        return refusal
    if session.status == Status.COMPLETED and by.pk == session.contract.student_id:
        return _not_final(session, now=now, why_else=_("The outcome is final already."))
    if refusal := _undecided(session):
        return refusal
    if now < session.span[1]:
        return not_now(session, _("The session is not over yet."))
    authors = {claim.author_id for claim in open_claims(session)}
    if authors - {by.pk}:
        return not_now(session, _("The other side says that you did not come. Contest that first."))
    return None if by.pk in authors else _in_time_to_report(session, now=now)


def claim_no_show(session: CoachingSession, *, by: User, now: datetime) -> DomainError | None:
    """Who checked in, from 15 minutes after the start until 72 hours after the end."""
    if refusal := party(session, by=by) or _undecided(session):
        return refusal
    if now < policy_for(session).no_show_from:
        return not_now(session, _("Wait until 15 minutes after the start."))
    if refusal := _in_time_to_report(session, now=now):
        return refusal
    if session.checked_in_at(by.pk) is None:
        return not_now(
            session, _("Only someone who checked in can report that the other did not come.")
        )
    return None


def contest(session: CoachingSession, *, by: User, now: datetime) -> DomainError | None:
    """Whom the other reported absent; the student, when the coach marked it as held."""
    if refusal := party(session, by=by):
        return refusal
    claims = open_claims(session) if session.status in UNDECIDED else []
    claim = next((claim for claim in claims if claim.author_id != by.pk), None)
    if claim is not None:
        over = now >= claim.contest_by
        return not_now(session, _("The time to contest is over.")) if over else None
    student_id = session.contract.student_id
    marked_by_coach = session.status == Status.COMPLETED and session.ended_by_id != student_id
    if by.pk != student_id or not marked_by_coach:
        return not_now(session, _("There is nothing to contest."))
    return _not_final(session, now=now, why_else=_("The outcome is final."))


def resolve(session: CoachingSession, *, by: User) -> DomainError | None:
    """Staff, while the two see it differently."""
    if refusal := staff(by):
        return refusal
    if session.status != Status.DISPUTED:
        return not_now(session, _("This session is not disputed."))
    return None


def set_meeting_link(session: CoachingSession, *, by: User, now: datetime) -> DomainError | None:
    """Either party, from the booking until the end."""
    return party(session, by=by) or booked(session) or _not_over(session, now=now)


def write_notes(session: CoachingSession, *, by: User, now: datetime) -> DomainError | None:
    """Either party, from the start on."""
    if refusal := party(session, by=by):
        return refusal
    if session.status not in NOTEWORTHY or session.scheduled_at is None:
        return not_now(session, _("There is nothing to note about this session."))
    if now < session.scheduled_at:
        return not_now(session, _("The session has not started yet."))
    return None


def _undecided(session: CoachingSession) -> DomainError | None:
    if session.status in UNDECIDED:
        return None
    return not_now(session, _("This session does not wait for an outcome."))


def _not_over(session: CoachingSession, *, now: datetime) -> DomainError | None:
    return None if now < session.span[1] else not_now(session, _("The session is over."))


def _in_time_to_report(session: CoachingSession, *, now: datetime) -> DomainError | None:
    if now < policy_for(session).outcome_by:
        return None
    return not_now(session, _("The time to report the outcome is over."))


def _not_final(session: CoachingSession, *, now: datetime, why_else: str) -> DomainError | None:
    is_open = session.final_at is not None and now < session.final_at
    return None if is_open else not_now(session, why_else)
