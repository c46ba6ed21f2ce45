"""The steps that every action on a contract is made of."""

from datetime import datetime, timedelta

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from contracts import rules
from contracts.models import Contract, ContractVersion
from contracts.queries import with_own_versions
from contracts.terms import TERM_NAMES, VALID_DAYS, Terms
from core.actions import check, save_next_version
from core.errors import Invalid, Stale
from core.transactions import locked
from marketplace.actions.rows import hold_request


def hold_contract(contract: Contract, *, by: User | None) -> Contract:
    """The contract as it is now, locked until the commit; its version rows change only under this lock.

    `by` is None for the clock. Raises NotAParty.
    """
    rows = Contract.objects.select_related("open_version", "agreed_version")
    row = with_own_versions(locked(rows).get(pk=contract.pk))
    if by is not None:
        check(rules.party(row, by=by))
    return row


def hold_offered(contract: Contract, *, by: User) -> Contract:
    """The contract as `hold_contract` gives it, behind its learning request, which is locked first.

    For an answer that something new comes of: staff who freeze the request wait for it, or it for them.
    """
    request = hold_request(contract.proposal.request_id)
    row = hold_contract(contract, by=by)
    row.proposal.request = request
    return row


def named_version(contract: Contract, number: int) -> ContractVersion:
    """The version that the person pressed on. Raises Stale for a number that never was."""
    version = contract.versions.select_related("based_on").filter(number=number).first()
    if version is None:
        raise Stale(subject=contract.newest_version())
    return version


def check_valid_days(valid_days: int) -> None:
    """Raise Invalid unless an answer may be awaited for so many days."""
    if valid_days not in VALID_DAYS:
        raise Invalid(fields={"valid_days": [_("Between 1 and 14 days.")]})


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


def end_contract(
    contract: Contract,
    status: Contract.Status,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
) -> None:
    """Note that a contract is over, with no version that waits for an answer."""
    contract.status = status
    contract.open_version = None
    contract.ended_at, contract.ended_by, contract.end_reason = now, by, reason
    save_next_version(contract)
