"""The list of conversations: its filters, its archive, and the fragment that keeps an open page true."""

import re
from datetime import timedelta

import pytest
import time_machine

from chat.live import presence
from chat.models import Conversation, Participant
from chat.timeline.actions import mark_unread
from chat.timeline.queries import waiting_places
from chat.workspace.inbox import inbox_of
from chat.workspace.rail import rail_of
from chat.workspace.starting import start_conversation
from core.models import EventRecord
from dashboards.work import work_of
from marketplace.actions import withdraw_proposal
from tests import factories
from tests.chat.told import the_conversation
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def ids(page: str) -> list[str]:
    return re.findall(r'id="(row-\d+)"', page)


def archive(client, number, away="1"):
    return client.post(f"/chat/{number}/archive", {"archived": away})


@time_machine.travel(NOW, tick=False)
def test_each_filter_holds_what_it_says(as_student, student, coach, other_coach):
    running = factories.active_contract(student, coach)
    factories.pending_proposal(factories.open_request(student), other_coach)
    with_contract, with_proposal = ids(as_student.get("/chat").content.decode())[::-1]

    shown = {
        name: ids(as_student.get(f"/chat?filter={name}").content.decode())
        for name in ("all", "mine", "active", "archived", "nonsense")
    }

    assert running.status == "active"
    assert shown == {
        "all": [with_proposal, with_contract],
        "mine": [with_proposal, with_contract],
        "active": [with_contract],
        "archived": [],
        "nonsense": [with_proposal, with_contract],
    }


@time_machine.travel(NOW, tick=False)
def test_what_opens_beside_the_list_waits_for_the_viewer_or_is_the_newest(
    as_student, student, coach, other_coach
):
    def opens(client=as_student, **query):
        page = client.get("/chat", query).content.decode()
        return re.findall(r'name="opens"\s+content="/chat/(\d+)', page)

    assert opens() == []
    factories.pending_proposal(factories.open_request(student), coach)
    waiting = the_conversation()
    newer = start_conversation(other_coach, by=student, now=NOW + timedelta(hours=1))
    assert inbox_of(student, now=NOW).rows[0].conversation_id == newer.pk
    assert opens() == opens(filter="mine") == [str(waiting.pk)]
    assert opens(filter="archived") == []

    mark_unread(waiting.pk, by=student)
    assert opens() == [str(newer.pk)]
    archive(as_student, newer.pk)
    as_student.get("/settings")  # where it is said
    assert opens() == []
    assert opens(filter="archived") == [str(newer.pk)]


def test_an_archived_conversation_is_out_of_the_way_until_something_happens(
    as_student, student, coach
):
    proposal = factories.pending_proposal(factories.open_request(student), coach)
    number = the_conversation().pk
    assert waiting_places(student).count() == 1

    assert archive(as_student, number).status_code == 303
    assert archive(as_student, number).status_code == 303  # again changes nothing
    inbox = inbox_of(student, now=NOW)
    assert (inbox.rows, inbox.mine_count, inbox.archived_count) == ((), 0, 1)
    assert [row.archived for row in inbox_of(student, now=NOW, shown="archived").rows] == [True]
    assert waiting_places(student).count() == 0
    assert [row.archived for row in inbox_of(coach, now=NOW).rows] == [False]

    withdraw_proposal(proposal, by=coach, version=1, now=NOW)
    assert [row.archived for row in inbox_of(student, now=NOW).rows] == [False]


def test_it_is_brought_back_by_hand(as_student, student, coach):
    factories.pending_proposal(factories.open_request(student), coach)
    number = the_conversation().pk
    events = EventRecord.objects.count()
    archive(as_student, number)
    page = as_student.get(f"/chat/{number}?filter=archived").content.decode()
    assert "Bring back from the archive" in page
    assert f'href="/chat/{number}?filter=archived"' in page

    archive(as_student, number, "0")

    assert not Participant.objects.exclude(archived_at=None).exists()
    assert EventRecord.objects.count() == events


def test_the_fragment_is_the_same_html_as_the_page_has(as_student, student, coach):
    factories.active_contract(student, coach)
    number = the_conversation().pk
    for query in ("", "?filter=mine", "?filter=active"):
        page = as_student.get(f"/chat{query}").content.decode()
        assert as_student.get(f"/chat/rows{query}").content.decode().strip() in page
    page = as_student.get(f"/chat/{number}").content.decode()
    fragment = as_student.get(f"/chat/rows?open={number}").content.decode().strip()
    assert fragment in page
    assert 'aria-current="page"' in fragment


def test_strangers_get_no_rows(client, student, coach, other_student):
    factories.pending_proposal(factories.open_request(student), coach)
    assert client.get("/chat/rows").status_code == 302
    client.force_login(other_student)
    assert ids(client.get("/chat/rows").content.decode()) == []


def test_who_is_here_has_a_mark_under_every_filter(as_student, student, coach):
    factories.active_contract(student, coach)
    number = the_conversation().pk
    presence.mark_here([coach.pk])
    for query in ("", "?filter=active", "?filter=archived"):
        page = as_student.get(f"/chat/{number}{query}").content.decode()
        assert "<span data-presence>Here now" in page
    assert 'data-presence="online"' in as_student.get("/chat/rows").content.decode()


def test_a_session_that_staff_called_completed_counts_as_held_everywhere(student, coach, staff):
    """The badge, the context beside the timeline and the dashboard count the same rows."""
    first = factories.active_contract(student, coach).sessions.get(number=1)
    starts_at = NOW + timedelta(days=2)
    row = factories.resolved_session(first, staff=staff, starts_at=starts_at, outcome="completed")
    assert row.status == "resolved"

    now = row.ends_at
    (listed,) = inbox_of(student, now=now).rows
    rail = rail_of(Conversation.objects.get(), viewer=student, now=now)
    (running,) = work_of(student, now).contracts
    assert listed.contract
    assert (listed.contract.done, rail.done, running.done) == (1, 1, 1)
    assert listed.badge == "Active, 1 of 4"
