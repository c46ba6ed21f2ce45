"""How an attempt to hold a credit ends, and how the next one begins."""

from datetime import datetime
from decimal import Decimal

from accounts.models import User
from contracts.models import Contract
from core.actions import save_next_version
from sessions.actions.proposals import close_open_offer, void_pending_reschedule
from sessions.blocking import release
from sessions.models import CoachingSession, TimesOffer


def end_attempt(
    row: CoachingSession,
    status: str,
    *,
    now: datetime,
    by: User | None,
    reason: str = "",
    owed: Decimal = Decimal(0),
    credit_back: bool,
) -> CoachingSession | None:
    """Close this attempt, free both calendars, and open the next one when the credit comes back.

    Returns the fresh row. A credit comes back only while its contract lives.
    """
    if row.status in CoachingSession.BLOCKING:
        row.sequence += 1
    release(row)
    close_open_offer(row, TimesOffer.Status.SUPERSEDED, now=now)
    void_pending_reschedule(row, by=by, now=now)
    row.status = status
    row.owed_amount = owed
    row.ended_by, row.ended_at, row.end_reason = by, now, reason
    row.answer_by = None
    save_next_version(row)
    return open_next_attempt(row) if credit_back else None


def open_next_attempt(row: CoachingSession) -> CoachingSession | None:
    """The credit's next attempt, under the terms in force; None when the contract is over."""
    contract = row.contract
    if contract.status not in Contract.AGREED:
        return None
    terms = contract.agreed_version
    assert terms is not None
    return CoachingSession.objects.create(
        contract=contract,
        number=row.number,
        attempt=row.attempt + 1,
        terms=terms,
        duration_minutes=terms.duration_minutes,
        timezone=terms.timezone,
    )
