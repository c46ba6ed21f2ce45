"""The HTTP twins of the socket: sending, editing, deleting, reacting, reading."""

from uuid import uuid4

import pytest
from django.utils.html import escape

from chat.live import limits
from chat.live.reading import replay
from chat.models import Entry, EntryRevision, Participant
from chat.timeline.actions import delete_message
from chat.workspace.inbox import inbox_of
from tests.chat.asked import JSON
from tests.factories import NOW

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("door", ["form", "json"])
def test_an_answer_to_a_message_that_is_gone_is_refused_with_its_field(
    conversation, student, coach, say, as_student, door
):
    say(coach, "When?")
    delete_message(conversation.pk, 1, by=coach, now=NOW)
    before = list(Entry.objects.values())
    data = {"body": "At <nine>", "client_id": str(uuid4()), "reply": "1"}
    how = JSON if door == "json" else {}
    answer = as_student.post(f"/chat/{conversation.pk}/messages", data, **how)
    assert answer.status_code == 422
    if door == "json":
        assert list(answer.json()["error"]["fields"]) == ["reply"]
    else:
        assert f">{escape(data['body'])}</textarea>" in answer.content.decode()
        assert "is not there any more" in answer.content.decode()
    assert list(Entry.objects.values()) == before


@pytest.mark.parametrize("key_in", ["body", "header"])
@pytest.mark.parametrize("door", ["form", "json"])
def test_a_key_sent_again_with_another_text_is_409(conversation, as_student, door, key_in):
    key = str(uuid4())
    how = dict(JSON) if door == "json" else {}
    given = {"client_id": key}
    if key_in == "header":
        given = {}
        how["headers"] = {**how.get("headers", {}), "Idempotency-Key": key}
    url = f"/chat/{conversation.pk}/messages"
    first = as_student.post(url, given | {"body": "Hello"}, **how)
    before = list(Entry.objects.values())
    again = as_student.post(url, given | {"body": "Hello"}, **how)
    other = as_student.post(url, given | {"body": "Ho"}, **how)
    expected = (201, 200, 409) if door == "json" else (303, 303, 409)
    assert (first.status_code, again.status_code, other.status_code) == expected
    if door == "json":
        assert list(other.json()["error"]["fields"]) == ["client_id"]
    else:
        assert ">Ho</textarea>" in other.content.decode()
    assert list(Entry.objects.values()) == before


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


@pytest.mark.once
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


def test_the_navigation_counts_conversations_with_something_unread(
    conversation, student, coach, say, as_coach
):
    assert as_coach.get("/chat/waiting").json() == {"conversations": 0}
    say(student)
    say(student)
    assert as_coach.get("/chat/waiting").json() == {"conversations": 1}
    as_coach.post(f"/chat/{conversation.pk}/read")
    assert as_coach.get("/chat/waiting").json() == {"conversations": 0}
