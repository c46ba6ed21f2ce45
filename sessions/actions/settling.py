"""Cancelling a contract with all that it has agreed."""

from datetime import datetime

from accounts.models import User
from calendars.busy import lock_calendars
from contracts.actions import cancel_contract
from contracts.models import Contract
from core.events import record
from core.transactions import action, locked
from sessions.actions.attempts import end_attempt
from sessions.actions.availability import note_availability_elsewhere
from sessions.actions.steps import hold_sessions
from sessions.blocking import parties
from sessions.errors import SettlementChanged
from sessions.events import SessionCancelled, event_fields
from sessions.models import CoachingSession
from sessions.policy import side_of
from sessions.settlement import Line, settle


@action
def cancel_with_settlement(
    contract: Contract, *, by: User, version: int, reason: str, now: datetime, seen: str = ""
) -> Contract:
    """Cancel the contract and do to its sessions what the preview said. Either party may.

    `seen` is the preview's sign: a booking or a cut-off since then is shown before anything is done.
    Sessions that have started or are claimed run to their own end. Cancelling again changes nothing.
    Raises NotAllowed, NotRunning, Stale, Invalid, SettlementChanged.
    """
    lock_calendars(parties(contract))
    before = locked(Contract.objects.filter(pk=contract.pk)).get().status
    rows = hold_sessions(contract)
    cancelled = cancel_contract(contract, by=by, version=version, reason=reason, now=now)
    if before == Contract.Status.CANCELLED:
        return cancelled
    settlement = settle(cancelled, rows, role=side_of(contract, by), now=now)
    if seen and seen != settlement.sign:
        raise SettlementChanged
    for line in settlement.lines:
        if line.fate in ("freed", "late", "void"):
            _end(line, by=by, reason=cancelled.end_reason, now=now)
    return cancelled


def _end(line: Line, *, by: User, reason: str, now: datetime) -> None:
    row = line.session
    was_booked = row.status in CoachingSession.BLOCKING
    starts_at = row.scheduled_at
    end_attempt(
        row,
        line.status_after,
        now=now,
        by=by,
        reason=reason,
        owed=line.owed,
        credit_back=False,
    )
    if was_booked and starts_at is not None:
        note_availability_elsewhere(row, now=now)
        record(
            SessionCancelled(
                **event_fields(row, by=by, now=now),
                status=line.status_after,
                reason=reason,
                starts_at=starts_at,
                sequence=row.calendar_sequence,
                next_attempt_id=None,
            )
        )
