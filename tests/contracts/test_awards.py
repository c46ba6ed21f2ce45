from datetime import timedelta

import pytest

from contracts.actions import decline_contract
from core.errors import NotPossibleNow
from marketplace.actions import release_overdue_proposal, release_proposal
from tests.factories import NOW, accepted_proposal, active_contract, offered_contract

pytestmark = pytest.mark.django_db


def test_an_offered_contract_holds_the_award(student, coach):
    proposal = offered_contract(student, coach).proposal
    with pytest.raises(NotPossibleNow):
        release_proposal(proposal, by=student, version=proposal.version, now=NOW)


def test_a_contract_that_was_in_force_holds_the_award_for_ever(student, coach):
    proposal = active_contract(student, coach).proposal
    later = NOW + timedelta(days=500)
    assert release_overdue_proposal(proposal, now=later).status == "accepted"


def test_an_offer_that_ended_holds_nothing(student, coach):
    contract = offered_contract(student, coach)
    decline_contract(contract, by=student, version_number=1, reason="", now=NOW)
    proposal = contract.proposal
    proposal = release_proposal(proposal, by=student, version=proposal.version, now=NOW)
    assert (proposal.status, proposal.request.status) == ("released", "open")


def test_the_clock_releases_an_award_without_a_contract(student, coach):
    proposal = accepted_proposal(student, coach)
    later = NOW + timedelta(days=14)
    assert release_overdue_proposal(proposal, now=later).status == "released"
