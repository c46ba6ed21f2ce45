"""Many at once on PostgreSQL: numbers, keys, and a lock that holds nobody else up."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection, transaction

from chat.live.reading import replay
from chat.models import Conversation, Entry, Participant
from chat.timeline import numbers
from chat.timeline.actions import mark_read, unread_entries
from chat.timeline.append import append, append_free
from chat.timeline.statements import NewMessage
from tests.factories import NOW

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def message(place, author, body="x", client_id=None):
    return NewMessage(
        conversation_id=place.pk,
        author_id=author.pk,
        client_id=client_id or uuid4(),
        body=body,
        at=NOW,
    )


def in_threads(calls):
    """Run these at once; each thread closes its connection. Returns the results in order."""

    def run(call):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_a_reader_at_n_never_later_meets_a_change_up_to_n(conversation, student, coach):
    stop = threading.Event()
    seen: list[int] = []

    def write(author):
        for number in range(20):
            append([message(conversation, author, str(number))])

    def read():
        after = 0
        while not stop.is_set() or after < 160:
            frame = replay(conversation.pk, user_id=coach.pk, after=after, now=NOW)
            numbers = [entry["n"] for entry in frame["entries"]]
            assert numbers == sorted(numbers)
            assert all(n > after for n in numbers)
            # Whoever reads up to the head has everything up to it.
            assert set(range(after + 1, frame["head"] + 1)) <= set(numbers)
            seen.extend(n for n in numbers if n > after)
            after = max([after, *numbers])

    writers = [lambda who=who: write(who) for who in (student, coach) for _ in range(4)]
    with ThreadPoolExecutor(1) as pool:
        reader = pool.submit(lambda: (read(), connection.close()))
        in_threads(writers)
        stop.set()
        reader.result(timeout=60)
    assert seen == list(range(1, 161))
    assert Conversation.objects.get().counter == 160


def test_one_key_from_eight_threads_is_one_entry_and_one_answer(conversation, student, coach):
    key = uuid4()
    calls = [lambda: append([message(conversation, student, client_id=key)])[0]] * 8
    outcomes = in_threads(calls)
    assert len({outcome.entry.pk for outcome in outcomes}) == 1
    assert sum(not outcome.repeated for outcome in outcomes) == 1
    assert Conversation.objects.get().counter == 1
    assert Participant.objects.get(user=coach).unread == 1


def test_a_locked_conversation_delays_no_other(conversation, student, other_coach):
    with transaction.atomic():
        other = numbers.conversation_for(student_id=student.pk, coach_id=other_coach.pk, now=NOW)
    held, release = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Conversation.objects.select_for_update().get(pk=conversation.pk)
            held.set()
            release.wait(60)

    with ThreadPoolExecutor(1) as pool:
        holder = pool.submit(lambda: (hold(), connection.close()))
        held.wait(10)
        locked, free = append_free([message(conversation, student), message(other, student)])
        assert not holder.done()  # the answer came while the other still held its lock
        release.set()
        holder.result()
    assert locked is None
    assert free.entry.seq == 1
    assert append([message(conversation, student)])[0].entry.seq == 1


def test_stored_unread_equals_a_recount_whatever_happens_at_once(conversation, student, coach):
    def write(author):
        for _ in range(15):
            append([message(conversation, author)])

    def read(user):
        for seq in range(1, 30, 3):
            mark_read(conversation.pk, by_id=user.pk, seq=seq)

    in_threads(
        [lambda: write(student), lambda: write(coach), lambda: read(student), lambda: read(coach)]
    )
    for place in Participant.objects.all():
        recount = unread_entries(
            conversation.pk, user_id=place.user_id, after=place.last_read_seq
        ).count()
        assert place.unread == recount


def test_batches_of_two_writers_over_the_same_conversations_never_deadlock(
    conversation, student, coach, other_coach
):
    with transaction.atomic():
        other = numbers.conversation_for(student_id=student.pk, coach_id=other_coach.pk, now=NOW)

    def write(places):
        for _ in range(20):
            outcomes = append([message(place, student) for place in places])
            assert all(not outcome.repeated for outcome in outcomes)

    in_threads([lambda: write([conversation, other]), lambda: write([other, conversation])] * 2)
    for place in (conversation, other):
        entries = Entry.objects.filter(conversation=place).order_by("seq")
        assert list(entries.values_list("seq", flat=True)) == list(range(1, 81))


def test_two_proposals_at_once_open_one_conversation(student, coach):
    def open_it():
        with transaction.atomic():
            return numbers.conversation_for(student_id=student.pk, coach_id=coach.pk, now=NOW).pk

    assert len(set(in_threads([open_it] * 6))) == 1
    assert Participant.objects.count() == 2
