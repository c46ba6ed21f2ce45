"""The cards of twelve sessions are drawn in as many queries as the cards of six."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.live.reading import replay
from chat.models import Conversation
from core import clock
from core.cards import build_card, fetch
from core.errors import NotPossibleNow
from sessions.actions import (
    accept_time,
    check_in,
    claim_no_show,
    complete_session,
    counter_reschedule,
    request_reschedule,
)
from sessions.errors import SlotTaken
from sessions.models import CoachingSession
from tests.factories import NOW, active_contract, confirmed_session, offered_session

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW + 3 * DAY)


@pytest.fixture
def contract(student, coach):
    return active_contract(student, coach, session_count=12)


def fill(contract, numbers):
    """Of these credits, in turn: one held, one with a countered wish to move, one with times offered."""
    student, coach = contract.student, contract.coach
    for number in numbers:
        row = contract.sessions.get(number=number)
        at = NOW + timedelta(days=1, hours=number)
        if number % 3 == 0:
            row = confirmed_session(row, starts_at=at)
            complete_session(row, by=student, version=row.version, now=NOW + 3 * DAY)
        elif number % 3 == 1:
            row = confirmed_session(row, starts_at=at + 4 * DAY)
            reschedule = request_reschedule(
                row, by=student, starts=[at + 7 * DAY], timezone="UTC",
                reason="Something came up that day.", version=row.version, now=NOW + 2 * DAY,
            )  # fmt: skip
            counter_reschedule(
                reschedule, by=coach, starts=[at + 10 * DAY], timezone="UTC",
                reason="I am away then, too.", now=NOW + 2 * DAY,
            )  # fmt: skip
        else:
            starts = [at + 13 * DAY, at + 14 * DAY]
            offered_session(row, by=coach, starts=starts, now=NOW + 2 * DAY)


def grows(contract, read):
    """The queries of `read` with six cards, two of each kind, and with twelve."""
    counts = []
    for numbers in (range(1, 7), range(7, 13)):
        fill(contract, numbers)
        read()
        with CaptureQueriesContext(connection) as captured:
            read()
        counts.append(len(captured))
    return counts


@pytest.mark.parametrize("side", ["student", "coach"])
def test_the_list_of_a_contract(contract, client, side):
    client.force_login(getattr(contract, side))
    path = f"/contracts/{contract.pk}/sessions"
    few, many = grows(contract, lambda: client.get(path))
    assert few == many <= 14
    assert client.get(path).content.decode().count("session-") >= 12


@pytest.mark.parametrize("side", ["student", "coach"])
def test_what_a_page_missed(contract, side):
    viewer = getattr(contract, side)
    conversation = Conversation.objects.get(student=contract.student, coach=contract.coach)
    after = conversation.counter

    def read():
        frame = replay(conversation.pk, user_id=viewer.pk, after=after, now=clock.now())
        assert len(frame["entries"]) >= 4

    few, many = grows(contract, read)
    assert few == many <= 16


@pytest.mark.parametrize("side", ["student", "coach"])
def test_the_page_of_a_conversation(contract, client, side):
    client.force_login(getattr(contract, side))
    conversation = Conversation.objects.get(student=contract.student, coach=contract.coach)
    path = f"/chat/{conversation.pk}"
    few, many = grows(contract, lambda: client.get(path))
    assert few == many <= 51, (few, many)


@pytest.mark.parametrize("side", ["student", "coach"])
def test_a_card_read_with_others_is_the_card_of_the_row_alone(contract, side):
    viewer, now = getattr(contract, side), clock.now()
    fill(contract, range(1, 4))
    alone = [build_card(row, viewer=viewer, now=now) for row in contract.sessions.all()]
    together = list(CoachingSession.objects.filter(contract=contract))
    known = fetch(together, now=now)
    assert [build_card(row, viewer=viewer, now=now, known=known) for row in together] == alone
    reschedules = [reschedule for row in together for reschedule in row.reschedules.all()]
    alone = [build_card(reschedule, viewer=viewer, now=now) for reschedule in reschedules]
    fresh = [type(reschedule).objects.get(pk=reschedule.pk) for reschedule in reschedules]
    known = fetch(fresh, now=now)
    assert [
        build_card(reschedule, viewer=viewer, now=now, known=known) for reschedule in fresh
    ] == alone
    assert reschedules


def test_what_a_card_was_drawn_from_does_not_decide(contract):
    """Somebody takes the time after the card was read: the press is refused all the same."""
    student, coach = contract.student, contract.coach
    row = contract.sessions.get(number=1)
    at = NOW + 5 * DAY
    offered_session(row, by=coach, starts=[at], now=NOW)
    row = CoachingSession.objects.get(pk=row.pk)
    fetch([row], now=NOW)
    offer = row.offers.all()[0]
    confirmed_session(contract.sessions.get(number=2), starts_at=at, now=NOW)
    with pytest.raises(SlotTaken):
        accept_time(offer, by=student, starts_at=at, now=NOW)


def test_a_claim_made_after_the_card_was_read_counts(contract):
    student, coach = contract.student, contract.coach
    row = confirmed_session(contract.sessions.get(number=1), starts_at=NOW + DAY)
    start = NOW + DAY
    row = CoachingSession.objects.get(pk=row.pk)
    fetch([row], now=NOW)
    assert list(row.no_show_claims.all()) == []
    check_in(row, by=student, now=start)
    later = start + timedelta(minutes=20)
    claim_no_show(row, by=student, version=row.version + 1, now=later)
    with pytest.raises(NotPossibleNow):
        complete_session(row, by=coach, version=row.version + 2, now=start + timedelta(hours=2))
