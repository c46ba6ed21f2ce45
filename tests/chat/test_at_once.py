"""On PostgreSQL one statement writes what is certain to be taken; the plain way decides the same of all."""

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from chat.models import Conversation, Entry, Participant
from chat.timeline import numbers
from chat.timeline.append import Appended, _append_plainly, append, append_free
from chat.timeline.statements import NewMessage
from core.folding import words
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def message(conversation_id, author, body="Hello", client=None, reply_to_seq=None):
    return NewMessage(
        conversation_id=conversation_id, author_id=author.pk, client_id=client or uuid4(), body=body,
        at=NOW, reply_to_seq=reply_to_seq,
    )  # fmt: skip


@pytest.fixture
def place(student, coach):
    return numbers.conversation_for(student_id=student.pk, coach_id=coach.pk, now=NOW)


@pytest.fixture
def other_place(student, other_coach):
    return numbers.conversation_for(student_id=student.pk, coach_id=other_coach.pk, now=NOW)


@pytest.fixture
def odd_batch(place, other_place, student, coach, other_coach):
    """What is taken and what is not, mixed: a repeat, strangers, a closed account, no conversation."""
    said = message(place.pk, coach, "Said before")
    append([said])
    other_coach.is_active = False
    other_coach.save()
    return [
        message(place.pk, student, "one"),
        said,
        message(place.pk, other_coach, "a stranger"),
        message(place.pk, coach, " two  \n\n\n three "),
        message(other_place.pk, other_coach, "closed"),
        message(other_place.pk, student, "Ça va ? 上海"),
        message(10**9, student, "nowhere"),
        message(place.pk, coach, "Another text", client=said.client_id),
    ]


def told(outcomes):
    return [
        (each.entry.conversation_id, each.entry.seq, each.entry.body, each.repeated)
        if isinstance(each, Appended)
        else each and type(each)
        for each in outcomes
    ]


def state():
    return (
        list(Entry.objects.order_by("conversation", "seq").values_list(
            "conversation", "seq", "changed_n", "author", "client_id", "body", "words", "event", "params",
            "reactions", "reply_to", "created_at",
        )),
        list(Conversation.objects.order_by("pk").values_list(
            "pk", "counter", "last_seq", "last_activity_at",
        )),
        list(Participant.objects.order_by("pk").values_list("pk", "unread", "last_read_seq")),
    )  # fmt: skip


def tried(way, batch):
    """What it answers and leaves, undone again."""
    with transaction.atomic():
        found = told(way(batch)), state()
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("size", range(1, 9))
def test_it_takes_refuses_and_leaves_what_the_plain_way_does(odd_batch, size):
    for batch in (odd_batch[:size], odd_batch[-size:]):
        assert tried(append_free, batch) == tried(_append_plainly, batch)


def test_the_whole_is_one_statement(place, other_place, student, coach):
    batch = [message(each.pk, student, f"{n}") for n in range(20) for each in (place, other_place)]
    with CaptureQueriesContext(connection) as queries:
        outcomes = append_free(batch)
    assert [query["sql"] for query in queries if "SAVEPOINT" not in str(query["sql"])] == [None]
    assert [each.entry.seq for each in outcomes] == [n for n in range(1, 21) for _ in range(2)]
    written = Entry.objects.get(conversation=place, seq=20)
    assert (written.body, written.words, written.pk) == ("19", words("19"), outcomes[-2].entry.pk)
    assert Participant.objects.get(conversation=place, user=coach).unread == 20


def test_what_answers_another_message_goes_the_plain_way(place, student, coach):
    append([message(place.pk, student, "A question")])
    (answered,) = append_free([message(place.pk, coach, "An answer", reply_to_seq=1)])
    assert (answered.entry.quoted_seq, answered.entry.quoted_body) == (1, "A question")


def test_a_statement_that_fails_inside_a_transaction_undoes_only_itself(
    place, student, monkeypatch
):
    monkeypatch.setattr("chat.timeline.at_once.WAITING", "SELECT 1 / 0")
    with transaction.atomic():
        (outcome,) = append_free([message(place.pk, student)])
    assert outcome.entry.seq == 1
