from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from chat.errors import (
    EmptyMessage,
    KeyOfAnother,
    MessageTooLong,
    NothingToAnswer,
    NotInConversation,
    UnreadableText,
)
from chat.live.reading import replay
from chat.models import Conversation, Entry, Participant
from chat.timeline import numbers
from chat.timeline.actions import delete_message, edit_message
from chat.timeline.append import append
from chat.timeline.rules import MESSAGE_LENGTH_MOST
from chat.timeline.statements import NewMessage
from core.models import EventRecord
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def unread_of(conversation, user):
    return Participant.objects.get(conversation=conversation, user=user).unread


def test_messages_are_numbered_from_one_without_holes(conversation, student, coach, say):
    outcomes = [say(student, "one"), say(coach, "two"), say(student, "three")]
    assert [o.entry.seq for o in outcomes] == [1, 2, 3]
    assert [o.entry.changed_n for o in outcomes] == [1, 2, 3]
    conversation.refresh_from_db()
    assert (conversation.counter, conversation.last_seq) == (3, 3)


def test_a_message_counts_as_unread_for_the_other_only(conversation, student, coach, say):
    say(student)
    say(student)
    say(coach)
    assert unread_of(conversation, coach) == 2
    assert unread_of(conversation, student) == 1


def test_the_same_key_again_gives_the_same_answer_and_writes_nothing(
    conversation, student, coach, say
):
    key = uuid4()
    first = say(student, "Hello", client_id=key)
    again = say(student, " Hello\r\n", client_id=key)
    assert (first.repeated, again.repeated) == (False, True)
    assert again.entry.pk == first.entry.pk
    assert again.entry.body == "Hello"
    conversation.refresh_from_db()
    assert conversation.counter == 1
    assert unread_of(conversation, coach) == 1


@pytest.mark.parametrize(
    ("sent", "again"),
    [
        (("Hello", None), ("Something else", None)),
        (("Hello", None), ("Hello", 1)),
        (("Hello", 1), ("Hello", None)),
        (("Hello", 1), ("Hello", 2)),
        (("Hello", 1), ("Hello", 77)),
    ],
)
def test_the_same_key_with_something_else_is_refused_and_changes_nothing(
    student, coach, say, sent, again
):
    say(coach, "One")
    say(coach, "Two")
    key = uuid4()
    say(student, sent[0], client_id=key, reply_to_seq=sent[1])
    before = everything_of_chat()
    refusal = say(student, again[0], client_id=key, reply_to_seq=again[1])
    assert isinstance(refusal, KeyOfAnother)
    assert (refusal.status, list(refusal.fields)) == (409, ["client_id"])
    assert everything_of_chat() == before


def test_a_key_knows_its_message_whatever_became_of_it(conversation, student, coach, say):
    say(coach, "When?")
    key = uuid4()
    seq = say(student, "At nine", client_id=key, reply_to_seq=1).entry.seq
    for change in (
        lambda: edit_message(conversation.pk, seq, by=student, body="At ten", now=NOW),
        lambda: edit_message(conversation.pk, seq, by=student, body="At eleven", now=NOW),
        lambda: delete_message(conversation.pk, 1, by=coach, now=NOW),
        lambda: delete_message(conversation.pk, seq, by=student, now=NOW),
    ):
        change()
        before = everything_of_chat()
        assert say(student, "At nine", client_id=key, reply_to_seq=1).repeated
        for other in ("At ten", "At eleven", "Something else"):
            refusal = say(student, other, client_id=key, reply_to_seq=1)
            assert isinstance(refusal, KeyOfAnother)
        assert everything_of_chat() == before


def test_the_same_key_twice_in_one_batch_is_one_text(conversation, student):
    key = uuid4()
    first, other = append(
        [
            NewMessage(
                conversation_id=conversation.pk,
                author_id=student.pk,
                client_id=key,
                body=body,
                at=NOW,
            )
            for body in ("Hi", "Ho")
        ]
    )
    assert (first.repeated, type(other)) == (False, KeyOfAnother)
    assert Entry.objects.get().body == "Hi"


def test_the_same_key_twice_in_one_batch_is_one_entry(conversation, student):
    message = NewMessage(
        conversation_id=conversation.pk,
        author_id=student.pk,
        client_id=uuid4(),
        body="Hi",
        at=NOW,
    )
    first, again = append([message, message])
    assert (first.repeated, again.repeated) == (False, True)
    assert Entry.objects.count() == 1


def test_two_people_may_use_the_same_key(conversation, student, coach, say):
    key = uuid4()
    assert say(student, client_id=key).entry.seq == 1
    assert say(coach, client_id=key).entry.seq == 2


def test_a_batch_for_several_conversations_is_numbered_in_each(
    conversation, student, coach, other_coach, say
):
    second = numbers.conversation_for(student_id=student.pk, coach_id=other_coach.pk, now=NOW)
    batch = [
        NewMessage(
            conversation_id=place.pk, author_id=author.pk, client_id=uuid4(), body="x", at=NOW
        )
        for place, author in [(second, student), (conversation, coach), (second, other_coach)]
    ]
    outcomes = append(batch)
    assert [(o.entry.conversation_id, o.entry.seq) for o in outcomes] == [
        (second.pk, 1),
        (conversation.pk, 1),
        (second.pk, 2),
    ]
    assert unread_of(second, other_coach) == 1
    assert unread_of(second, student) == 1
    assert unread_of(conversation, student) == 1


@pytest.mark.once
@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ("", EmptyMessage),
        (" \n\t", EmptyMessage),
        ("x" * (MESSAGE_LENGTH_MOST + 1), MessageTooLong),
        ("zero \x00 byte", UnreadableText),
        ("half a pair \ud800", UnreadableText),
    ],
)
def test_a_text_that_cannot_be_a_message_is_refused_and_takes_no_number(
    conversation, student, say, body, refusal
):
    assert isinstance(say(student, body), refusal)
    conversation.refresh_from_db()
    assert conversation.counter == 0
    assert not Entry.objects.exists()


def test_the_longest_message_is_taken(student, say):
    assert say(student, "ß" * MESSAGE_LENGTH_MOST).entry.seq == 1


def test_a_stranger_is_refused_and_nothing_changes(conversation, other_student, say):
    assert isinstance(say(other_student), NotInConversation)
    assert not Entry.objects.exists()
    assert not EventRecord.objects.exists()


def test_a_suspended_person_is_refused(conversation, student, say):
    student.is_active = False
    student.save()
    assert isinstance(say(student), NotInConversation)
    assert not Entry.objects.exists()


def test_a_conversation_that_does_not_exist_is_refused(student, say):
    assert isinstance(say(student, to=Conversation(pk=10**9)), NotInConversation)


def test_a_refused_message_does_not_disturb_the_others_of_its_batch(
    conversation, student, other_student
):
    def message(author, body):
        return NewMessage(
            conversation_id=conversation.pk,
            author_id=author.pk,
            client_id=uuid4(),
            body=body,
            at=NOW,
        )

    outcomes = append(
        [message(student, "a"), message(other_student, "b"), message(student, ""),
         message(student, "c")]
    )  # fmt: skip
    assert [getattr(o, "entry", None) and o.entry.seq for o in outcomes] == [1, None, None, 2]


def test_a_message_may_answer_another(student, coach, say):
    say(student, "When?")
    outcome = say(coach, "At nine", reply_to_seq=1)
    row = Entry.objects.for_timeline().get(pk=outcome.entry.pk)
    assert (row.quoted_seq, row.quoted_body) == (1, "When?")


def everything_of_chat():
    return [
        list(model.objects.order_by("pk").values()) for model in (Conversation, Entry, Participant)
    ]


@pytest.mark.parametrize("gone", ["never was", "deleted", "in another conversation", "no message"])
def test_an_answer_to_a_message_that_is_not_there_is_refused(
    conversation, student, coach, other_coach, say, gone
):
    say(coach, "When?")
    seq = 77
    if gone == "deleted":
        seq = 1
        delete_message(conversation.pk, seq, by=coach, now=NOW)
    elif gone == "in another conversation":
        with transaction.atomic():
            second = numbers.conversation_for(
                student_id=student.pk, coach_id=other_coach.pk, now=NOW
            )
        for text in ("Hello", "again"):
            seq = say(other_coach, text, to=second).entry.seq
    elif gone == "no message":
        seq = 2
        conversation.refresh_from_db()
        with transaction.atomic():
            numbers.post_note(
                conversation, event="x", params={}, actor_id=None, about=None, now=NOW
            )
    before = everything_of_chat()
    refusal = say(student, "At nine", reply_to_seq=seq)
    assert isinstance(refusal, NothingToAnswer)
    assert (refusal.status, list(refusal.fields)) == (422, ["reply"])
    assert everything_of_chat() == before


def test_an_answer_to_nothing_does_not_disturb_the_others_of_its_batch(conversation, student, say):
    say(student, "One")
    outcomes = append(
        [
            NewMessage(
                conversation_id=conversation.pk,
                author_id=student.pk,
                client_id=uuid4(),
                body="x",
                at=NOW,
                reply_to_seq=reply,
            )
            for reply in (None, 77, 1)
        ]
    )
    assert [getattr(o, "entry", None) and o.entry.seq for o in outcomes] == [2, None, 3]


def test_a_message_wakes_an_archived_conversation(conversation, student, coach, say):
    Participant.objects.filter(user=coach).update(archived_at=NOW - timedelta(days=1))
    say(student)
    assert Participant.objects.get(user=coach).archived_at is None


@pytest.mark.parametrize("size", [1, 30])
def test_one_message_or_thirty_take_the_same_few_statements(conversation, student, size):
    batch = [
        NewMessage(
            conversation_id=conversation.pk, author_id=student.pk, client_id=uuid4(), body="x", at=NOW
        )
        for _ in range(size)
    ]  # fmt: skip
    with CaptureQueriesContext(connection, ) as queries:  # fmt: skip
        append(batch)
    said = [query["sql"] or "prepared" for query in queries]  # whose text is not sent again
    own = [sql for sql in said if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    assert len(own) <= 4, own


def test_both_sides_are_pushed_their_own_view(
    conversation, student, coach, say, published, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        say(student, "<b>Hi</b> & bye")
    (to_student, own), (to_coach, theirs) = published
    assert (to_student, to_coach) == (student.pk, coach.pk)
    assert own["n"] == theirs["n"] == 1
    assert "&lt;b&gt;Hi&lt;/b&gt; &amp; bye" in own["html"]
    assert 'data-side="own"' in own["html"]
    assert 'data-side="other"' in theirs["html"]
    assert theirs["unread"] == 1
    assert theirs["line"] == "<b>Hi</b> & bye"
    assert own["line"] == "You: <b>Hi</b> & bye"
    # 9:00 UTC on each one's own clock
    assert ">10:00<" in own["html"]
    assert ">04:00<" in theirs["html"]


def test_nobody_without_access_is_pushed_anything(
    conversation, student, coach, say, published, django_capture_on_commit_callbacks
):
    coach.is_active = False
    coach.save()
    with django_capture_on_commit_callbacks(execute=True):
        say(student)
    assert [user_id for user_id, _frame in published] == [student.pk]


def test_a_push_too_big_for_the_layer_carries_only_its_number(
    conversation, student, say, published, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        say(student, "http://a " * (MESSAGE_LENGTH_MOST // 9))
    assert [frame for _user, frame in published] == [
        {"t": "entry", "conv": conversation.pk, "n": 1}
    ] * 2
    whole = replay(conversation.pk, user_id=student.pk, after=0, now=NOW)
    assert len(whole["entries"][0]["html"]) > 32 * 1024
