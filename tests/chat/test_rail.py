"""The context beside the timeline holds what the pair has under way, and every action that would succeed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chat.models import Conversation
from chat.workspace import commands
from chat.workspace.rail import rail_of
from contracts.actions import (
    accept_amendment,
    accept_completion,
    accept_contract,
    decline_contract,
    offer_contract,
    propose_amendment,
    propose_completion,
)
from contracts.terms import terms_from_proposal, terms_of
from sessions.actions import request_reschedule
from tests.factories import (
    NOW,
    accepted_proposal,
    active_contract,
    confirmed_session,
    offered_contract,
    offered_session,
    open_request,
    pending_proposal,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def shown_to(viewer, now=NOW):
    return rail_of(Conversation.objects.get(), viewer=viewer, now=now)


def verbs(rail):
    """By what they are about."""
    return {group.about: {s.action.verb for s in group.shortcuts} for group in rail.groups}


def slashes(rail):
    return {command.slash for command in commands.offered(rail)} - {""}


def amended(contract, **changes):
    terms = replace(terms_of(contract.agreed_version), **changes)
    return propose_amendment(
        contract, by=contract.coach, version=contract.version, terms=terms, now=NOW
    )


def test_after_an_offer_was_declined_the_contract_can_be_created_again(student, coach):
    contract = offered_contract(student, coach)
    decline_contract(contract, by=student, version_number=1, reason="Too dear for me.", now=NOW)
    rail = shown_to(coach)
    assert rail.contract is None
    assert "create-contract" in verbs(rail)["Proposal"]
    assert slashes(rail) == {"/contract"}


def test_a_new_proposal_of_an_old_pair_can_be_accepted_beside_what_ended(student, coach):
    contract = active_contract(student, coach)
    version = contract.version
    asked = propose_completion(
        contract, by=coach, version=version, reason="All is learned.", now=NOW
    )
    accept_completion(asked, by=student, version=asked.version, now=NOW)
    proposal = pending_proposal(open_request(student, title="Something else to learn"), coach)
    rail = shown_to(student)
    assert (rail.contract, rail.proposals) == (None, (proposal,))
    assert "accept" in verbs(rail)["Proposal"]


def test_terms_in_force_and_their_amendment_can_both_be_acted_on(student, coach):
    amended(active_contract(student, coach), session_count=6)
    found = verbs(shown_to(student))
    assert {"schedule", "offer-times", "cancel-contract"} <= found["Contract"]
    assert "accept-amendment" in found["Amendment"]


def test_a_pause_and_an_early_end_can_be_asked_for(student, coach):
    active_contract(student, coach)
    assert {"amend", "pause", "complete"} <= verbs(shown_to(coach))["Contract"]


def test_a_contract_in_the_making_hides_none_that_runs(student, coach):
    running = active_contract(student, coach)
    session = confirmed_session(running.sessions.get(number=1), starts_at=NOW + 3 * DAY)
    proposal = accepted_proposal(student, coach)
    offered = offer_contract(
        proposal, by=coach, terms=terms_from_proposal(proposal, now=NOW), now=NOW
    )
    rail = shown_to(student)
    assert (rail.contract, rail.next_session) == (running, session)
    found = verbs(rail)
    assert "schedule" in found[f"Contract {running.number}"]
    assert "accept" in found[f"Contract {offered.number}"]
    assert "cancel" in found["Session 1"]


def test_offered_times_and_wishes_to_move_can_be_answered(student, coach):
    contract = active_contract(student, coach)
    moving = confirmed_session(contract.sessions.get(number=1), starts_at=NOW + 3 * DAY)
    offered_session(contract.sessions.get(number=2), by=coach, starts=[NOW + 5 * DAY])
    request_reschedule(
        moving, by=coach, starts=[NOW + 6 * DAY], timezone="UTC",
        reason="A concert that evening.", version=moving.version, now=NOW,
    )  # fmt: skip
    found = verbs(shown_to(student))
    assert "decline-times" in found["Session 2"]
    assert found["Moving session 1"] >= {"decline-reschedule"}


def test_credits_that_an_amendment_took_away_are_not_counted(student, coach):
    contract = amended(active_contract(student, coach), session_count=3)
    accept_amendment(contract, by=student, version_number=2, now=NOW)
    rail = shown_to(student)
    assert (rail.total, len(rail.dots)) == (3, 3)


def test_accepting_the_offer_makes_it_the_contract(student, coach):
    accept_contract(offered_contract(student, coach), by=student, version_number=1, now=NOW)
    rail = shown_to(coach)
    assert (rail.total, rail.proposals) == (4, ())
    assert slashes(rail) == {"/contract", "/times"}
