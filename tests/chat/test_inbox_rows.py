"""A row of the inbox: whose turn it is, which contract it shows, and what the rows cost to read."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from chat.models import Conversation, Participant
from chat.timeline import numbers
from chat.workspace.inbox import inbox_of
from contracts.actions import withdraw_contract
from tests import factories
from tests.chat.asked import sql_of
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_a_row_says_whose_turn_it_is(plain_cards, student, coach):
    factories.pending_proposal(factories.open_request(student), coach)
    (mine,) = inbox_of(student, now=NOW).rows
    (theirs,) = inbox_of(coach, now=NOW).rows
    assert mine.is_mine
    assert theirs.decision
    assert not theirs.is_mine


def test_a_row_shows_the_contract_and_its_offer(plain_cards, student, coach):
    factories.offered_contract(student, coach)
    (row,) = inbox_of(student, now=NOW).rows
    assert (row.badge, row.tone, row.is_mine) == ("Offer, version 1", "warn", True)


def test_rows_read_nothing_once_they_are_there(
    plain_cards, student, coach, other_coach, django_assert_num_queries
):
    """They are read with what they show and no more: a field that was left out would cost a query a row."""
    factories.active_contract(student, coach)
    factories.offered_contract(student, other_coach, by=other_coach)
    rows = inbox_of(student, now=NOW).rows
    with django_assert_num_queries(0):
        shown = {row.badge: row.tone for row in rows if row.other.name and row.decision}
    assert shown == {"Active, 0 of 4": "ok", "Offer, version 1": "warn"}


def test_a_row_shows_progress(plain_cards, student, coach):
    factories.active_contract(student, coach)
    (row,) = inbox_of(coach, now=NOW).rows
    assert row.badge == "Active, 0 of 4"
    # Either side may find the next time, and nothing ends by itself.
    assert (row.is_mine, row.decision.deadline) == (True, None)


def test_an_offer_that_ended_does_not_hide_the_contract_in_force(plain_cards, student, coach):
    factories.active_contract(student, coach)
    ended = factories.offered_contract(student, coach, by=coach)
    withdraw_contract(ended, by=coach, version_number=1, now=NOW)
    (row,) = inbox_of(student, now=NOW).rows
    assert row.badge == "Active, 0 of 4"


def test_an_offer_beside_a_contract_in_force_is_a_turn_and_no_badge(plain_cards, student, coach):
    factories.active_contract(student, coach)
    factories.offered_contract(student, coach, by=coach)
    for shown in ("all", "mine", "active"):
        (row,) = inbox_of(student, now=NOW, shown=shown).rows
        assert (row.badge, row.tone, row.is_mine) == ("Active, 0 of 4", "ok", True)
        assert row.decision.deadline is not None  # that of the offer


def test_filters_and_counts_are_not_those_of_the_newest_only(
    plain_cards, student, coach, other_coach, monkeypatch
):
    factories.active_contract(student, coach)
    old = Conversation.objects.get()
    factories.pending_proposal(
        factories.open_request(student, title="Another wish"), other_coach, now=NOW
    )
    monkeypatch.setattr("chat.workspace.inbox.STEP", 1)
    (newest,) = inbox_of(student, now=NOW).rows
    assert newest.conversation_id != old.pk
    (active,) = inbox_of(student, now=NOW, shown="active").rows
    assert active.conversation_id == old.pk
    assert inbox_of(student, now=NOW).mine_count == 2
    assert inbox_of(student, now=NOW, open_id=old.pk).row(old.pk).badge == "Active, 0 of 4"
    Participant.objects.filter(user=student, conversation=old).update(archived_at=NOW)
    inbox = inbox_of(student, now=NOW, shown="archived")
    assert [row.conversation_id for row in inbox.rows] == [old.pk]
    assert (inbox.mine_count, inbox.archived_count) == (1, 1)


def test_the_inbox_takes_five_queries_whatever_it_holds(
    plain_cards, student, coach, other_coach, other_student
):
    factories.active_contract(student, coach)
    factories.pending_proposal(factories.open_request(student, title="Another wish"), other_coach)
    with CaptureQueriesContext(connection) as queries:
        assert len(inbox_of(student, now=NOW).rows) == 2
    assert len(sql_of(queries)) == 5, sql_of(queries)


def test_older_conversations_are_reached_and_stay_within_reach(login, coach, monkeypatch):
    students = [factories.make_student(f"Student {number}") for number in range(7)]
    for number, student in enumerate(students):
        at = NOW + timedelta(hours=number)
        with transaction.atomic():
            numbers.conversation_for(student_id=student.pk, coach_id=coach.pk, now=at)
    monkeypatch.setattr("chat.workspace.inbox.STEP", 3)
    browser = login(coach)

    def names(path):
        page = browser.get(path).content.decode()
        more = re.findall(r'data-rows="(\d+)"\s+href="([^"]+)"', page)
        return re.findall(r"inbox-row__name[^>]*>([^<]+)<", page), more

    first, (more,) = names("/chat")
    assert (len(first), first[0], more[0]) == (3, "Student 6", "6")
    page, (again,) = names(f"/chat{unescape(more[1]).split('#')[0]}")
    assert (len(page), page[-1], again[0]) == (6, "Student 1", "9")
    rows, none = names("/chat/rows?filter=all&rows=9")
    assert (len(rows), none) == (7, [])
    oldest = Conversation.objects.earliest("last_activity_at")
    opened, _more = names(f"/chat/{oldest.pk}")
    assert opened == ["Student 6", "Student 5", "Student 0"]
    with CaptureQueriesContext(connection) as queries:
        assert len(inbox_of(coach, now=NOW, limit=9).rows) == 7
    assert len(sql_of(queries)) == 4  # nothing was said there that a line could show
