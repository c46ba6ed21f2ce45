"""Pausing a contract, or ending it early: one side asks, the other agrees or not."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from contracts.actions.amendments import close_amendment
from contracts.actions.steps import (
    end_agreed,
    facts,
    given_reason,
    lock_contract,
    refuse_stale,
    running_version,
    save_change,
)
from contracts.errors import (
    NothingOpen,
    NotPaused,
    NotYourTerms,
    NotYourTurn,
    OfferLapsed,
)
from contracts.events import (
    CompletionProposed,
    ContractCompleted,
    ContractPaused,
    ContractResumed,
    MotionClosed,
    PauseProposed,
)
from contracts.models import Contract, ContractVersion, Motion
from contracts.period import local_day
from contracts.rules import completion_refusal, motion_refusal, pause_refusal, refuse
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
    contract = lock_contract(contract, by=by)
    if _own_open_motion(contract, Motion.Kind.PAUSE, by=by):
        return contract
    agreed = ready_for_a_motion(contract, version)
    refuse(pause_refusal(contract))
    motion = _ask(contract, Motion.Kind.PAUSE, by=by, now=now, reason=reason)
    record(PauseProposed(**facts(contract, agreed, by=by, now=now), **_asked(motion)))
    return contract


@action
def propose_completion(
    contract: Contract, *, by: User, version: int, now: datetime, reason: str = ""
) -> Contract:
    """Ask the other party to end the contract now; its unscheduled credits would become void.

    Nothing may be booked or await its outcome; `reason` may be empty or 10 to 500 characters.
    Idempotent. Raises NotRunning, AlreadyOpen, Stale, StillBooked, StillUnsettled, Invalid.
    """
    contract = lock_contract(contract, by=by)
    if _own_open_motion(contract, Motion.Kind.COMPLETION, by=by):
        return contract
    agreed = ready_for_a_motion(contract, version)
    refuse(completion_refusal(contract))
    motion = _ask(contract, Motion.Kind.COMPLETION, by=by, now=now, reason=reason)
    record(CompletionProposed(**facts(contract, agreed, by=by, now=now), **_asked(motion)))
    return contract


def open_motion(contract: Contract) -> Motion | None:
    return contract.motions.filter(status=State.OPEN).first()


def _own_open_motion(contract: Contract, kind: Motion.Kind, *, by: User) -> bool:
    return contract.motions.filter(status=State.OPEN, kind=kind, author=by).exists()


def ready_for_a_motion(contract: Contract, version: int) -> ContractVersion:
    """The terms in force. Raises NotRunning, AlreadyOpen or Stale when nothing can be asked now."""
    agreed = running_version(contract)
    refuse(motion_refusal(contract, open_motion=open_motion(contract)))
    refuse_stale(contract, version, subject=agreed)
    return agreed


def _ask(contract: Contract, kind: Motion.Kind, *, by: User, now: datetime, reason: str) -> Motion:
    motion = Motion.objects.create(
        contract=contract,
        kind=kind,
        author=by,
        reason=given_reason(reason),
        asked_at=now,
        expires_at=now + ANSWER_WITHIN,
    )
    save_change(contract)
    return motion


def _asked(motion: Motion) -> dict[str, Any]:
    return {"motion_id": motion.pk, "reason": motion.reason}


@action
def accept_pause(contract: Contract, *, by: User, version: int, now: datetime) -> Contract:
    """Agree to the pause the other party asked for: no booking until either resumes, 30 days at most.

    Idempotent. Raises NothingOpen, NotYourTurn, Stale, OfferLapsed, NoPausesLeft, StillBooked.
    """
    contract = lock_contract(contract, by=by)
    if contract.status == Contract.Status.PAUSED and _agreed_by(contract, Motion.Kind.PAUSE, by):
        return contract
    motion = _motion_before(contract, Motion.Kind.PAUSE, by=by, version=version, now=now)
    agreed = running_version(contract)
    refuse(pause_refusal(contract))
    _close(motion, State.ACCEPTED, now=now)
    contract.status = Contract.Status.PAUSED
    save_change(contract)
    record(ContractPaused(**facts(contract, agreed, by=by, now=now), motion_id=motion.pk))
    return contract


@action
def accept_completion(contract: Contract, *, by: User, version: int, now: datetime) -> Contract:
    """Agree to the early end the other party asked for. The unscheduled credits become void above.

    Idempotent. Raises NothingOpen, NotYourTurn, Stale, OfferLapsed, StillBooked, StillUnsettled.
    """
    contract = lock_contract(contract, by=by)
    ended = contract.status == Contract.Status.COMPLETED
    if ended and _agreed_by(contract, Motion.Kind.COMPLETION, by):
        return contract
    motion = _motion_before(contract, Motion.Kind.COMPLETION, by=by, version=version, now=now)
    agreed = running_version(contract)
    refuse(completion_refusal(contract))
    _close(motion, State.ACCEPTED, now=now)
    close_amendment(contract, ContractVersion.Status.VOID, by=by, now=now)
    end_agreed(contract, Contract.Status.COMPLETED, by=by, now=now)
    record(ContractCompleted(**facts(contract, agreed, by=by, now=now), early=True))
    return contract


def _agreed_by(contract: Contract, kind: Motion.Kind, by: User) -> bool:
    """Whether the newest motion of that kind is one that this person agreed to."""
    newest = contract.motions.filter(kind=kind).order_by("id").last()
    return newest is not None and newest.status == State.ACCEPTED and newest.author_id != by.pk


def _motion_before(
    contract: Contract, kind: Motion.Kind | None, *, by: User, version: int, now: datetime
) -> Motion:
    """The open motion (of that kind) that waits for this person's answer."""
    motion = open_motion(contract)
    agreed = contract.agreed_version
    if motion is None or (kind is not None and motion.kind != kind):
        raise NothingOpen(subject=agreed)
    if motion.author_id == by.pk:
        raise NotYourTurn(subject=agreed)
    refuse_stale(contract, version, subject=agreed)
    if now >= motion.expires_at:
        raise OfferLapsed(subject=agreed)
    return motion


def _close(motion: Motion, status: Motion.Status, *, now: datetime) -> None:
    motion.status = status
    motion.decided_at = now
    motion.save(update_fields=["status", "decided_at"])


@action
def decline_motion(contract: Contract, *, by: User, version: int, now: datetime) -> Contract:
    """Say no to the pause or early end that the other party asked for. Idempotent.

    Raises NothingOpen, NotYourTurn, Stale, OfferLapsed.
    """
    contract = lock_contract(contract, by=by)
    newest = contract.motions.order_by("id").last()
    if newest is not None and newest.status == State.DECLINED and newest.author_id != by.pk:
        return contract
    _motion_before(contract, None, by=by, version=version, now=now)
    close_motion(contract, State.DECLINED, by=by, now=now)
    return contract


@action
def withdraw_motion(contract: Contract, *, by: User, version: int, now: datetime) -> Contract:
    """Take back the pause or early end that one asked for oneself. Idempotent.

    Raises NothingOpen, NotYourTerms, Stale.
    """
    contract = lock_contract(contract, by=by)
    newest = contract.motions.order_by("id").last()
    if newest is not None and newest.status == State.WITHDRAWN and newest.author_id == by.pk:
        return contract
    motion = open_motion(contract)
    if motion is None:
        raise NothingOpen(subject=contract.agreed_version)
    if motion.author_id != by.pk:
        raise NotYourTerms(subject=contract.agreed_version)
    refuse_stale(contract, version, subject=contract.agreed_version)
    close_motion(contract, State.WITHDRAWN, by=by, now=now)
    return contract


@action
def lapse_motion(contract: Contract, *, now: datetime) -> Contract:
    """Close a motion that nobody answered in time. Does nothing otherwise (the clock's verb)."""
    contract = lock_contract(contract, by=None)
    motion = open_motion(contract)
    if motion is not None and now >= motion.expires_at:
        close_motion(contract, State.LAPSED, by=None, now=now)
    return contract


def close_motion(
    contract: Contract, outcome: Motion.Status, *, by: User | None, now: datetime
) -> None:
    """Take the open motion of a locked contract off the table, if there is one."""
    motion = open_motion(contract)
    if motion is None or contract.agreed_version is None:
        return
    _close(motion, outcome, now=now)
    save_change(contract)
    record(
        MotionClosed(
            **facts(contract, contract.agreed_version, by=by, now=now),
            motion_id=motion.pk,
            kind=motion.kind,
            outcome=outcome.value,
        )
    )


@action
def resume_contract(contract: Contract, *, by: User, version: int, now: datetime) -> Contract:
    """End the pause; either party may. The end date moves by the days of the pause.

    Idempotent for the one who resumed. Raises NotPaused, Stale.
    """
    contract = lock_contract(contract, by=by)
    pause = _last_pause(contract)
    if contract.status == Contract.Status.ACTIVE and pause and pause.resumed_by_id == by.pk:
        return contract
    if contract.status != Contract.Status.PAUSED or pause is None:
        raise NotPaused(subject=contract.agreed_version)
    refuse_stale(contract, version, subject=contract.agreed_version)
    _resume(contract, pause, by=by, now=now)
    return contract


@action
def resume_after_longest_pause(contract: Contract, *, now: datetime) -> Contract:
    """End a pause that has lasted 30 days. Does nothing otherwise (the clock's verb)."""
    contract = lock_contract(contract, by=None)
    pause = _last_pause(contract)
    if contract.status != Contract.Status.PAUSED or pause is None or pause.decided_at is None:
        return contract
    if now >= pause.decided_at + LONGEST_PAUSE:
        _resume(contract, pause, by=None, now=now)
    return contract


def _last_pause(contract: Contract) -> Motion | None:
    pauses = contract.motions.filter(kind=Motion.Kind.PAUSE, status=State.ACCEPTED)
    return pauses.order_by("id").last()


def _resume(contract: Contract, pause: Motion, *, by: User | None, now: datetime) -> None:
    agreed = running_version(contract)
    paused_at, ends_on = pause.decided_at or now, contract.ends_on or agreed.end_date
    days = local_day(now, agreed.timezone) - local_day(paused_at, agreed.timezone)
    contract.status = Contract.Status.ACTIVE
    contract.ends_on = ends_on + days
    if days:
        contract.end_warned_days = None
    pause.resumed_at, pause.resumed_by = now, by
    pause.save(update_fields=["resumed_at", "resumed_by"])
    save_change(contract)
    record(
        ContractResumed(
            **facts(contract, agreed, by=by, now=now),
            motion_id=pause.pk,
            ends_on=contract.ends_on,
        )
    )
