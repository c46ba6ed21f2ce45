"""The ends of a running contract. What becomes of its sessions is decided and done by the app above."""

from datetime import datetime, timedelta

from accounts.models import User
from contracts import rules
from contracts.actions.amendments import close_amendment
from contracts.actions.motions import close_motion
from contracts.actions.steps import end_contract, hold_contract
from contracts.commitments import commitments_of
from contracts.events import ContractCancelled, ContractCompleted, ContractEndWarned, event_fields
from contracts.models import Contract, ContractVersion, Motion
from contracts.period import local_day
from core.actions import check, checked_reason
from core.events import record
from core.transactions import action

WARNED_DAYS_BEFORE = (14, 3)


@action
def cancel_contract(
    contract: Contract, *, by: User, version: int, reason: str, now: datetime
) -> Contract:
    """End a running contract for good; its open amendment and motion become void. Either party may.

    Idempotent for the one who cancelled. Raises NotRunning, Stale, Invalid (a reason of 10–500 characters).
    """
    contract = hold_contract(contract, by=by)
    if contract.status == Contract.Status.CANCELLED and contract.ended_by_id == by.pk:
        return contract
    refusal = rules.cancel(contract, by=by)
    check(refusal, row=contract, version=version, subject=contract.agreed_version)
    reason = checked_reason(reason)
    _clear_table(contract, by=by, now=now)
    end_contract(contract, Contract.Status.CANCELLED, by=by, now=now, reason=reason)
    fields = event_fields(contract.in_force, by=by, now=now)
    record(ContractCancelled(**fields, reason=reason))
    return contract


@action
def complete_contract(contract: Contract, *, now: datetime) -> Contract:
    """Close a contract whose every credit is settled, which the caller has made sure of (the clock's verb).

    Does nothing to a contract that is not running.
    """
    contract = hold_contract(contract, by=None)
    if contract.status not in Contract.AGREED:
        return contract
    _clear_table(contract, by=None, now=now)
    end_contract(contract, Contract.Status.COMPLETED, by=None, now=now)
    fields = event_fields(contract.in_force, by=None, now=now)
    record(ContractCompleted(**fields, early=False))
    return contract


def _clear_table(contract: Contract, *, by: User | None, now: datetime) -> None:
    close_amendment(contract, ContractVersion.Status.VOID, by=by, now=now)
    close_motion(contract, Motion.Status.VOID, by=by, now=now)


@action
def warn_of_end(contract: Contract, *, now: datetime) -> Contract:
    """Tell both, 14 and 3 days before the end date, that credits without a time would be lost.

    Each warning is given once; does nothing when none is due (the clock's verb).
    """
    contract = hold_contract(contract, by=None)
    agreed, ends_on = contract.agreed_version, contract.ends_on
    if contract.status != Contract.Status.ACTIVE or agreed is None or ends_on is None:
        return contract
    days_left = (ends_on - local_day(now, agreed.timezone)).days
    due = min((d for d in WARNED_DAYS_BEFORE if 0 <= days_left <= d), default=None)
    if due is None or (contract.end_warned_days or due + 1) <= due:
        return contract
    unscheduled = commitments_of(contract).unscheduled
    contract.end_warned_days = due
    contract.save(update_fields=["end_warned_days"])
    if unscheduled:
        fields = event_fields(agreed, by=None, now=now)
        record(
            ContractEndWarned(
                **fields, days_left=days_left, ends_on=ends_on, unscheduled=unscheduled
            )
        )
    return contract


def first_warning_day(now: datetime) -> datetime:
    """Contracts that end after this instant's day, in any zone, need no warning yet."""
    return now + timedelta(days=max(WARNED_DAYS_BEFORE) + 1)
