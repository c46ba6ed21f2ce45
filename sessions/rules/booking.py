"""How a session gets its time, and loses it."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from contracts import rules as contract_rules
from contracts.models import Contract
from core.errors import DomainError, NotAllowed
from sessions.models import CoachingSession, TimesOffer
from sessions.policy import role_of
from sessions.queries import pending_reschedule
from sessions.rules.shared import (
    author,
    bookable,
    booked,
    can_be_paid,
    in_force,
    not_begun,
    not_now,
    other_side,
    party,
)

Status = CoachingSession.Status


def offer_times(session: CoachingSession, *, by: User) -> DomainError | None:
    """Either party, while nothing is booked and the contract is in force; a student who can pay."""
    return (
        party(session, by=by)
        or in_force(session.contract, subject=session)
        or bookable(session)
        or can_be_paid(session, by=by)
    )


def accept_time(
    offer: TimesOffer, *, by: User, now: datetime, starts_at: datetime
) -> DomainError | None:
    """The other side, while the offer waits and the start is to come."""
    return (
        other_side(offer, by=by, why_else=_("You offered these times; the other side chooses."))
        or _waiting(offer, now=now)
        or in_force(offer.session.contract, subject=offer.session)
        or can_be_paid(offer.session, by=by)
        or _offered_start(offer, starts_at, now=now)
    )


def decline_times(offer: TimesOffer, *, by: User, now: datetime) -> DomainError | None:
    """The other side, while the offer waits."""
    why_else = _("You offered these times; withdraw them instead.")
    return other_side(offer, by=by, why_else=why_else) or _waiting(offer, now=now)


def withdraw_times(offer: TimesOffer, *, by: User, now: datetime) -> DomainError | None:
    """Its author, while the offer waits."""
    why_else = _("Only the one who offered these times can withdraw them.")
    return author(offer, by=by, why_else=why_else) or _waiting(offer, now=now)


def schedule(session: CoachingSession, *, by: User) -> DomainError | None:
    """The student, while nothing is booked and the contract is in force."""
    if role_of(session.contract, by.pk) != "student":
        return NotAllowed(_("The student picks the time. You can offer times instead."))
    return (
        in_force(session.contract, subject=session)
        or bookable(session)
        or can_be_paid(session, by=by)
    )


def book_series(contract: Contract, *, by: User) -> DomainError | None:
    """Either party, while the contract is in force; each start by the rule of a single one besides."""
    return contract_rules.party(contract, by=by) or in_force(contract, subject=contract)


def confirm(session: CoachingSession, *, by: User, now: datetime) -> DomainError | None:
    """The coach, until the answer is due; a request for another time is answered first."""
    if role_of(session.contract, by.pk) != "coach":
        return NotAllowed(_("Only the coach confirms a session."))
    if session.status != Status.SCHEDULED or session.answer_by is None:
        return not_now(session, _("This session does not wait for a confirmation."))
    if now >= session.answer_by:
        return not_now(session, _("The time to confirm is over."))
    if pending_reschedule(session) is not None:
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


def _waiting(offer: TimesOffer, *, now: datetime) -> DomainError | None:
    if offer.status != TimesOffer.Status.OPEN:
        return not_now(offer.session, _("This offer is no longer open."))
    if now >= offer.expires_at:
        return not_now(offer.session, _("This offer has lapsed."))
    return None


def _offered_start(offer: TimesOffer, starts_at: datetime, *, now: datetime) -> DomainError | None:
    if starts_at not in offer.start_times:
        return not_now(offer.session, _("This time is not among the offered ones."))
    if starts_at <= now:
        return not_now(offer.session, _("This time has passed."))
    return None
