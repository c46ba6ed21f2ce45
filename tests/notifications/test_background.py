"""New messages while the page is in the background, and conversations that were muted."""

import pytest

from chat.models import Conversation, Entry, Participant
from chat.timeline.actions import set_muted
from notifications.models import Notification, OutgoingEmail
from tests import factories
from tests.notifications.stories import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(student, coach):
    factories.active_contract(student, coach)
    return Conversation.objects.get(student=student, coach=coach)


@pytest.fixture
def shown(client, talk):
    """What the page of this person is told to show of the newest message."""

    def ask(person):
        seq = Entry.objects.filter(conversation=talk, kind="message").latest("seq").seq
        client.force_login(person)
        return client.get(f"/notifications/message/{talk.pk}/{seq}").json()["message"]

    return ask


def test_a_new_message_is_shown_with_its_place(talk, student, coach, shown):
    said(talk, coach, "Do you have **the book**?")
    seq = Entry.objects.latest("pk").seq
    assert shown(student) == {
        "other": "Carl Coach",
        "text": "Do you have the book?",
        "url": f"/chat/{talk.pk}?at={seq}#entry-{talk.pk}-{seq}",
    }


def test_nobody_is_shown_what_is_muted_read_deleted_foreign_or_their_own(
    talk, student, coach, other_coach, shown
):
    said(talk, coach, "Hello")
    assert shown(coach) is None
    assert shown(other_coach) is None
    set_muted(talk.pk, by=student, muted=True)
    assert shown(student) is None
    set_muted(talk.pk, by=student, muted=False)
    assert shown(student)["text"] == "Hello"
    entry = Entry.objects.get(body="Hello")
    Entry.objects.filter(pk=entry.pk).update(deleted_at=entry.created_at)
    assert shown(student) is None
    said(talk, coach, "Hello again")
    Participant.objects.filter(user=student).update(last_read_seq=entry.seq + 1)
    assert shown(student) is None


def test_a_card_is_not_a_message(talk, student, client):
    card = Entry.objects.filter(kind="card").latest("seq")
    client.force_login(student)
    answer = client.get(f"/notifications/message/{talk.pk}/{card.seq}")
    assert answer.json() == {"message": None}


def test_a_muted_conversation_still_tells_of_the_deal(talk, student, coach):
    set_muted(talk.pk, by=student, muted=True)
    set_muted(talk.pk, by=coach, muted=True)
    session = talk.student.contracts_as_student.get().sessions.get(number=1)
    factories.confirmed_session(session, starts_at=factories.NOW.replace(day=12))
    mailed = OutgoingEmail.objects.filter(kind="session_confirmed")
    assert {email.recipient for email in mailed} == {student, coach}
    assert Notification.objects.filter(kind="times_offered").exists()
