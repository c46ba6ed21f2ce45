"""One mail a day: when it comes, and what is in it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Exists
from django.test.utils import CaptureQueriesContext

from chat.models import Conversation, Participant
from notifications.delivery import deliver
from notifications.digests import key_of_place, queue_digests
from notifications.habits import set_habits
from notifications.models import OutgoingEmail
from notifications.notices.messages import UnreadMessages
from sessions.pending import pending_decisions_of
from tests import factories
from tests.factories import NOW
from tests.notifications.smtp import part
from tests.notifications.stories import said

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
EIGHT = datetime(2026, 11, 4, 7, tzinfo=UTC)  # in Berlin, where the student is


@pytest.fixture
def student(student):
    set_habits(student, quiet_from=None, quiet_until=None, digest="daily")
    return student


@pytest.fixture
def talk(student, coach):
    """A conversation in which nothing waits for the student."""
    factories.offered_contract(student, coach, by=student)
    assert pending_decisions_of(student, NOW) == []
    return Conversation.objects.get(student=student, coach=coach)


def digests():
    return OutgoingEmail.objects.filter(kind="daily_digest")


def come(at):
    queue_digests(now=at)
    return digests().count()


def test_it_comes_at_eight_once_a_day(talk, student, coach):
    said(talk, coach, "Hello")
    assert [come(at) for at in (EIGHT - MINUTE, EIGHT, EIGHT + MINUTE)] == [0, 1, 1]
    assert come(EIGHT + timedelta(hours=20)) == 1
    assert come(EIGHT + timedelta(days=1)) == 2  # it is still unread
    assert not OutgoingEmail.objects.filter(kind="unread_messages")


def test_without_anything_to_say_none_comes(talk, student):
    assert come(EIGHT) == 0


def test_a_question_that_answers_itself_is_enough(student, coach):
    factories.pending_proposal(factories.open_request(student), coach)
    assert come(EIGHT) == 1


def test_what_comes_up_during_the_day_waits_for_the_next_morning(talk, student, coach):
    noon = EIGHT + timedelta(hours=4)
    said(talk, coach, "Hello", now=noon)
    assert come(noon + timedelta(hours=1)) == 0
    assert come(EIGHT + timedelta(days=1)) == 1


def queries_of_a_look(at):
    with CaptureQueriesContext(connection) as made:
        assert come(at) == 0
    return len(made)


def test_each_reader_s_questions_are_asked_for_once_a_day(talk, student):
    """Also where the first look came after the hour; more readers cost nothing before their morning."""
    night = queries_of_a_look(EIGHT - MINUTE)
    late = EIGHT + timedelta(hours=9)
    assert (
        queries_of_a_look(late) == night + 4
    )  # the reader, the questions, and the note of the look
    assert queries_of_a_look(late + MINUTE) == night
    for n in range(5):
        reader = factories.make_student(f"Reader {n}", timezone="Europe/Berlin")
        set_habits(reader, quiet_from=None, quiet_until=None, digest="daily")
    assert queries_of_a_look(EIGHT + timedelta(days=1) - MINUTE) == night


def test_after_a_stop_it_comes_late_rather_than_never(talk, student, coach):
    said(talk, coach, "Hello", now=EIGHT - timedelta(hours=2))
    assert come(EIGHT + timedelta(hours=9)) == 1


def test_a_question_is_told_late_when_nobody_looked_in_the_hour(student, coach):
    factories.pending_proposal(factories.open_request(student), coach)
    assert come(EIGHT - MINUTE) == 0
    assert come(EIGHT + timedelta(hours=5)) == 1
    assert come(EIGHT + timedelta(hours=6)) == 1


def test_a_question_of_the_day_waits_when_somebody_looked_in_the_hour(student, other_coach):
    assert come(EIGHT + 30 * MINUTE) == 0
    factories.pending_proposal(factories.open_request(student), other_coach)
    assert come(EIGHT + timedelta(hours=5)) == 0
    assert come(EIGHT + timedelta(days=1)) == 1


def test_what_was_written_in_the_hour_is_told_after_a_stop(talk, student, coach):
    said(talk, coach, "Hello", now=EIGHT + 5 * MINUTE)
    assert come(EIGHT + timedelta(hours=2)) == 1


def test_a_muted_conversation_is_left_out(talk, student, coach):
    said(talk, coach, "Hello")
    Participant.objects.filter(user=student).update(muted=True)
    assert come(EIGHT) == 0


def test_it_tells_everything_that_waits_with_deadline_and_action(student, coach, postbox):
    factories.pending_proposal(factories.open_request(student), coach)
    said(Conversation.objects.get(), coach, "Have a look <at> it & tell me")
    come(EIGHT)
    deliver(digests().get().pk, now=EIGHT)
    (mail,) = postbox.mails
    assert mail["Subject"] == "Your day on Skileez: 1 thing waits for you, 1 unread message"
    (decision,) = pending_decisions_of(student, EIGHT)
    for body in (part(mail, "text/plain"), part(mail, "text/html")):
        assert decision.title in body
        assert f"{decision.other} · {decision.about}" in body
        assert decision.action in body
        assert "ntil Tue 17 Nov at 10:00 (Berlin time)" in body
    assert "> Have a look <at> it & tell me" in part(mail, "text/plain")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_was_settled_meanwhile_is_not_mailed(talk, student, coach, postbox):
    said(talk, coach, "Hello")
    come(EIGHT)
    talk.refresh_from_db()
    Participant.objects.filter(user=student).update(last_read_seq=talk.counter, unread=0)
    deliver(digests().get().pk, now=EIGHT)
    assert digests().get().status == "dropped"


def test_the_key_that_the_database_makes_is_that_of_the_mail(talk, student, coach):
    set_habits(student, quiet_from=None, quiet_until=None, digest="soon")
    said(talk, coach, "Hello", now=NOW)
    place = Participant.objects.get(user=student)
    envelope = UnreadMessages.about(place)
    queue_digests(now=NOW + timedelta(hours=1))
    told = OutgoingEmail.objects.filter(dedupe_key=key_of_place())
    assert Participant.objects.filter(Exists(told)).get() == place
    assert OutgoingEmail.objects.get(kind="unread_messages").dedupe_key == envelope.dedupe_key
