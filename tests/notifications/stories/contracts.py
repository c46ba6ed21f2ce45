"""Stories of contracts: offers, amendments, pauses, ends."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from contracts import actions as contracts
from contracts.models import Contract
from contracts.terms import terms_of
from sessions.actions import cancel_with_settlement
from tests import factories
from tests.factories import NOW
from tests.notifications.stories.cast import WHY, Cast, story


def offer(cast: Cast, **terms) -> Contract:
    texts = {
        "cancellation_policy": "Please tell me <early> & kindly.",
        "learning_outcomes": "Order a meal and ask for the way without a phone.",
    }
    return factories.offered_contract(
        cast.student, cast.coach, late_cancel_percent=50, **{**texts, **terms}
    )


def active(cast: Cast) -> Contract:
    return contracts.accept_contract(offer(cast), by=cast.student, version_number=1, now=NOW)


def dearer(contract: Contract):
    version = contract.open_version or contract.agreed_version
    return replace(terms_of(version), price_per_session=Decimal("45.00"), session_count=5)


@story("contract_created")
def a_contract_is_offered(cast: Cast) -> None:
    offer(cast)


@story("contract_countered")
def it_is_countered(cast: Cast) -> None:
    contract = offer(cast)
    contracts.counter_contract(
        contract, by=cast.student, version_number=1, terms=dearer(contract), now=NOW
    )


@story("contract_accepted", "proposal_accepted")
def it_is_accepted(cast: Cast) -> None:
    active(cast)


@story("contract_declined")
def it_is_declined(cast: Cast) -> None:
    contracts.decline_contract(offer(cast), by=cast.student, version_number=1, reason=WHY, now=NOW)


@story("contract_withdrawn")
def it_is_withdrawn(cast: Cast) -> None:
    contracts.withdraw_contract(offer(cast), by=cast.coach, version_number=1, now=NOW)


@story("contract_lapsed")
def it_lapses(cast: Cast) -> datetime:
    week_later = NOW + timedelta(days=7)
    contracts.lapse_contract(offer(cast), now=week_later)
    return week_later


def amendment(cast: Cast) -> Contract:
    contract = active(cast)
    return contracts.propose_amendment(
        contract, by=cast.coach, version=contract.version, terms=dearer(contract), now=NOW
    )


@story("amendment_proposed")
def a_change_is_proposed(cast: Cast) -> None:
    amendment(cast)


@story("contract_amended")
def the_change_is_accepted(cast: Cast) -> None:
    contracts.accept_amendment(amendment(cast), by=cast.student, version_number=2, now=NOW)


@story("amendment_closed")
def the_change_is_declined(cast: Cast) -> None:
    contracts.decline_amendment(
        amendment(cast), by=cast.student, version_number=2, reason=WHY, now=NOW
    )


def paused(cast: Cast) -> Contract:
    contract = active(cast)
    asked = contracts.propose_pause(
        contract, by=cast.student, version=contract.version, reason=WHY, now=NOW
    )
    return contracts.accept_pause(asked, by=cast.coach, version=asked.version, now=NOW)


@story("pause_proposed")
def a_pause_is_proposed(cast: Cast) -> None:
    contract = active(cast)
    contracts.propose_pause(
        contract, by=cast.student, version=contract.version, reason=WHY, now=NOW
    )


@story("contract_paused")
def the_pause_is_agreed(cast: Cast) -> None:
    paused(cast)


@story("contract_resumed")
def the_pause_ends(cast: Cast) -> None:
    contract = paused(cast)
    contracts.resume_contract(contract, by=cast.coach, version=contract.version, now=NOW)


@story("completion_proposed", "contract_completed")
def an_early_end_is_agreed(cast: Cast) -> None:
    contract = active(cast)
    asked = contracts.propose_completion(
        contract, by=cast.student, version=contract.version, reason=WHY, now=NOW
    )
    contracts.accept_completion(asked, by=cast.coach, version=asked.version, now=NOW)


@story("completion_proposed")
def an_early_end_is_proposed(cast: Cast) -> None:
    contract = active(cast)
    contracts.propose_completion(
        contract, by=cast.student, version=contract.version, reason=WHY, now=NOW
    )


@story("contract_cancelled")
def it_is_cancelled(cast: Cast) -> None:
    contract = active(cast)
    cancel_with_settlement(contract, by=cast.coach, version=contract.version, reason=WHY, now=NOW)


@story("contract_ending")
def its_end_comes_near(cast: Cast) -> datetime:
    contract = active(cast)
    near = NOW + timedelta(days=365 - 14)
    contracts.warn_of_end(contract, now=near)
    return near
