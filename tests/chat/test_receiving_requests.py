"""Requests and proposals in the timeline: which cards appear, which change, which notes are added."""

from datetime import timedelta

import pytest

from chat.models import Conversation, Entry, Participant
from chat.timeline import entries
from core.cards import build_card
from marketplace import actions as marketplace
from marketplace.models import LearningRequest
from tests import factories
from tests.chat.told import the_conversation, timeline, words
from tests.factories import NOW
from tests.marketplace.builders import request_details

pytestmark = pytest.mark.django_db


def test_a_proposal_opens_the_conversation_with_both_cards(student, coach):
    proposal = factories.pending_proposal(factories.open_request(student), coach)
    conversation = the_conversation()
    assert (conversation.student, conversation.coach) == (student, coach)
    assert timeline(conversation) == [("card", "Learning request"), ("card", "Proposal")]
    assert conversation.entries.get(seq=2).proposal == proposal
    unread = {p.user: p.unread for p in Participant.objects.filter(conversation=conversation)}
    assert unread == {student: 2, coach: 0}


def test_the_owner_finds_on_the_card_what_can_be_done_with_the_request(student, coach):
    request = factories.open_request(student)
    factories.pending_proposal(request, coach)
    card = the_conversation().entries.get(request=request)

    def verbs(viewer, now=NOW):
        row = LearningRequest.objects.get(pk=request.pk)
        return {each.verb for each in build_card(row, viewer=viewer, now=now).actions}

    assert verbs(student) == {"manage", "open", "edit", "withdraw"}
    assert verbs(coach) == {"open"}
    late = NOW + timedelta(days=26)
    marketplace.warn_of_expiry(request, now=late)
    assert verbs(student, late) == {"manage", "open", "keep", "edit", "withdraw"}
    before = card.changed_n
    card.refresh_from_db()
    assert card.changed_n > before


def test_a_second_proposal_of_the_pair_reuses_the_conversation(student, coach):
    factories.pending_proposal(factories.open_request(student), coach)
    factories.pending_proposal(factories.open_request(student, title="Something else"), coach)
    assert Conversation.objects.count() == 1
    assert the_conversation().counter == 4


def test_accepting_changes_the_cards_and_tells_each_in_their_own_words(student, coach):
    factories.accepted_proposal(student, coach)
    conversation = the_conversation()
    assert timeline(conversation)[-1] == ("note", "proposal_accepted")
    request_card, proposal_card, note = conversation.entries.order_by("seq")
    assert (request_card.changed_n, proposal_card.changed_n, note.changed_n) == (3, 4, 5)
    assert note.about == proposal_card
    assert words(conversation, student) == ["You accepted the proposal. Next: the contract."]
    assert words(conversation, coach) == [
        "Sofia Student accepted the proposal. Next: the contract."
    ]


def test_those_not_selected_hear_of_it_in_their_own_conversations(student, coach, other_coach):
    request = factories.open_request(student)
    proposal = factories.pending_proposal(request, coach)
    factories.pending_proposal(request, other_coach)
    marketplace.accept_proposal(
        proposal, by=student, version=1, request_version=request.version, now=NOW
    )
    loser = Conversation.objects.get(coach=other_coach)
    assert words(loser, other_coach) == ["Sofia Student chose another proposal for this request."]
    assert loser.entries.get(kind="note").about.proposal.coach == other_coach


@pytest.fixture
def request_with_two(student, coach, other_coach, staff):
    """A request with a proposal of `coach`, to which `other_coach` is invited."""
    request = factories.open_request(student)
    factories.pending_proposal(request, coach)
    marketplace.invite_coach(request, coach=other_coach, by=student, now=NOW)
    request.refresh_from_db()
    return request


def cards_renewed_by(act) -> dict[str, set[str]]:
    """Which cards this changes, by the coach in whose conversation they stand."""
    before = dict(Entry.objects.values_list("pk", "changed_n"))
    act()
    renewed = {}
    for entry in Entry.objects.filter(kind="card").select_related("conversation__coach"):
        if before.get(entry.pk) != entry.changed_n:
            name = entry.conversation.coach.display_name
            renewed.setdefault(name, set()).add(entries.card_name(entry))
    return renewed


BOTH = {"Learning request", "Proposal"}


def test_an_edit_renews_the_request_for_all_and_the_proposals_that_answer_it(
    request_with_two, student, coach, other_coach
):
    details = request_details(title="Learn data analysis at work")
    renewed = cards_renewed_by(
        lambda: marketplace.edit_request(
            request_with_two, by=student, details=details, version=request_with_two.version, now=NOW
        )
    )
    assert renewed == {"Carl Coach": BOTH, "Olga Coach": {"Learning request"}}
    uninvolved = Conversation.objects.get(coach=other_coach)
    assert "request_edited" not in [event for _kind, event in timeline(uninvolved)]


def test_freezing_a_request_and_letting_it_go_renews_its_proposals(request_with_two, staff):
    for verb, said in (
        (marketplace.suspend_request, {"reason": "Asks for work outside of Skileez."}),
        (marketplace.reinstate_request, {}),
    ):
        renewed = cards_renewed_by(
            lambda v=verb, s=said: v(request_with_two, by=staff, now=NOW, **s)
        )
        assert renewed == {"Carl Coach": BOTH, "Olga Coach": {"Learning request"}}


def test_a_withdrawn_request_is_closed_for_who_was_only_invited(request_with_two, student):
    renewed = cards_renewed_by(
        lambda: marketplace.withdraw_request(
            request_with_two, by=student, version=request_with_two.version, now=NOW
        )
    )
    assert renewed == {"Carl Coach": BOTH, "Olga Coach": {"Learning request"}}


def test_an_award_and_its_release_renew_the_request_for_who_was_only_invited(
    request_with_two, student
):
    proposal = request_with_two.proposals.get()
    renewed = cards_renewed_by(
        lambda: marketplace.accept_proposal(
            proposal, by=student, version=1, request_version=request_with_two.version, now=NOW
        )
    )
    assert renewed == {"Carl Coach": BOTH, "Olga Coach": {"Learning request"}}
    renewed = cards_renewed_by(
        lambda: marketplace.release_proposal(proposal, by=student, version=2, now=NOW)
    )
    assert renewed == {"Carl Coach": BOTH, "Olga Coach": {"Learning request"}}


def test_taking_a_proposal_back_renews_the_request_on_which_another_can_be_sent(
    request_with_two, coach
):
    proposal = request_with_two.proposals.get()
    renewed = cards_renewed_by(
        lambda: marketplace.withdraw_proposal(proposal, by=coach, version=1, now=NOW)
    )
    assert renewed == {"Carl Coach": BOTH}
