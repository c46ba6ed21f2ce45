"""Offering a contract and answering the offer, up to the agreement or its end."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from contracts import rules
from contracts.actions.steps import (
    add_version,
    check_valid_days,
    close_version,
    end_contract,
    hold_contract,
    hold_offered,
    named_version,
)
from contracts.events import (
    ContractAccepted,
    ContractCountered,
    ContractDeclined,
    ContractLapsed,
    ContractOffered,
    ContractWithdrawn,
    event_fields,
)
from contracts.models import Contract, ContractVersion
from contracts.numbers import next_number
from contracts.period import local_day
from contracts.terms import DEFAULT_VALID_DAYS, Terms, check_terms, terms_of
from core.actions import check, checked_reason, save_next_version
from core.errors import Invalid
from core.events import record
from core.transactions import action
from marketplace.actions.rows import hold_proposal
from marketplace.models import Proposal

REVIVED_FOR_AT_LEAST = timedelta(hours=48)

Kind = ContractVersion.Kind
State = ContractVersion.Status


@action
def offer_contract(
    proposal: Proposal,
    *,
    by: User,
    terms: Terms,
    now: datetime,
    valid_days: int = DEFAULT_VALID_DAYS,
) -> Contract:
    """Make a contract from an accepted proposal and put version 1 before the other party.

    Either party may, again after a contract that nobody accepted. The same offer again returns the
    contract that exists. An earlier offer whose time is over lapses first.
    Raises NotAParty, ProposalNotAccepted, RequestPaused, AlreadyOffered, AlreadyFulfilled, Invalid.
    """
    proposal = hold_proposal(proposal)
    standing = _live_contract(proposal, now=now)
    if standing is not None and _is_same_offer(standing, terms, by=by):
        return standing
    check(rules.offer(proposal, by=by, now=now))
    _check_offer(terms, valid_days, currency=proposal.request.currency, now=now)
    contract = Contract.objects.create(
        number=next_number(now),
        proposal=proposal,
        student_id=proposal.request.student_id,
        coach_id=proposal.coach_id,
        currency=proposal.request.currency,
        created_at=now,
    )
    version = add_version(
        contract,
        kind=Kind.OFFER,
        terms=terms,
        based_on=None,
        by=by,
        now=now,
        valid_days=valid_days,
    )
    contract.save(update_fields=["open_version"])
    record(ContractOffered(**event_fields(version, by=by, now=now)))
    return contract


def _live_contract(proposal: Proposal, *, now: datetime) -> Contract | None:
    """The proposal's live contract; one whose offer is overdue ends here, ahead of the sweep."""
    contract = Contract.objects.live().filter(proposal=proposal).first()
    if contract is None:
        return None
    contract = lapse_contract(contract, now=now)
    return contract if contract.status in Contract.LIVE else None


def _is_same_offer(contract: Contract, terms: Terms, *, by: User) -> bool:
    version = contract.open_version
    return (
        version is not None
        and version.number == 1
        and version.author_id == by.pk
        and terms_of(version) == terms
    )


def _check_offer(terms: Terms, valid_days: int, *, currency: str, now: datetime) -> None:
    check_valid_days(valid_days)
    check_terms(terms, currency=currency, now=now)


@action
def counter_contract(
    contract: Contract,
    *,
    by: User,
    version_number: int,
    terms: Terms,
    now: datetime,
    valid_days: int = DEFAULT_VALID_DAYS,
) -> Contract:
    """Answer the open offer with other terms; the roles swap. The party that did not write it may.

    Idempotent for the same terms. At most three an hour and ten in all.
    Raises NotYourTurn, NothingOpen, Stale, OfferLapsed, RequestPaused, TooManyCounters, NoCountersLeft,
    Invalid.
    """
    contract = hold_offered(contract, by=by)
    countered = named_version(contract, version_number)
    if _is_same_counter(contract, countered, terms, by=by):
        return contract
    check(rules.counter(countered, by=by, now=now))
    _check_offer(terms, valid_days, currency=contract.currency, now=now)
    if terms == terms_of(countered):
        raise Invalid(fields={"": [_("Nothing is different. Accept these terms instead.")]})
    close_version(countered, State.COUNTERED, now=now)
    version = add_version(
        contract,
        kind=Kind.OFFER,
        terms=terms,
        based_on=countered,
        by=by,
        now=now,
        valid_days=valid_days,
    )
    save_next_version(contract)
    record(
        ContractCountered(**event_fields(version, by=by, now=now), previous_version_id=countered.pk)
    )
    return contract


def _is_same_counter(
    contract: Contract, countered: ContractVersion, terms: Terms, *, by: User
) -> bool:
    version = contract.open_version
    return (
        version is not None
        and version.based_on_id == countered.pk
        and version.author_id == by.pk
        and terms_of(version) == terms
    )


@action
def accept_contract(
    contract: Contract, *, by: User, version_number: int, now: datetime
) -> Contract:
    """Agree to the open offer: the contract is active. The party that did not write it may.

    Accepted after its start date, the day of acceptance (in the terms' zone) is the effective start.
    Idempotent. Raises NotYourTurn, NothingOpen, Stale, OfferLapsed, RequestPaused, EndDatePassed.
    """
    contract = hold_offered(contract, by=by)
    version = named_version(contract, version_number)
    if _was_accepted_by(contract, version, by=by):
        return contract
    check(rules.accept(version, by=by, now=now))
    today = local_day(now, version.timezone)
    close_version(version, State.ACCEPTED, now=now)
    contract.status = Contract.Status.ACTIVE
    contract.agreed_version, contract.open_version = version, None
    contract.starts_on, contract.ends_on = max(version.start_date, today), version.end_date
    contract.activated_at = now
    save_next_version(contract)
    record(ContractAccepted(**event_fields(version, by=by, now=now)))
    return contract


def _was_accepted_by(contract: Contract, version: ContractVersion, *, by: User) -> bool:
    in_force = contract.agreed_version_id == version.pk
    return in_force and contract.status == Contract.Status.ACTIVE and version.author_id != by.pk


@action
def decline_contract(
    contract: Contract, *, by: User, version_number: int, now: datetime, reason: str = ""
) -> Contract:
    """Refuse the open offer. The version that it answered stands again; without one the offer is over.

    The party that did not write it may; `reason` may be empty or 10 to 500 characters. Idempotent.
    A revived version lives for its remaining time, at least 48 hours.
    Raises NotYourTurn, NothingOpen, Stale, OfferLapsed, Invalid.
    """
    contract = hold_contract(contract, by=by)
    version = named_version(contract, version_number)
    if version.author_id != by.pk and _came_to(contract, version, State.DECLINED):
        return contract
    check(rules.decline(version, by=by, now=now))
    reason = checked_reason(reason, optional=True)
    close_version(version, State.DECLINED, now=now, reason=reason)
    revived_id = _step_back(contract, version, Contract.Status.DECLINED, by=by, now=now)
    record(
        ContractDeclined(
            **event_fields(version, by=by, now=now), reason=reason, revived_version_id=revived_id
        )
    )
    return contract


@action
def withdraw_contract(
    contract: Contract, *, by: User, version_number: int, now: datetime
) -> Contract:
    """Take one's own open offer back. The version that it answered stands again, if there is one.

    Idempotent. Raises NotYourTerms, NothingOpen, Stale, OfferLapsed.
    """
    contract = hold_contract(contract, by=by)
    version = named_version(contract, version_number)
    if version.author_id == by.pk and _came_to(contract, version, State.WITHDRAWN):
        return contract
    check(rules.withdraw(version, by=by, now=now))
    close_version(version, State.WITHDRAWN, now=now)
    revived_id = _step_back(contract, version, Contract.Status.WITHDRAWN, by=by, now=now)
    record(
        ContractWithdrawn(**event_fields(version, by=by, now=now), revived_version_id=revived_id)
    )
    return contract


def _came_to(contract: Contract, version: ContractVersion, status: ContractVersion.Status) -> bool:
    """Whether the present state of the contract is what this answer to this version led to."""
    return version.status == status and contract.open_version_id == version.based_on_id


def _step_back(
    contract: Contract,
    version: ContractVersion,
    ended: Contract.Status,
    *,
    by: User,
    now: datetime,
) -> int | None:
    """Let the version that this one answered stand again, or end the contract as `ended`."""
    previous = version.based_on
    contract.open_version = previous
    if previous is None:
        end_contract(contract, ended, by=by, now=now)
        return None
    previous.status = State.OFFERED
    previous.decided_at = None
    previous.expires_at = max(previous.expires_at, now + REVIVED_FOR_AT_LEAST)
    previous.save(update_fields=["status", "decided_at", "expires_at"])
    save_next_version(contract)
    return previous.pk


@action
def lapse_contract(contract: Contract, *, now: datetime) -> Contract:
    """End an offer that nobody answered in time. Does nothing to any other contract (the clock's verb)."""
    contract = hold_contract(contract, by=None)
    version = contract.open_version
    if contract.status != Contract.Status.OFFERED or version is None or now < version.expires_at:
        return contract
    close_version(version, State.LAPSED, now=now)
    end_contract(contract, Contract.Status.LAPSED, by=None, now=now)
    record(ContractLapsed(**event_fields(version, by=None, now=now)))
    return contract
