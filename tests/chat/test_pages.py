"""The workspace's pages and the HTTP twins of the socket."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from chat import limits, timeline
from chat.inbox import inbox_of
from chat.models import Conversation, Entry, EntryRevision, Participant
from chat.reading import replay
from contracts.actions import withdraw_contract
from core.models import EventRecord
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_student(client, student):
    client.force_login(student)
    return client


@pytest.fixture
def as_coach(client, coach):
    client.force_login(coach)
    return client


JSON = {"headers": {"Accept": "application/json"}, "content_type": "application/json"}


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


def test_a_plain_form_sends_and_returns_to_the_page(conversation, as_student):
    data = {"body": "Hello\r\nthere", "client_id": str(uuid4())}
    answer = as_student.post(f"/chat/{conversation.pk}/messages", data)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/chat/{conversation.pk}")
    assert Entry.objects.get().body == "Hello\nthere"


def test_the_same_idempotency_key_gives_the_same_answer(conversation, as_student):
    key = {"Idempotency-Key": str(uuid4()), "Accept": "application/json"}
    url = f"/chat/{conversation.pk}/messages"
    first = as_student.post(url, {"body": "Hi"}, content_type="application/json", headers=key)
    again = as_student.post(url, {"body": "Hi"}, content_type="application/json", headers=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["seq"] == 1
    assert Entry.objects.count() == 1


def test_a_message_too_long_is_422_and_nothing_is_written(conversation, as_student):
    url = f"/chat/{conversation.pk}/messages"
    answer = as_student.post(url, {"body": "x" * 4001, "client_id": str(uuid4())}, **JSON)
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "message_too_long"
    assert not Entry.objects.exists()


def test_a_plain_form_that_is_refused_gives_the_text_back(conversation, as_student):
    typed = "<i>" + "x" * 4001
    data = {"body": typed, "client_id": str(uuid4())}
    answer = as_student.post(f"/chat/{conversation.pk}/messages", data)
    assert answer.status_code == 422
    assert f">{escape(typed)}</textarea>" in answer.content.decode()
    assert not Entry.objects.exists()


def test_presses_are_held_to_the_pace_of_sockets(
    conversation, as_student, say, student, monkeypatch
):
    say(student, "First")
    monkeypatch.setattr(limits, "PRESSES_MOST", 2)
    url = f"/chat/{conversation.pk}"
    paths = ["messages", "entries/1/react", "entries/1/edit", "entries/1/delete", "read", "mute"]
    said = [
        as_student.post(f"{url}/messages", {"body": "x", "client_id": str(uuid4())}, **JSON)
        for _ in range(2)
    ]
    assert [answer.status_code for answer in said] == [201, 201]
    kept = list(Entry.objects.values())
    for path in paths:
        answer = as_student.post(f"{url}/{path}", {"body": "y", "client_id": str(uuid4())}, **JSON)
        assert (answer.status_code, answer.json()["error"]["code"]) == (429, "too_many")
    assert list(Entry.objects.values()) == kept
    assert as_student.get(f"{url}/entries?after=0").status_code == 200


def test_a_key_that_is_none_is_422(conversation, as_student):
    url = f"/chat/{conversation.pk}/messages"
    answer = as_student.post(url, {"body": "x", "client_id": "nonsense"}, **JSON)
    assert answer.status_code == 422
    assert "client_id" in answer.json()["error"]["fields"]


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


# --- editing, deleting, reacting --------------------------------------------------------------


def test_an_edit_keeps_the_former_text_and_takes_a_number(conversation, student, say, as_student):
    say(student, "Helo")
    answer = as_student.post(f"/chat/{conversation.pk}/entries/1/edit", {"body": "Hello"}, **JSON)
    entry = Entry.objects.get()
    assert (answer.json()["n"], entry.body, entry.seq, entry.changed_n) == (2, "Hello", 1, 2)
    assert EntryRevision.objects.get().body == "Helo"
    assert entry.edited_at is not None


def test_an_edit_to_the_same_text_changes_nothing(conversation, student, say, as_student):
    say(student, "Hello")
    as_student.post(f"/chat/{conversation.pk}/entries/1/edit", {"body": "Hello "})
    assert Entry.objects.get().changed_n == 1
    assert not EntryRevision.objects.exists()


@pytest.mark.parametrize("verb", ["edit", "delete"])
def test_nobody_changes_the_others_message(conversation, student, say, as_coach, verb):
    say(student, "Hello")
    answer = as_coach.post(f"/chat/{conversation.pk}/entries/1/{verb}", {"body": "x"}, **JSON)
    assert answer.status_code == 403
    assert Entry.objects.get().body == "Hello"


def test_a_deleted_message_leaves_a_tombstone_and_is_no_longer_unread(
    conversation, student, coach, say, as_student
):
    say(student, "Oops")
    say(student, "Fine")
    as_student.post(f"/chat/{conversation.pk}/entries/1/delete")
    as_student.post(f"/chat/{conversation.pk}/entries/1/delete")
    entry = Entry.objects.get(seq=1)
    assert (entry.body, entry.changed_n) == ("", 3)
    assert EntryRevision.objects.get().body == "Oops"
    assert Participant.objects.get(user=coach).unread == 1
    page = as_student.get(f"/chat/{conversation.pk}").content.decode()
    assert "Oops" not in page
    assert 'data-state="deleted"' in page


def test_answers_change_with_what_they_answer(conversation, student, coach, say, as_student):
    say(student, "At nine")
    say(coach, "Good", reply_to_seq=1)
    as_student.post(f"/chat/{conversation.pk}/entries/1/edit", {"body": "At ten"})
    changed = replay(conversation.pk, user_id=coach.pk, after=2, now=NOW)["entries"]
    assert [(e["seq"], e["n"]) for e in changed] == [(1, 3), (2, 4)]
    assert "At ten" in changed[1]["html"]


def test_a_reaction_is_put_and_taken_away_once(conversation, student, say, as_coach, coach):
    say(student, "Done!")
    url = f"/chat/{conversation.pk}/entries/1/react"
    as_coach.post(url, {"sign": "🎉", "on": "1"})
    as_coach.post(url, {"sign": "🎉", "on": "1"})
    entry = Entry.objects.get()
    assert (entry.reactions, entry.changed_n) == ({"🎉": [coach.pk]}, 2)
    as_coach.post(url, {"sign": "🎉", "on": "0"})
    assert Entry.objects.get().reactions == {}


def test_a_sign_that_is_not_offered_is_refused(conversation, student, say, as_coach):
    say(student)
    answer = as_coach.post(
        f"/chat/{conversation.pk}/entries/1/react", {"sign": "<b>", "on": "1"}, **JSON
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("press", "field", "right"),
    [
        ("messages", "reply", {"client_id": "2f1b7f7e-8f7c-4e0b-9b0c-6a4b1f1f7a11", "body": "Hi"}),
        ("messages", "body", {"client_id": "2f1b7f7e-8f7c-4e0b-9b0c-6a4b1f1f7a11"}),
        ("messages", "client_id", {"body": "Hi"}),
        ("entries/1/react", "on", {"sign": "🎉"}),
        ("entries/1/react", "sign", {"on": True}),
        ("read", "seq", {}),
        ("mute", "muted", {}),
        ("archive", "archived", {}),
    ],
)
def test_input_of_the_wrong_kind_is_named_and_changes_nothing(
    conversation, student, say, as_coach, coach, press, field, right
):
    say(student)
    place = Participant.objects.filter(user=coach)
    before = place.values().get()
    for wrong in (["1"], {"a": 1}, 1.5, -1, "\x00", "\ud800"):
        sent = {**right, field: wrong}
        answer = as_coach.post(f"/chat/{conversation.pk}/{press}", sent, **JSON)
        assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, [field]), wrong
    assert place.values().get() == before
    assert Entry.objects.get().reactions == {}


def test_a_message_that_is_not_text_to_keep_is_refused_from_a_form_too(conversation, as_student):
    for body in ("", "  ", "zero \x00 byte", "x" * 4001):
        sent = {"client_id": "2f1b7f7e-8f7c-4e0b-9b0c-6a4b1f1f7a11", "body": body}
        answer = as_student.post(f"/chat/{conversation.pk}/messages", sent, headers=JSON["headers"])
        assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, ["body"])
    assert not Entry.objects.exists()


# --- reading ------------------------------------------------------------------------------------


def test_the_marker_never_goes_back_and_unread_is_a_recount(
    conversation, student, coach, say, as_coach
):
    for _ in range(3):
        say(student)
    say(coach)
    url = f"/chat/{conversation.pk}/read"
    assert as_coach.post(url, {"seq": 2}, **JSON).json() == {"seq": 2, "unread": 1}
    assert as_coach.post(url, {"seq": 1}, **JSON).json() == {"seq": 2, "unread": 1}
    assert as_coach.post(url, {"seq": 999}, **JSON).json() == {"seq": 4, "unread": 0}


def test_marked_as_unread_stands_out_until_it_is_read(conversation, student, say, as_coach, coach):
    say(student)
    as_coach.post(f"/chat/{conversation.pk}/read")
    as_coach.post(f"/chat/{conversation.pk}/unread")
    (row,) = inbox_of(coach, now=NOW).rows
    assert (row.unread, row.aside) == (0, True)
    as_coach.post(f"/chat/{conversation.pk}/read")
    (row,) = inbox_of(coach, now=NOW).rows
    assert row.aside is False
    assert Participant.objects.get(user=coach).last_read_seq == 1


def test_muting_is_ones_own(conversation, student, as_coach, coach):
    as_coach.post(f"/chat/{conversation.pk}/mute", {"muted": "1"})
    muted = {p.user: p.muted for p in Participant.objects.all()}
    assert muted == {coach: True, student: False}


# --- the inbox ----------------------------------------------------------------------------------


def test_a_row_says_whose_turn_it_is(plain_cards, student, coach):
    factories.pending_proposal(factories.open_request(student), coach)
    (mine,) = inbox_of(student, now=NOW).rows
    (theirs,) = inbox_of(coach, now=NOW).rows
    assert mine.is_mine
    assert theirs.turn
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
        shown = {row.badge: row.tone for row in rows if row.other.initials and row.turn}
    assert shown == {"Active, 0 of 4": "ok", "Offer, version 1": "warn"}


def test_a_row_shows_progress(plain_cards, student, coach):
    factories.active_contract(student, coach)
    (row,) = inbox_of(coach, now=NOW).rows
    assert row.badge == "Active, 0 of 4"
    # Either side may find the next time, and nothing ends by itself.
    assert (row.is_mine, row.turn.until) == (True, None)


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
        assert row.turn.until is not None  # that of the offer


def test_filters_and_counts_are_not_those_of_the_newest_only(
    plain_cards, student, coach, other_coach, monkeypatch
):
    factories.active_contract(student, coach)
    old = Conversation.objects.get()
    factories.pending_proposal(
        factories.open_request(student, title="Another wish"), other_coach, now=NOW
    )
    monkeypatch.setattr("chat.inbox.STEP", 1)
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


def sql_of(queries):
    silent = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return [q["sql"] for q in queries if not q["sql"].startswith(silent)]


def test_the_inbox_takes_two_queries_whatever_it_holds(
    plain_cards, student, coach, other_coach, other_student
):
    factories.active_contract(student, coach)
    factories.pending_proposal(factories.open_request(student, title="Another wish"), other_coach)
    with CaptureQueriesContext(connection) as queries:
        assert len(inbox_of(student, now=NOW).rows) == 2
    assert len(sql_of(queries)) == 2, sql_of(queries)


def test_older_conversations_are_reached_and_stay_within_reach(login, coach, monkeypatch):
    students = [factories.make_student(f"Student {number}") for number in range(7)]
    for number, student in enumerate(students):
        at = NOW + timedelta(hours=number)
        with transaction.atomic():
            timeline.conversation_for(student_id=student.pk, coach_id=coach.pk, now=at)
    monkeypatch.setattr("chat.inbox.STEP", 3)
    browser = login(coach)

    def names(path):
        page = browser.get(path).content.decode()
        more = re.findall(r'data-rows="(\d+)" href="([^"]+)"', page)
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
    assert len(sql_of(queries)) == 2


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


def test_the_navigation_counts_conversations_with_something_unread(
    conversation, student, coach, say, as_coach
):
    assert as_coach.get("/chat/waiting").json() == {"conversations": 0}
    say(student)
    say(student)
    assert as_coach.get("/chat/waiting").json() == {"conversations": 1}
    as_coach.post(f"/chat/{conversation.pk}/read")
    assert as_coach.get("/chat/waiting").json() == {"conversations": 0}


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
    assert 'data-slash="/times" data-also="/schedule"' in page[coach]
