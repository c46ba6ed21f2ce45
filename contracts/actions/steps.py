"""The steps that every action on a contract is made of."""

from datetime import datetime, timedelta
from typing import TypedDict

from django.db.models import Max

from accounts.models import User
from contracts.errors import NotAParty, NothingOpen, OfferLapsed
from contracts.models import Contract, ContractVersion
from contracts.terms import TERM_NAMES, Terms
from core.errors import Stale
from core.transactions import locked


def lock_contract(contract: Contract, *, by: User | None) -> Contract:
    """The contract as it is now, locked until the commit; its version rows change only under this lock.

    `by` is None for the clock. Raises NotAParty.
    """
    rows = Contract.objects.select_related("open_version", "agreed_version")
    row = locked(rows).get(pk=contract.pk)
    if by is not None and by.pk not in (row.student_id, row.coach_id):
        raise NotAParty
    return row


def named_version(contract: Contract, number: int) -> ContractVersion:
    """The version that the person pressed on. Raises Stale for a number that never was."""
    version = contract.versions.select_related("based_on").filter(number=number).first()
    if version is None:
        raise Stale(subject=newest_version(contract))
    version.contract = contract
    return version


def newest_version(contract: Contract) -> ContractVersion | None:
    return contract.versions.order_by("number").last()


def refuse_unless_open(contract: Contract, version: ContractVersion, *, now: datetime) -> None:
    """Raise NothingOpen, Stale or OfferLapsed unless this very version can be answered now."""
    if contract.open_version_id is None:
        raise NothingOpen(subject=version)
    if contract.open_version_id != version.pk:
        raise Stale(subject=version)
    if now >= version.expires_at:
        raise OfferLapsed(subject=version)


def add_version(
    contract: Contract,
    *,
    kind: ContractVersion.Kind,
    terms: Terms,
    based_on: ContractVersion | None,
    by: User,
    now: datetime,
    valid_days: int,
) -> ContractVersion:
    """Put these terms on the table as the contract's next version and its open one."""
    last: int = contract.versions.aggregate(last=Max("number"))["last"] or 0
    version = ContractVersion.objects.create(
        contract=contract,
        number=last + 1,
        kind=kind,
        based_on=based_on,
        author=by,
        offered_at=now,
        expires_at=now + timedelta(days=valid_days),
        total_amount=terms.total,
        **{name: getattr(terms, name) for name in TERM_NAMES},
    )
    contract.open_version = version
    return version


def close_version(
    version: ContractVersion, status: ContractVersion.Status, *, now: datetime, reason: str = ""
) -> None:
    """Note that a version was answered; its terms stay as they were written."""
    version.status = status
    version.decided_at = now
    version.decline_reason = reason
    version.save(update_fields=["status", "decided_at", "decline_reason"])


def save_change(contract: Contract) -> None:
    """Save the contract with its next version number."""
    contract.version += 1
    contract.save()


class Facts(TypedDict):
    """What every event of a contract holds."""

    at: datetime
    actor_id: int | None
    contract_id: int
    student_id: int
    coach_id: int
    proposal_id: int
    version_id: int
    version_number: int


def facts(contract: Contract, version: ContractVersion, *, by: User | None, now: datetime) -> Facts:
    return Facts(
        at=now,
        actor_id=None if by is None else by.pk,
        contract_id=contract.pk,
        student_id=contract.student_id,
        coach_id=contract.coach_id,
        proposal_id=contract.proposal_id,
        version_id=version.pk,
        version_number=version.number,
    )
