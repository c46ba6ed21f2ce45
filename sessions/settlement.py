"""What becomes of a contract's sessions when the contract ends or its terms change.

One function, `settle`, says what a cancel would do to each session; the preview shows its answer and the
cancel carries it out.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import count, islice
from typing import Literal

from accounts.models import User
from calendars.busy import lock_calendars
from contracts import rules as contract_rules
from contracts.actions import cancel_contract, complete_contract
from contracts.commitments import Commitments
from contracts.models import Contract
from core.actions import check, save_next_version
from core.events import record
from core.transactions import action, locked
from marketplace.prices import Split, split
from sessions.actions.attempts import end_attempt
from sessions.actions.availability import note_availability_elsewhere
from sessions.actions.offering import withdraw_open_times
from sessions.blocking import parties
from sessions.errors import SettlementChanged
from sessions.events import SessionCancelled, SessionUnused, event_fields
from sessions.models import CoachingSession, NoShowClaim
from sessions.policy import Role, policy_for, side_of
from sessions.queries import is_completed, latest_attempts
from sessions.scheduling import contract_span

Status = CoachingSession.Status
Fate = Literal["kept", "runs_on", "freed", "late", "void"]
NOTHING = Decimal("0.00")
USED = (Status.COMPLETED, Status.CANCELLED_LATE, Status.NO_SHOW_STUDENT, Status.RESOLVED)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One session and what a cancel does to it. `owed` is what the student owes for it in the end.

    `fate`: kept (it is over already), runs_on (started, claimed or disputed: ends by its own rules),
    freed (booked, given up at no cost), late (booked, inside its cut-off), void (never booked).
    """

    session: CoachingSession
    fate: Fate
    status_after: str
    owed: Decimal


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What cancelling a contract at one instant would do, session by session and in sum."""

    lines: tuple[Line, ...]
    currency: str

    @property
    def sign(self) -> str:
        """Alike only for previews that say the same; a press brings it along."""
        said = [f"{line.session.pk} {line.fate} {line.owed}" for line in self.lines]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]

    def count(self, *fates: Fate) -> int:
        return sum(line.fate in fates for line in self.lines)

    @property
    def completed(self) -> int:
        return sum(is_completed(line.session) for line in self.lines)

    @property
    def used(self) -> int:
        """Credits that were held, or count as held. Void and unused ones are not among them."""
        return sum(line.session.status in USED for line in self.lines)

    @property
    def running(self) -> int:
        return self.count("runs_on")

    @property
    def late(self) -> int:
        return self.count("late")

    @property
    def freed(self) -> int:
        return self.count("freed", "void")

    @property
    def owed(self) -> Split:
        """What the student owes in all, with the platform's fee and the coach's part of it.

        Each session is divided and rounded by itself, as the coach's earnings count it.
        """
        parts = [split(line.owed) for line in self.lines]
        return Split(
            amount=sum((part.amount for part in parts), NOTHING),
            fee=sum((part.fee for part in parts), NOTHING),
            coach_share=sum((part.coach_share for part in parts), NOTHING),
        )

    @property
    def never_charged(self) -> Decimal:
        """The price of what is given up."""
        return sum(
            (
                line.session.terms.price_per_session - line.owed
                for line in self.lines
                if line.fate in ("freed", "void", "late")
            ),
            NOTHING,
        )


def settle(
    contract: Contract, rows: Iterable[CoachingSession], *, role: Role, now: datetime
) -> Settlement:
    """What a cancel of the contract by this side would do to these sessions at `now`."""
    lines = []
    for row in latest_attempts(rows):
        row.contract = contract
        lines.append(_line(row, role, now=now))
    return Settlement(lines=tuple(lines), currency=contract.currency)


def _line(row: CoachingSession, role: Role, *, now: datetime) -> Line:
    if row.is_ended:
        return Line(
            session=row, fate="kept", status_after=row.status, owed=row.owed_amount or NOTHING
        )
    if row.is_bookable:
        return Line(session=row, fate="void", status_after=Status.VOID, owed=NOTHING)
    if _runs_on(row, now=now):
        return Line(session=row, fate="runs_on", status_after=row.status, owed=NOTHING)
    outcome = policy_for(row).cancel_outcome(role, now=now)
    late = outcome.status in (Status.CANCELLED_LATE, Status.CANCELLED_BY_COACH)
    return Line(
        session=row,
        fate="late" if late else "freed",
        status_after=outcome.status if late else Status.VOID,
        owed=outcome.owed,
    )


def _runs_on(row: CoachingSession, *, now: datetime) -> bool:
    """Whether it started, or somebody claims something about it: a cancel no longer touches it."""
    if row.status not in CoachingSession.BLOCKING:
        return True
    claimed = row.no_show_claims.filter(status=NoShowClaim.Status.OPEN).exists()
    return now >= row.span[0] or claimed


def preview(contract: Contract, *, by: User, now: datetime) -> Settlement:
    """What pressing cancel now would do. Raises NotAllowed for a stranger, NotPossibleNow when over."""
    check(contract_rules.cancel(contract, by=by))
    rows = contract.sessions.select_related("terms")
    return settle(contract, rows, role=side_of(contract, by), now=now)


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
    rows = _locked_rows(contract)
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


def _end(line: Line, *, by: User | None, reason: str, now: datetime) -> None:
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


# --- what contracts ask, and what they tell ----------------------------------------------------


def commitments(contract: Contract) -> Commitments:
    """What the contract's sessions bind already, for the rules of amending, pausing and ending it."""
    latest = latest_attempts(contract.sessions.all())
    booked = [row for row in latest if row.status in CoachingSession.BLOCKING]
    undecided = (Status.AWAITING_OUTCOME, Status.DISPUTED)
    return Commitments(
        spent=sum(row.status in (*USED, *CoachingSession.BLOCKING, *undecided) for row in latest),
        unscheduled=sum(row.is_bookable for row in latest),
        completed=sum(is_completed(row) for row in latest),
        booked=any(row.status == Status.OFFERED for row in latest) or bool(booked),
        unsettled=any(row.status in undecided for row in latest),
        last_booked_end=max((row.span[1] for row in booked), default=None),
    )


@action
def void_unscheduled(contract: Contract, *, by: User | None, now: datetime) -> None:
    """After an early end by agreement: what was never booked is void."""
    for row in _locked_rows(contract):
        if row.is_bookable:
            row.contract = contract
            line = Line(session=row, fate="void", status_after=Status.VOID, owed=NOTHING)
            _end(line, by=by, reason="", now=now)


@action
def fit_to_terms(contract: Contract, *, by: User | None, now: datetime) -> None:
    """After an amendment: unbooked credits take the new terms, and their number becomes the agreed one.

    Open offers of times are withdrawn; surplus credits are void from the highest number down.
    """
    terms = contract.agreed_version
    if terms is None:
        raise ValueError("an amended contract has agreed terms")
    latest = latest_attempts(_locked_rows(contract))
    live = [row for row in latest if row.status not in (Status.VOID, Status.UNUSED)]
    surplus = max(len(live) - terms.session_count, 0)
    for row in reversed(live):
        row.contract = contract
        if not row.is_bookable:
            continue
        if surplus:
            line = Line(session=row, fate="void", status_after=Status.VOID, owed=NOTHING)
            _end(line, by=by, reason="", now=now)
            surplus -= 1
        else:
            withdraw_open_times(row, by=by, now=now)
            row.terms, row.duration_minutes = terms, terms.duration_minutes
            row.timezone = terms.timezone
            save_next_version(row)
    _add_missing(contract, latest, live)


def _add_missing(
    contract: Contract, latest: Iterable[CoachingSession], live: Iterable[CoachingSession]
) -> None:
    """Credits up to the agreed count, the lowest free numbers first; a void number takes its next attempt."""
    terms = contract.agreed_version
    if terms is None:
        raise ValueError("an amended contract has agreed terms")
    taken = {row.number for row in live}
    attempts = {row.number: row.attempt for row in latest}
    free = (number for number in count(1) if number not in taken)
    CoachingSession.objects.bulk_create(
        CoachingSession(
            contract=contract,
            number=number,
            attempt=attempts.get(number, 0) + 1,
            terms=terms,
            duration_minutes=terms.duration_minutes,
            timezone=terms.timezone,
        )
        for number in islice(free, max(terms.session_count - len(taken), 0))
    )


# --- the clock ----------------------------------------------------------------------------------


@action
def close_after_the_end(contract: Contract, *, now: datetime) -> Contract:
    """After the end date what was not booked is unused; once all is settled the contract is complete.

    Complete means: every credit is over and the last window to contest is closed. Does nothing before,
    or twice.
    """
    row = locked(Contract.objects.filter(pk=contract.pk)).get()
    if row.status != Contract.Status.ACTIVE:
        return row
    latest = latest_attempts(_locked_rows(row))
    if now >= contract_span(row)[1]:
        for session in latest:
            if session.is_bookable:
                session.contract = row
                _mark_unused(session, now=now)
    settled = all(s.is_ended and (s.final_at is None or s.final_at <= now) for s in latest)
    return complete_contract(row, now=now) if settled and latest else row


def _mark_unused(row: CoachingSession, *, now: datetime) -> None:
    end_attempt(row, Status.UNUSED, now=now, by=None, credit_back=False)
    record(SessionUnused(**event_fields(row, by=None, now=now)))


def _locked_rows(contract: Contract) -> list[CoachingSession]:
    rows = CoachingSession.objects.filter(contract=contract).order_by("id")
    return list(locked(rows.select_related("terms")))
