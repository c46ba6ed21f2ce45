"""A contract and its sessions in the timeline: which cards appear, which change, which notes are added."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Q

from chat.models import Entry
from chat.timeline import entries
from chat.timeline.people import Person
from chat.timeline.queries import sides_of
from contracts.actions import (
    accept_amendment,
    accept_contract,
    accept_pause,
    propose_amendment,
    propose_pause,
)
from contracts.models import Contract
from contracts.terms import terms_of
from core.events import record
from sessions import events as session_events
from sessions.actions import write_wrap_up
from sessions.actions.offering import offer_times
from tests import factories
from tests.chat.told import the_conversation, timeline, words
from tests.factories import NOW

pytestmark = pytest.mark.django_db


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
        number=session.number, version=2, minutes=session.duration_minutes,
        student_id=contract.student_id,
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
