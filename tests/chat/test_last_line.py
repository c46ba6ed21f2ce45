"""The last line of a conversation says what happened, to each side in their own words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chat.live.push import as_seen_by
from chat.models import Entry
from chat.timeline.people import Person
from chat.workspace.inbox import inbox_of
from contracts.actions import counter_contract
from contracts.terms import terms_of
from sessions.actions import request_reschedule
from tests.factories import (
    NOW,
    active_contract,
    confirmed_session,
    offered_contract,
    offered_session,
    open_request,
    opens_every_day,
    pending_proposal,
    scheduled_session,
)

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(days=3)


def lines(*people):
    """The last line of the one conversation, as each of these reads it."""
    read = []
    for person in people:
        with as_seen_by(Person.of(person)):
            (row,) = inbox_of(person, now=NOW).rows
        read.append(row.line)
    assert Entry.objects.order_by("seq").last().kind == "card"
    return read


def test_a_proposal(student, coach):
    pending_proposal(open_request(student), coach)
    assert lines(student, coach) == ["Carl Coach sent a proposal.", "You sent a proposal."]


def test_an_offered_contract_and_the_answer_to_it(student, coach):
    contract = offered_contract(student, coach)
    assert lines(student, coach) == [
        f"Carl Coach offers contract {contract.number}.",
        f"You offered contract {contract.number}.",
    ]
    terms = replace(terms_of(contract.open_version), session_count=5)
    counter_contract(contract, by=student, version_number=1, terms=terms, now=NOW)
    assert lines(student, coach) == [
        f"You answered {contract.number} with version 2.",
        f"Sofia Student answers {contract.number} with version 2.",
    ]


def test_offered_times(student, coach):
    session = active_contract(student, coach).sessions.get(number=1)
    offered_session(session, by=coach, starts=[SOON, SOON + timedelta(hours=2)])
    assert lines(student, coach) == [
        "Carl Coach offers 2 times for session 1.",
        "You offered 2 times for session 1.",
    ]


def test_a_booking_on_each_clock(student, coach):
    opens_every_day(coach)
    scheduled_session(active_contract(student, coach).sessions.get(number=1), starts_at=SOON)
    assert lines(student, coach) == [
        "You booked session 1 for Fri 6 Nov, 10:00 (Berlin). Carl Coach has to confirm.",
        "Sofia Student booked session 1 for Fri 6 Nov, 04:00 (New York). Please confirm.",
    ]


def test_a_wish_to_move(student, coach):
    session = active_contract(student, coach).sessions.get(number=1)
    confirmed_session(session, starts_at=SOON)
    session.refresh_from_db()
    request_reschedule(
        session, by=student, starts=[SOON + timedelta(days=1)], timezone=student.timezone,
        reason="My train is late that day.", version=session.version, now=NOW,
    )  # fmt: skip
    assert lines(student, coach) == [
        "You asked to move session 1.",
        "Sofia Student asks to move session 1.",
    ]
