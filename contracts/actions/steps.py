"""The steps that every action on a contract is made of."""

from datetime import datetime, timedelta
from typing import TypedDict

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.errors import NotAParty, NothingOpen, NotRunning, OfferLapsed
from contracts.models import Contract, ContractVersion
from contracts.terms import TERM_NAMES, VALID_DAYS, Terms
from core.errors import Invalid, Stale
from core.transactions import locked

REASON_LENGTHS = range(10, 501)


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


def refuse_stale(contract: Contract, version: int, *, subject: ContractVersion | None) -> None:
    """Raise Stale unless the press was drawn from the contract as it is now."""
    if contract.version != version:
        raise Stale(subject=subject)


def running_version(contract: Contract) -> ContractVersion:
    """The terms in force. Raises NotRunning unless the contract is active or paused."""
    agreed = contract.agreed_version
    if contract.status not in Contract.AGREED or agreed is None:
        raise NotRunning(subject=agreed or newest_version(contract))
    return agreed


def check_valid_days(valid_days: int) -> None:
    if valid_days not in VALID_DAYS:
        raise Invalid(fields={"valid_days": [_("Between 1 and 14 days.")]})


def needed_reason(reason: str) -> str:
    """The reason as it is kept. Raises Invalid unless it has 10 to 500 characters."""
    reason = reason.strip()
    if len(reason) not in REASON_LENGTHS:
        raise Invalid(fields={"reason": [_("Say why in 10 to 500 characters.")]})
    return reason


def given_reason(reason: str) -> str:
    """The same where nobody has to say why: empty, or of that length."""
    reason = reason.strip()
    if reason and len(reason) not in REASON_LENGTHS:
        text = _("Say why in 10 to 500 characters, or leave it empty.")
        raise Invalid(fields={"reason": [text]})
    return reason


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
        ends_on_before=contract.ends_on,
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


def end_agreed(
    contract: Contract,
    status: Contract.Status,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
) -> None:
    """Note that a running contract is over."""
    contract.status = status
    contract.ended_at, contract.ended_by, contract.end_reason = now, by, reason
    save_change(contract)


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
