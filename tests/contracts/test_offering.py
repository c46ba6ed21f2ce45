from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from contracts.actions import lapse_contract, offer_contract, withdraw_contract
from contracts.errors import AlreadyOffered, NotAParty, ProposalNotAccepted
from contracts.models import Contract, YearCounter
from core.errors import Invalid
from marketplace.models import Proposal
from tests.contracts.helpers import event_names, last_event, some_terms
from tests.factories import NOW, make_accepted_proposal


def test_an_offer_gets_its_number_and_waits_for_the_other_party(proposal, student, coach):
    contract = offer_contract(proposal, by=coach, terms=some_terms(), now=NOW)
    version = contract.open_version
    assert contract.number == "SK-2026-000001"
    assert contract.status == Contract.Status.OFFERED
    assert (contract.student, contract.coach, contract.currency) == (student, coach, "EUR")
    assert (version.number, version.author, version.based_on) == (1, coach, None)
    assert version.total_amount == Decimal("160.00")
    assert version.expires_at == NOW + timedelta(days=7)
    assert event_names() == ["ContractOffered"]
    assert last_event().payload["version_number"] == 1
    assert last_event().actor == coach


def test_either_party_may_make_the_offer(proposal, student):
    contract = offer_contract(proposal, by=student, terms=some_terms(), now=NOW, valid_days=14)
    assert contract.open_version.author == student
    assert contract.open_version.expires_at == NOW + timedelta(days=14)


def test_a_stranger_may_not_offer(proposal, other_coach):
    with pytest.raises(NotAParty):
        offer_contract(proposal, by=other_coach, terms=some_terms(), now=NOW)
    assert event_names() == []


def test_the_same_offer_twice_is_one_contract(proposal, coach):
    first = offer_contract(proposal, by=coach, terms=some_terms(), now=NOW)
    again = offer_contract(proposal, by=coach, terms=some_terms(), now=NOW)
    assert again == first
    assert event_names() == ["ContractOffered"]


def test_a_second_contract_for_the_proposal_is_refused(proposal, student, coach):
    contract = offer_contract(proposal, by=coach, terms=some_terms(), now=NOW)
    for by, terms in [(student, some_terms()), (coach, some_terms(session_count=5))]:
        with pytest.raises(AlreadyOffered) as refusal:
            offer_contract(proposal, by=by, terms=terms, now=NOW)
        assert refusal.value.subject == contract.open_version
    assert event_names() == ["ContractOffered"]


def test_after_an_ended_offer_a_new_one_gets_the_next_number(proposal, student, coach):
    first = offer_contract(proposal, by=coach, terms=some_terms(), now=NOW)
    withdraw_contract(first, by=coach, version_number=1, now=NOW)
    second = offer_contract(proposal, by=student, terms=some_terms(), now=NOW)
    assert (first.number, second.number) == ("SK-2026-000001", "SK-2026-000002")


def test_an_overdue_offer_does_not_stand_in_the_way(proposal, student, coach):
    first = offer_contract(proposal, by=coach, terms=some_terms(), now=NOW)
    later = NOW + timedelta(days=7)
    second = offer_contract(
        proposal, by=student, terms=some_terms(start_date=later.date()), now=later
    )
    first.refresh_from_db()
    assert first.status == Contract.Status.LAPSED
    assert second.status == Contract.Status.OFFERED
    assert event_names() == ["ContractOffered", "ContractLapsed", "ContractOffered"]


@pytest.mark.parametrize("status", sorted(set(Proposal.Status) - {Proposal.Status.ACCEPTED}))
def test_only_an_accepted_proposal_leads_to_a_contract(proposal, coach, status):
    Proposal.objects.filter(pk=proposal.pk).update(status=status)
    with pytest.raises(ProposalNotAccepted):
        offer_contract(proposal, by=coach, terms=some_terms(), now=NOW)
    assert not Contract.objects.exists()


@pytest.mark.parametrize(
    ("terms", "valid_days"),
    [(some_terms(session_count=0), 7), (some_terms(), 0), (some_terms(), 15)],
)
def test_a_refused_offer_takes_no_number(proposal, coach, terms, valid_days):
    with pytest.raises(Invalid):
        offer_contract(proposal, by=coach, terms=terms, now=NOW, valid_days=valid_days)
    assert not Contract.objects.exists()
    assert not YearCounter.objects.exists()
    assert event_names() == []


def test_numbers_count_per_year_of_utc(student, coach, other_student):
    eve = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
    terms = some_terms(start_date=datetime(2027, 1, 2).date())
    old = offer_contract(make_accepted_proposal(student, coach), by=coach, terms=terms, now=eve)
    new = offer_contract(
        make_accepted_proposal(other_student, coach),
        by=coach,
        terms=terms,
        now=eve + timedelta(seconds=1),
    )
    assert (old.number, new.number) == ("SK-2026-000001", "SK-2027-000001")


@pytest.mark.parametrize(("seconds", "lapses"), [(-1, False), (0, True), (1, True)])
def test_an_offer_lapses_at_its_instant(offered, seconds, lapses):
    at = offered.open_version.expires_at + timedelta(seconds=seconds)
    contract = lapse_contract(offered, now=at)
    assert (contract.status == Contract.Status.LAPSED) is lapses
    assert event_names() == ["ContractOffered"] + ["ContractLapsed"] * lapses
    if lapses:
        assert contract.ended_at == at
        assert last_event().actor is None
        assert contract.versions.get().status == "lapsed"


def test_lapsing_twice_is_lapsing_once(offered):
    later = NOW + timedelta(days=8)
    lapse_contract(offered, now=later)
    lapse_contract(offered, now=later)
    assert event_names() == ["ContractOffered", "ContractLapsed"]
