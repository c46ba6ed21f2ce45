from datetime import timedelta

import pytest

from contracts.actions import (
    accept_contract,
    counter_contract,
    decline_contract,
    offer_contract,
    propose_pause,
)
from core.cards import build_card, render_card
from marketplace.models import Proposal
from tests.contracts.helpers import some_terms
from tests.factories import NOW, make_accepted_proposal

pytestmark = pytest.mark.django_db


def card_of(contract, viewer, *, number=None, now=NOW):
    versions = contract.versions.all()
    version = versions.get(number=number) if number else versions.order_by("number").last()
    return build_card(version, viewer=viewer, now=now)


def verbs(card):
    return {action.verb: action.enabled for action in card.actions}


def test_the_answer_is_with_the_other_side_until_the_offer_lapses(offered, student, coach):
    theirs, mine = card_of(offered, student), card_of(offered, coach)
    assert theirs.is_my_turn
    assert not mine.is_my_turn
    assert theirs.turn.until == theirs.refresh_at == NOW + timedelta(days=7)
    assert verbs(theirs) == {"accept": True, "counter": True, "decline": True, "open": True}
    assert verbs(mine) == {"withdraw": True, "open": True}


@pytest.mark.parametrize(("seconds", "over"), [(-1, False), (0, True), (1, True)])
def test_at_the_instant_of_its_lapse_nothing_can_be_pressed(offered, student, seconds, over):
    at = offered.open_version.expires_at + timedelta(seconds=seconds)
    card = card_of(offered, student, now=at)
    assert (set(verbs(card)) == {"open"}) is over
    assert card.is_past is over
    assert (card.status_label == "time is over") is over


def test_a_counter_shows_field_by_field_what_changed(offered, student, coach):
    terms = some_terms(session_count=6, late_cancel_percent=50, learning_outcomes="Order a meal.")
    contract = counter_contract(offered, by=student, version_number=1, terms=terms, now=NOW)
    card = card_of(contract, coach)
    assert card.previous_number == 1
    assert [(c.label, c.old, c.new) for c in card.changes] == [
        ("Sessions", "4", "6"),
        ("Total", "EUR 160.00", "EUR 240.00"),
        ("Late cancellation", "nothing is kept", "50 % of the price is kept"),
        ("Learning outcomes", "–", "Order a meal."),
    ]
    older = card_of(contract, coach, number=1)
    assert older.is_past
    assert render_card(older.terms_version, viewer=coach, now=NOW).strip().startswith("<details")


def test_declining_says_what_stands_then(offered, student, coach):
    outcome = {a.verb: a.outcome for a in card_of(offered, student).actions}["decline"]
    assert outcome == "The offer is over; either of you can make a new one."
    contract = counter_contract(
        offered, by=student, version_number=1, terms=some_terms(session_count=6), now=NOW
    )
    outcome = {a.verb: a.outcome for a in card_of(contract, coach).actions}["decline"]
    assert outcome == "Version 1 stands again, for 48 hours at least."


def test_after_three_counters_the_button_says_why_not_and_when_again(offered, student, coach):
    contract, people = offered, (student, coach)
    for k in range(3):
        contract = counter_contract(
            contract,
            by=people[k % 2],
            version_number=k + 1,
            terms=some_terms(session_count=10 + k),
            now=NOW + timedelta(minutes=k),
        )
    card = card_of(contract, coach, now=NOW + timedelta(minutes=5))
    counter = next(action for action in card.actions if action.verb == "counter")
    assert not counter.enabled
    assert "within an hour" in counter.why_not
    assert card.refresh_at == NOW + timedelta(hours=1)
    again = card_of(contract, coach, now=NOW + timedelta(hours=1))
    assert verbs(again)["counter"]


def test_the_policy_is_said_in_money_and_in_an_instant(student, coach, offered):
    contract = counter_contract(
        offered, by=student, version_number=1, terms=some_terms(late_cancel_percent=50), now=NOW
    )
    policy = " ".join(card_of(contract, coach).policy)
    assert "EUR 20.00 is owed (EUR 17.00 to the coach); the other EUR 20.00" in policy
    assert (
        "For a session on 3 November 2026 at 17:00, late begins at 07:00 (Berlin time)." in policy
    )


def test_an_accepted_proposal_offers_the_contract_until_there_is_one(student, coach):
    proposal = make_accepted_proposal(student, coach)

    def contract_verbs(viewer):
        row = Proposal.objects.get(pk=proposal.pk)
        found = build_card(row, viewer=viewer, now=NOW).actions
        return [action.verb for action in found if action.url.startswith("/contracts/")]

    assert contract_verbs(student) == contract_verbs(coach) == ["create-contract"]
    offer_contract(proposal, by=coach, terms=some_terms(), now=NOW)
    assert contract_verbs(student) == contract_verbs(coach) == ["open"]


def test_a_wish_to_pause_is_answered_on_the_card_of_the_terms_in_force(active, student, coach):
    contract = propose_pause(
        active, by=student, version=active.version, now=NOW, reason="Exams in May"
    )
    theirs, mine = card_of(contract, coach), card_of(contract, student)
    assert theirs.is_my_turn
    assert {"accept-pause", "decline-motion"} <= set(verbs(theirs))
    assert "withdraw-motion" in verbs(mine)
    assert "Exams in May" in render_card(theirs.terms_version, viewer=coach, now=NOW)


def test_a_press_on_what_was_countered_and_revived_works_again(offered, student, coach):
    contract = counter_contract(
        offered, by=student, version_number=1, terms=some_terms(session_count=6), now=NOW
    )
    contract = decline_contract(contract, by=coach, version_number=2, now=NOW)
    assert verbs(card_of(contract, student, number=1))["accept"]
    assert accept_contract(contract, by=student, version_number=1, now=NOW).status == "active"
