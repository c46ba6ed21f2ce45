"""Domain events in the timeline: which cards appear, which change, which notes are added."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Q

from chat import entries, notes, receivers
from chat.models import Conversation, Entry, Participant
from chat.people import Person
from chat.push import as_seen_by
from chat.queries import sides_of
from contracts import events as contract_events
from contracts.actions import (
    accept_amendment,
    accept_contract,
    accept_pause,
    propose_amendment,
    propose_pause,
)
from contracts.models import Contract, Motion
from contracts.terms import terms_of
from core import events
from core.cards import build_card
from core.events import Event, record
from marketplace import actions as marketplace
from marketplace import events as market_events
from marketplace.models import LearningRequest
from sessions import events as session_events
from sessions.actions import write_wrap_up
from sessions.actions.offering import offer_times
from sessions.models import TimesOffer
from tests import factories
from tests.factories import NOW
from tests.marketplace.builders import request_details

pytestmark = pytest.mark.django_db

# Told elsewhere (mail, bell), or nothing that the pair's timeline would show.
SILENT = {
    market_events.RequestDrafted,
    market_events.SavedSearchMatched,
}


def timeline(conversation):
    """What stands there, as (kind, card or event)."""
    rows = conversation.entries.order_by("seq")
    return [(e.kind, entries.card_name(e) if e.kind == "card" else e.event) for e in rows]


def the_conversation() -> Conversation:
    return Conversation.objects.select_related("student", "coach").get()


def words(conversation, viewer) -> list[str]:
    """The notes as this person reads them."""
    sides = sides_of(conversation)
    with as_seen_by(Person.of(viewer)) as person:
        rows = conversation.entries.filter(kind="note").order_by("seq")
        return [entries.note_text(row, person, sides) for row in rows]


def all_events(module):
    return {
        cls
        for cls in vars(module).values()
        if isinstance(cls, type)
        and issubclass(cls, Event)
        and cls.__module__ == module.__name__
        and not cls.__subclasses__()
    }


@pytest.mark.parametrize("module", [market_events, contract_events, session_events])
def test_every_event_is_shown_or_silent_on_purpose(module):
    heard = {
        cls
        for cls, listeners in events._receivers.items()
        if any(listener.__module__.startswith(f"{receivers.__name__}.") for listener in listeners)
    }
    assert all_events(module) - SILENT <= heard


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


def test_a_refused_action_leaves_no_trace(student, coach, other_student):
    proposal = factories.pending_proposal(factories.open_request(student), coach)
    before = the_conversation().counter
    with pytest.raises(Exception, match=r"."):
        marketplace.accept_proposal(
            proposal, by=other_student, version=1, request_version=1, now=NOW
        )
    assert the_conversation().counter == before


def test_a_contract_offer_is_a_card_and_its_acceptance_a_note(student, coach):
    contract = factories.offered_contract(student, coach)
    conversation = the_conversation()
    assert timeline(conversation)[-1] == ("card", "Contract")
    accept_contract(contract, by=student, version_number=1, now=NOW)
    assert timeline(conversation)[-1] == ("note", "contract_accepted")
    assert words(conversation, coach)[-1] == (
        "Sofia Student accepted version 1. The contract is active."
    )


@pytest.fixture
def session(student, coach):
    return factories.active_contract(student, coach).sessions.get(number=1)


def session_event(cls, session, *, actor=None, **fields):
    contract = session.contract
    return cls(
        at=NOW, actor_id=actor and actor.pk, contract_id=contract.pk, session_id=session.pk,
        number=session.number, version=2, student_id=contract.student_id,
        coach_id=contract.coach_id, **fields,
    )  # fmt: skip


def tell(event):
    with transaction.atomic():
        record(event)


def test_a_session_has_one_card_and_later_offers_are_notes(session, student, coach):
    starts = [NOW + timedelta(days=2), NOW + timedelta(days=3)]
    row = factories.offered_session(session, by=coach, starts=starts)
    conversation = the_conversation()
    assert timeline(conversation)[-1] == ("card", "Session")
    offer_times(
        row, by=coach, starts=[NOW + timedelta(days=4)], timezone="UTC", version=row.version, now=NOW
    )  # fmt: skip
    assert timeline(conversation)[-1] == ("note", "times_offered")
    assert words(conversation, student)[-1] == "Carl Coach offers 1 time for session 1."
    assert conversation.entries.filter(session=session).count() == 1


def test_a_note_says_the_time_on_the_readers_own_clock(session, student, coach):
    factories.confirmed_session(session, starts_at=NOW + timedelta(days=2))
    conversation = the_conversation()
    assert words(conversation, student)[-1] == "You confirmed session 1: Thu 5 Nov, 10:00 (Berlin)."
    assert words(conversation, coach)[-1] == (
        "Sofia Student confirmed session 1: Thu 5 Nov, 04:00 (New York)."
    )


def test_a_wrap_up_is_a_card_of_its_own_and_leads_to_the_next(session, student, coach):
    held = factories.completed_session(session, starts_at=NOW + timedelta(days=2))
    place = the_conversation()
    later = NOW + timedelta(days=3)

    def write(row, homework):
        return write_wrap_up(
            row, by=coach, outcome_summary="", shared_notes="", homework=homework, next_step="",
            version=row.version, now=later,
        )  # fmt: skip

    held = write(held, "Page 4")
    assert timeline(place)[-1] == ("card", "Wrap-up")
    assert entries.preview(
        place.entries.for_timeline().last(), Person.of(student), sides_of(place)
    ).endswith("wrote the wrap-up of session 1.")
    write(held, "Pages 4 and 5")
    assert [line for line in timeline(place) if line == ("card", "Wrap-up")] == [
        ("card", "Wrap-up")
    ]
    assert timeline(place)[-1] == ("note", "session_notes_changed")

    place.refresh_from_db()
    card = place.entries.get(wrap_up__isnull=False)
    told = card.changed_n
    free = session.contract.sessions.get(number=2)
    starts = [NOW + timedelta(days=6)]
    factories.offered_session(free, by=coach, starts=starts, now=later)
    card.refresh_from_db()
    assert card.changed_n > told


def test_an_amendment_and_a_pause_change_the_cards_of_sessions(session, student, coach):
    """The page after the push is the page after a reload: titles say of how many, buttons come and go."""
    held = factories.completed_session(session, starts_at=NOW + timedelta(days=2))
    later = NOW + timedelta(days=3)
    write_wrap_up(
        held, by=coach, outcome_summary="", shared_notes="", homework="Page 4", next_step="",
        version=held.version, now=later,
    )  # fmt: skip
    place = the_conversation()
    cards = place.entries.filter(Q(session__isnull=False) | Q(wrap_up__isnull=False))

    def changed():
        return [card.changed_n for card in cards.order_by("seq")]

    before = changed()
    contract = Contract.objects.get(pk=session.contract_id)
    terms = replace(terms_of(contract.agreed_version), session_count=6)
    contract = propose_amendment(
        contract, by=coach, version=contract.version, terms=terms, now=later
    )
    assert changed() == before
    accept_amendment(contract, by=student, version_number=contract.open_version.number, now=later)
    amended = changed()
    assert all(now > then for now, then in zip(amended, before, strict=True))
    contract.refresh_from_db()
    contract = propose_pause(contract, by=coach, version=contract.version, now=later)
    accept_pause(contract, by=student, version=contract.version, now=later)
    card, wrap_up = changed()
    assert (card, wrap_up > amended[1]) == (amended[0], True)


def test_progress_on_the_contracts_card_follows_its_sessions(session, coach):
    contract_card = the_conversation().entries.get(contract_version__isnull=False)
    before = contract_card.changed_n
    tell(session_event(session_events.SessionCompleted, session, actor=coach))
    contract_card.refresh_from_db()
    assert contract_card.changed_n > before


def test_what_a_contracts_end_makes_void_is_not_told_one_by_one(session, student):
    ending = session_event(
        session_events.SessionCancelled, session, actor=student, next_attempt_id=None,
        status="void", reason="", starts_at=NOW, sequence=1,
    )  # fmt: skip
    before = Entry.objects.filter(kind="note").count()
    tell(ending)
    assert Entry.objects.filter(kind="note").count() == before


def test_a_reason_is_kept_with_the_note_and_shown_escaped(student, coach):
    proposal = factories.pending_proposal(factories.open_request(student), coach)
    marketplace.decline_proposal(
        proposal, by=student, version=1, reason="<i>Too far</i> for me", now=NOW
    )
    conversation = the_conversation()
    note = Entry.objects.for_timeline().get(kind="note")
    with as_seen_by(Person.of(coach)) as viewer:
        html = entries.draw(note, viewer=viewer, sides=sides_of(conversation), user=coach, now=NOW)
    assert "&lt;i&gt;Too far&lt;/i&gt; for me" in html
    assert f'href="#{entries.element_id(conversation.pk, 2)}"' in html


def outcomes(statuses, *open_ones):
    return {status.value for status in statuses} - set(open_ones)


def test_every_outcome_has_its_words():
    named = {f"times_{o}" for o in outcomes(TimesOffer.Status, "open", "accepted", "superseded")}
    named |= {f"motion_{o}" for o in outcomes(Motion.Status, "open", "accepted")}
    named |= {f"amendment_{o}" for o in ("declined", "withdrawn", "lapsed", "void")}
    named |= {f"reschedule_{o}" for o in ("declined", "withdrawn", "expired")}
    named |= {"request_withdrawn", "request_expired"}
    assert named <= notes.SENTENCES.keys()


@pytest.mark.parametrize("name", sorted(notes.SENTENCES))
@pytest.mark.parametrize("actor_id", [1, 2, None])
def test_every_sentence_can_be_said_to_everybody(name, actor_id):
    params = {
        "number": 2, "version": 3, "count": 1, "days_left": 3, "contract": "SK-2026-000001",
        "starts": NOW.isoformat(), "old": NOW.isoformat(),
    }  # fmt: skip
    for viewer_id in (1, 2):
        text = notes.sentence(
            name, params, viewer_id=viewer_id, actor_id=actor_id, actor_name="A", other_name="B"
        )
        assert text
        assert "%(" not in text


def test_pushes_of_one_action_go_out_together_and_in_order(
    plain_cards, student, coach, published, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        factories.pending_proposal(factories.open_request(student), coach)
    assert [(user_id, frame["n"]) for user_id, frame in published] == [
        (student.pk, 1),
        (student.pk, 2),
        (coach.pk, 1),
        (coach.pk, 2),
    ]
    assert "for Sofia Student" in published[0][1]["html"]
    assert "for Carl Coach" in published[2][1]["html"]
