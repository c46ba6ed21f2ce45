"""Changing the terms of a running contract: one side proposes, the other agrees or not."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from contracts import rules
from contracts.actions.steps import (
    add_version,
    check_valid_days,
    close_version,
    hold_contract,
    named_version,
)
from contracts.events import AmendmentAccepted, AmendmentClosed, AmendmentProposed, event_fields
from contracts.models import Contract, ContractVersion
from contracts.terms import (
    DEFAULT_VALID_DAYS,
    Terms,
    check_terms,
    proposed_terms,
    running_terms,
    terms_of,
)
from core.actions import check, checked_reason, save_next_version
from core.errors import Invalid
from core.events import record
from core.transactions import action

Kind = ContractVersion.Kind
State = ContractVersion.Status


@action
def propose_amendment(
    contract: Contract,
    *,
    by: User,
    version: int,
    terms: Terms,
    now: datetime,
    valid_days: int = DEFAULT_VALID_DAYS,
) -> Contract:
    """Put other terms for a running contract before the other party; the agreed ones stand meanwhile.

    The same amendment again returns the contract. The start date stays; the sessions used or booked
    must still fit. Raises NotRunning, AlreadyOpen, Stale, Invalid.
    """
    contract = hold_contract(contract, by=by)
    standing = contract.open_version
    if standing is not None and _is_same_amendment(standing, terms, by=by):
        return contract
    refusal = rules.propose_amendment(contract, by=by)
    check(refusal, row=contract, version=version, subject=contract.agreed_version)
    agreed = contract.in_force
    check_valid_days(valid_days)
    check_terms(
        terms,
        now=now,
        currency=contract.currency,
        starts=agreed.start_date,
        ends_by=contract.ends_on,
    )
    if terms == running_terms(contract):
        raise Invalid(fields={"": [_("Nothing is different from the agreed terms.")]})
    if problems := rules.unfit(contract, terms):
        raise Invalid(fields=problems)
    amendment = add_version(
        contract,
        kind=Kind.AMENDMENT,
        terms=terms,
        based_on=agreed,
        by=by,
        now=now,
        valid_days=valid_days,
    )
    save_next_version(contract)
    record(
        AmendmentProposed(**event_fields(amendment, by=by, now=now), previous_version_id=agreed.pk)
    )
    return contract


def _is_same_amendment(standing: ContractVersion, terms: Terms, *, by: User) -> bool:
    ours = standing.kind == Kind.AMENDMENT and standing.author_id == by.pk
    return ours and terms_of(standing) == terms


@action
def accept_amendment(
    contract: Contract, *, by: User, version_number: int, now: datetime
) -> Contract:
    """Agree to the open amendment: its terms are in force from now on, and its end date is the contract's.

    Days that paused since it was written are added to that date.
    Sessions booked before keep the version they were booked under. Idempotent.
    Raises NotYourTurn, NothingOpen, Stale, OfferLapsed, AlreadyBound.
    """
    contract = hold_contract(contract, by=by)
    amendment = named_version(contract, version_number)
    in_force = amendment.kind == Kind.AMENDMENT and contract.agreed_version_id == amendment.pk
    if in_force and amendment.author_id != by.pk:
        return contract
    check(rules.accept_amendment(amendment, by=by, now=now))
    ends_on = proposed_terms(amendment).end_date
    close_version(amendment, State.ACCEPTED, now=now)
    replaced = contract.in_force
    contract.agreed_version, contract.open_version = amendment, None
    if contract.ends_on != ends_on:
        contract.end_warned_days = None
    contract.ends_on = ends_on
    save_next_version(contract)
    record(
        AmendmentAccepted(
            **event_fields(amendment, by=by, now=now), previous_version_id=replaced.pk
        )
    )
    return contract


@action
def decline_amendment(
    contract: Contract, *, by: User, version_number: int, now: datetime, reason: str = ""
) -> Contract:
    """Refuse the open amendment; the agreed terms stand. `reason` may be empty or 10 to 500 characters.

    Idempotent. Raises NotYourTurn, NothingOpen, Stale, OfferLapsed, Invalid.
    """
    contract = hold_contract(contract, by=by)
    amendment = named_version(contract, version_number)
    if _is_closed(contract, amendment, State.DECLINED) and amendment.author_id != by.pk:
        return contract
    check(rules.decline_amendment(amendment, by=by, now=now))
    reason = checked_reason(reason, optional=True)
    close_amendment(contract, State.DECLINED, by=by, now=now, reason=reason)
    return contract


@action
def withdraw_amendment(
    contract: Contract, *, by: User, version_number: int, now: datetime
) -> Contract:
    """Take one's own open amendment back; the agreed terms stand. Idempotent.

    Raises NotYourTerms, NothingOpen, Stale, OfferLapsed.
    """
    contract = hold_contract(contract, by=by)
    amendment = named_version(contract, version_number)
    if _is_closed(contract, amendment, State.WITHDRAWN) and amendment.author_id == by.pk:
        return contract
    check(rules.withdraw_amendment(amendment, by=by, now=now))
    close_amendment(contract, State.WITHDRAWN, by=by, now=now)
    return contract


@action
def lapse_amendment(contract: Contract, *, now: datetime) -> Contract:
    """Close an amendment that nobody answered in time. Does nothing otherwise (the clock's verb)."""
    contract = hold_contract(contract, by=None)
    amendment = contract.open_version
    if contract.status not in Contract.AGREED or amendment is None or now < amendment.expires_at:
        return contract
    close_amendment(contract, State.LAPSED, by=None, now=now)
    return contract


def _is_closed(
    contract: Contract, amendment: ContractVersion, status: ContractVersion.Status
) -> bool:
    is_so = amendment.kind == Kind.AMENDMENT and amendment.status == status
    return is_so and contract.open_version_id is None


def close_amendment(
    contract: Contract,
    outcome: ContractVersion.Status,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
) -> None:
    """Take the open amendment of a locked contract off the table, if there is one."""
    amendment = contract.open_version
    if amendment is None:
        return
    close_version(amendment, outcome, now=now, reason=reason)
    contract.open_version = None
    save_next_version(contract)
    record(
        AmendmentClosed(
            **event_fields(amendment, by=by, now=now),
            previous_version_id=amendment.based_on_id or amendment.pk,
            outcome=outcome.value,
            reason=reason,
        )
    )
