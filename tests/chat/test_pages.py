"""The workspace's page, and the windows of entries that it fetches."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.live.reading import replay
from chat.models import Conversation, Entry, Participant
from core.models import EventRecord
from tests import factories
from tests.chat.asked import sql_of
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_the_inbox_needs_a_login(client):
    answer = client.get("/chat")
    assert (answer.status_code, answer.headers["Location"][:15]) == (302, "/account/login/")


def test_the_page_shows_both_names_and_the_messages(conversation, student, coach, say, as_coach):
    say(student, "Hello <script>alert(1)</script>")
    page = as_coach.get(f"/chat/{conversation.pk}").content.decode()
    assert "Sofia Student" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page
    assert 'data-n="1"' in page


@pytest.mark.parametrize(
    "path", ["", "/entries?after=0", "/entries?before=9", "/entries/1", "/rail"]
)
def test_a_stranger_gets_404(conversation, student, say, client, other_student, path):
    say(student)
    client.force_login(other_student)
    assert client.get(f"/chat/{conversation.pk}{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["messages", "read", "unread", "mute", "archive", "entries/1/edit", "entries/1/delete"]
)
def test_a_strangers_press_is_404_and_nothing_changes(
    conversation, student, say, client, other_student, path
):
    say(student, "Hello")
    client.force_login(other_student)
    before = list(Entry.objects.values()), list(Participant.objects.values())
    data = {"body": "x", "client_id": str(uuid4()), "muted": "1", "archived": "1"}
    assert client.post(f"/chat/{conversation.pk}/{path}", data).status_code == 404
    assert (list(Entry.objects.values()), list(Participant.objects.values())) == before
    assert not EventRecord.objects.exists()


def test_entries_after_a_number_are_the_sockets_resume(conversation, student, say, as_coach):
    for text in ("a", "b"):
        say(student, text)
    data = as_coach.get(f"/chat/{conversation.pk}/entries?after=1").json()
    assert (data["head"], [entry["n"] for entry in data["entries"]]) == (2, [2])


@pytest.mark.parametrize("query", ["after=x", "after=-1", "before=1e5", f"after={'9' * 30}"])
def test_nonsense_numbers_are_404(conversation, as_student, query):
    assert as_student.get(f"/chat/{conversation.pk}/entries?{query}").status_code == 404


def test_history_comes_in_windows_of_fifty(conversation, student, coach, say, as_coach):
    for number in range(120):
        say(student, f"message {number}")
    url = f"/chat/{conversation.pk}/entries"
    newest = as_coach.get(url + "?before=121").json()
    assert [e["seq"] for e in newest["entries"]] == list(range(71, 121))
    assert newest["older"] is True
    oldest = as_coach.get(url + "?before=21").json()
    assert ([e["seq"] for e in oldest["entries"]], oldest["older"]) == (list(range(1, 21)), False)
    around = as_coach.get(url + "?around=60").json()
    assert (around["entries"][0]["seq"], around["entries"][-1]["seq"]) == (35, 84)
    assert (around["older"], around["newer"]) == (True, True)


@pytest.mark.parametrize(
    ("at", "first", "is_live"), [(120, 71, True), (71, 71, True), (70, 45, False), (3, 1, False)]
)
def test_a_link_to_an_entry_opens_the_part_that_holds_it(
    conversation, student, say, as_coach, at, first, is_live
):
    for number in range(120):
        say(student, f"Line {number + 1}")
    page = as_coach.get(f"/chat/{conversation.pk}?at={at}").content.decode()
    shown = [int(seq) for seq in re.findall(r'data-seq="(\d+)"', page)]
    assert (shown[0], at in shown) == (first, True)
    assert ('data-newer=""' in page) == is_live


def test_agreements_only_leaves_cards_and_notes(plain_cards, student, coach, as_coach):
    factories.accepted_proposal(student, coach)
    place = Conversation.objects.get()
    page = as_coach.get(f"/chat/{place.pk}?show=agreements").content.decode()
    assert page.count('data-kind="card"') == 2
    assert 'data-kind="message"' not in page


def test_one_entry_can_be_fetched_again(conversation, student, say, as_coach):
    say(student, "Hello")
    html = as_coach.get(f"/chat/{conversation.pk}/entries/1").content.decode()
    assert html.startswith('<li class="entry"')
    assert as_coach.get(f"/chat/{conversation.pk}/entries/2").status_code == 404


def test_a_resume_takes_two_queries(conversation, student, coach, say):
    for number in range(20):
        say(student, str(number), reply_to_seq=number or None)
    with CaptureQueriesContext(connection) as queries:
        frame = replay(conversation.pk, user_id=coach.pk, after=0, now=NOW)
    assert len(frame["entries"]) == 20
    assert len(sql_of(queries)) <= 2, sql_of(queries)


def test_more_than_three_hundred_changes_are_a_reload(conversation, student, coach, say):
    for _ in range(301):
        say(student)
    assert replay(conversation.pk, user_id=coach.pk, after=0, now=NOW)["reload"] is True
    assert len(replay(conversation.pk, user_id=coach.pk, after=1, now=NOW)["entries"]) == 300


def test_schedule_is_picking_for_the_student_and_offering_for_the_coach(client, student, coach):
    factories.active_contract(student, coach)
    conversation = Conversation.objects.get(student=student, coach=coach)
    page = {}
    for person in (student, coach):
        client.force_login(person)
        page[person] = client.get(f"/chat/{conversation.pk}").content.decode()
        assert 'data-commands="/contract /times /schedule /reschedule"' in page[person]
    assert 'data-slash="/schedule"' in page[student]
    assert "data-also" not in page[student]
    assert re.search(r'data-slash="/times"\s+data-also="/schedule"', page[coach])
