"""What several verbs ask."""

from datetime import datetime

from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from contracts import rules as contract_rules
from contracts.models import Contract, PaidThrough
from core.errors import DomainError, NotAllowed, NotPossibleNow
from sessions.models import AnyProposal, CoachingSession
from sessions.paying import has_card


def not_now(session: CoachingSession, why: str) -> NotPossibleNow:
    """The refusal for a state or a clock; it shows the session's fresh card."""
    return NotPossibleNow(why, subject=session)


def party(session: CoachingSession, *, by: User) -> DomainError | None:
    return contract_rules.party(session.contract, by=by)


def author(proposal: AnyProposal, *, by: User, why_else: str) -> DomainError | None:
    """The one who proposed the starts."""
    if refusal := party(proposal.session, by=by):
        return refusal
    return None if by.pk == proposal.author_id else NotAllowed(why_else)


def other_side(proposal: AnyProposal, *, by: User, why_else: str) -> DomainError | None:
    """The one to whom the starts are proposed."""
    if refusal := party(proposal.session, by=by):
        return refusal
    return None if by.pk != proposal.author_id else NotAllowed(why_else)


def in_force(contract: Contract, *, subject: Model) -> DomainError | None:
    """Agreeing on a time needs a contract in force; `subject` is whose fresh card the refusal shows."""
    if contract.status == Contract.Status.PAUSED:
        return NotPossibleNow(_("The contract is paused. Resume it first."), subject=subject)
    if contract.status != Contract.Status.ACTIVE:
        return NotPossibleNow(_("The contract is not active."), subject=subject)
    return None


def can_be_paid(session: CoachingSession, *, by: User) -> DomainError | None:
    """A student books what is paid through the platform only with a card to be charged."""
    contract = session.contract
    terms = contract.agreed_version or session.terms
    if terms.paid_through == PaidThrough.DIRECT or by.pk != contract.student_id:
        return None
    if _student_has_card(contract):
        return None
    return not_now(session, _("Save a card first: this session is paid through Skileez."))


def _student_has_card(contract: Contract) -> bool:
    """Asked once for all sessions that share their contract; an action reads its contract anew."""
    known: dict[str, bool] = contract.__dict__
    if "student_has_card" not in known:
        known["student_has_card"] = has_card(contract.student_id)
    return known["student_has_card"]


def bookable(session: CoachingSession) -> DomainError | None:
    if session.is_bookable:
        return None
    if session.status in CoachingSession.BLOCKING:
        return not_now(session, _("This session is booked already."))
    return not_now(session, _("This session is over."))


def booked(session: CoachingSession) -> DomainError | None:
    if session.status in CoachingSession.BLOCKING:
        return None
    return not_now(session, _("This session is not booked."))


def not_begun(session: CoachingSession, *, now: datetime) -> DomainError | None:
    if now < session.span[0]:
        return None
    return not_now(session, _("The session has started."))
