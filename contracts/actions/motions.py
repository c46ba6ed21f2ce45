"""Pausing a contract, or ending it early: one side asks, the other agrees or not."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from accounts.models import User
from contracts import rules
from contracts.actions.amendments import close_amendment
from contracts.actions.steps import end_contract, hold_contract
from contracts.events import (
    CompletionProposed,
    ContractCompleted,
    ContractPaused,
    ContractResumed,
    MotionClosed,
    PauseProposed,
    event_fields,
)
from contracts.models import Contract, ContractVersion, Motion
from contracts.period import local_day
from core.actions import check, checked_reason, save_next_version
from core.events import record
from core.transactions import action

ANSWER_WITHIN = timedelta(days=7)
LONGEST_PAUSE = timedelta(days=30)

State = Motion.Status


@action
def propose_pause(
    contract: Contract, *, by: User, version: int, now: datetime, reason: str = ""
) -> Contract:
    """Ask the other party to pause; nothing may be offered or booked. The answer is awaited for 7 days.

    `reason` may be empty or 10 to 500 characters. Idempotent.
    Raises NotRunning, AlreadyOpen, Stale, NoPausesLeft, StillBooked, Invalid.
    """
    contract = hold_contract(contract, by=by)
    if _own_open_motion(contract, Motion.Kind.PAUSE, by=by):
        return contract
    refusal = rules.propose_pause(contract, by=by)
    check(refusal, row=contract, version=version, subject=contract.agreed_version)
    motion = _ask(contract, Motion.Kind.PAUSE, by=by, now=now, reason=reason)
    fields = event_fields(contract.in_force, by=by, now=now)
    record(PauseProposed(**fields, motion_id=motion.pk, reason=motion.reason))
    return contract


@action
def propose_completion(
    contract: Contract, *, by: User, version: int, now: datetime, reason: str = ""
) -> Contract:
    """Ask the other party to end the contract now; its unscheduled credits would become void.

    Nothing may be booked or await its outcome; `reason` may be empty or 10 to 500 characters.
    Idempotent. Raises NotRunning, AlreadyOpen, Stale, StillBooked, StillUnsettled, Invalid.
    """
    contract = hold_contract(contract, by=by)
    if _own_open_motion(contract, Motion.Kind.COMPLETION, by=by):
        return contract
    refusal = rules.propose_completion(contract, by=by)
    check(refusal, row=contract, version=version, subject=contract.agreed_version)
    motion = _ask(contract, Motion.Kind.COMPLETION, by=by, now=now, reason=reason)
    fields = event_fields(contract.in_force, by=by, now=now)
    record(CompletionProposed(**fields, motion_id=motion.pk, reason=motion.reason))
    return contract


def _own_open_motion(contract: Contract, kind: Motion.Kind, *, by: User) -> bool:
    return contract.motions.filter(status=State.OPEN, kind=kind, author=by).exists()


def _ask(contract: Contract, kind: Motion.Kind, *, by: User, now: datetime, reason: str) -> Motion:
    motion = Motion.objects.create(
        contract=contract,
        kind=kind,
        author=by,
        reason=checked_reason(reason, optional=True),
        asked_at=now,
        expires_at=now + ANSWER_WITHIN,
    )
    save_next_version(contract)
    return motion


@action
def accept_pause(contract: Contract, *, by: User, version: int, now: datetime) -> Contract:
    """Agree to the pause the other party asked for: no booking until either resumes, 30 days at most.

    Idempotent. Raises NothingOpen, NotYourTurn, Stale, OfferLapsed, NoPausesLeft, StillBooked.
    """
    contract = hold_contract(contract, by=by)
    if contract.status == Contract.Status.PAUSED and _agreed_by(contract, Motion.Kind.PAUSE, by):
        return contract
    refusal = rules.accept_pause(contract, by=by, now=now)
    check(refusal, row=contract, version=version, subject=contract.agreed_version)
    motion = _decide(contract, State.ACCEPTED, now=now)
    contract.status = Contract.Status.PAUSED
    save_next_version(contract)
    fields = event_fields(contract.in_force, by=by, now=now)
    record(ContractPaused(**fields, motion_id=motion.pk))
    return contract


@action
def accept_completion(contract: Contract, *, by: User, version: int, now: datetime) -> Contract:
    """Agree to the early end the other party asked for. The unscheduled credits become void above.

    Idempotent. Raises NothingOpen, NotYourTurn, Stale, OfferLapsed, StillBooked, StillUnsettled.
    """
    contract = hold_contract(contract, by=by)
    ended = contract.status == Contract.Status.COMPLETED
    if ended and _agreed_by(contract, Motion.Kind.COMPLETION, by):
        return contract
    refusal = rules.accept_completion(contract, by=by, now=now)
    check(refusal, row=contract, version=version, subject=contract.agreed_version)
    _decide(contract, State.ACCEPTED, now=now)
    close_amendment(contract, ContractVersion.Status.VOID, by=by, now=now)
    end_contract(contract, Contract.Status.COMPLETED, by=by, now=now)
    fields = event_fields(contract.in_force, by=by, now=now)
    record(ContractCompleted(**fields, early=True))
    return contract


def _agreed_by(contract: Contract, kind: Motion.Kind, by: User) -> bool:
    """Whether the newest motion of that kind is one that this person agreed to."""
    newest = contract.motions.filter(kind=kind).order_by("id").last()
    return newest is not None and newest.status == State.ACCEPTED and newest.author_id != by.pk


def _decide(contract: Contract, status: Motion.Status, *, now: datetime) -> Motion:
    """Note what came of the open motion. Raises DoesNotExist without one."""
    motion = contract.motions.get(status=State.OPEN)
    motion.status = status
    motion.decided_at = now
    motion.save(update_fields=["status", "decided_at"])
    return motion


@action
def decline_motion(contract: Contract, *, by: User, version: int, now: datetime) -> Contract:
    """Say no to the pause or early end that the other party asked for. Idempotent.

    Raises NothingOpen, NotYourTurn, Stale, OfferLapsed.
    """
    contract = hold_contract(contract, by=by)
    newest = contract.motions.order_by("id").last()
    if newest is not None and newest.status == State.DECLINED and newest.author_id != by.pk:
        return contract
    refusal = rules.decline_motion(contract, by=by, now=now)
    check(refusal, row=contract, version=version, subject=contract.agreed_version)
    close_motion(contract, State.DECLINED, by=by, now=now)
    return contract


@action
def withdraw_motion(contract: Contract, *, by: User, version: int, now: datetime) -> Contract:
    """Take back the pause or early end that one asked for oneself. Idempotent.

    Raises NothingOpen, NotYourTerms, Stale.
    """
    contract = hold_contract(contract, by=by)
    newest = contract.motions.order_by("id").last()
    if newest is not None and newest.status == State.WITHDRAWN and newest.author_id == by.pk:
        return contract
    refusal = rules.withdraw_motion(contract, by=by)
    check(refusal, row=contract, version=version, subject=contract.agreed_version)
    close_motion(contract, State.WITHDRAWN, by=by, now=now)
    return contract


@action
def lapse_motion(contract: Contract, *, now: datetime) -> Contract:
    """Close a motion that nobody answered in time. Does nothing otherwise (the clock's verb)."""
    contract = hold_contract(contract, by=None)
    motion = contract.open_motion()
    if motion is not None and now >= motion.expires_at:
        close_motion(contract, State.LAPSED, by=None, now=now)
    return contract


def close_motion(
    contract: Contract, outcome: Motion.Status, *, by: User | None, now: datetime
) -> None:
    """Take the open motion of a locked contract off the table, if there is one."""
    if contract.open_motion() is None:
        return
    motion = _decide(contract, outcome, now=now)
    save_next_version(contract)
    fields = event_fields(contract.in_force, by=by, now=now)
    record(MotionClosed(**fields, motion_id=motion.pk, kind=motion.kind, outcome=outcome.value))


@action
def resume_contract(contract: Contract, *, by: User, version: int, now: datetime) -> Contract:
    """End the pause; either party may. The end date moves by the days of the pause.

    Idempotent for the one who resumed. Raises NotPaused, Stale.
    """
    contract = hold_contract(contract, by=by)
    last = _pauses(contract).last()
    if contract.status == Contract.Status.ACTIVE and last and last.resumed_by_id == by.pk:
        return contract
    refusal = rules.resume(contract, by=by)
    check(refusal, row=contract, version=version, subject=contract.agreed_version)
    _resume(contract, by=by, now=now)
    return contract


@action
def resume_after_longest_pause(contract: Contract, *, now: datetime) -> Contract:
    """End a pause that has lasted 30 days. Does nothing otherwise (the clock's verb)."""
    contract = hold_contract(contract, by=None)
    overdue = _pauses(contract).filter(resumed_at=None, decided_at__lte=now - LONGEST_PAUSE)
    if contract.status == Contract.Status.PAUSED and overdue.exists():
        _resume(contract, by=None, now=now)
    return contract


def _pauses(contract: Contract) -> QuerySet[Motion]:
    """Those that both agreed on, oldest first."""
    return contract.motions.filter(kind=Motion.Kind.PAUSE, status=State.ACCEPTED).order_by("id")


def _resume(contract: Contract, *, by: User | None, now: datetime) -> None:
    pause, agreed = _pauses(contract).latest("id"), contract.in_force
    paused_at, ends_on = pause.decided_at or now, contract.ends_on or agreed.end_date
    days = local_day(now, agreed.timezone) - local_day(paused_at, agreed.timezone)
    contract.status = Contract.Status.ACTIVE
    contract.ends_on = ends_on + days
    if days:
        contract.end_warned_days = None
    pause.resumed_at, pause.resumed_by = now, by
    pause.save(update_fields=["resumed_at", "resumed_by"])
    save_next_version(contract)
    fields = event_fields(agreed, by=by, now=now)
    record(ContractResumed(**fields, motion_id=pause.pk, ends_on=contract.ends_on))
