"""What was read on the screen is not mailed as well, unless the mail must come."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from chat.live import presence
from chat.models import Conversation
from chat.timeline.actions import mark_read
from notifications.delivery import deliver
from notifications.models import OutgoingEmail
from notifications.seen_live import PATIENCE
from sessions.actions import set_meeting_link
from tests import factories
from tests.factories import NOW, active_contract, confirmed_session
from tests.notifications.deals import START, offered

pytestmark = pytest.mark.django_db
LATER = NOW + PATIENCE


@pytest.fixture(autouse=True)
def nobody_is_here():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def propose(student, coach):
    """Sends a proposal; returns the mail to the student about it."""

    def act():
        factories.pending_proposal(factories.open_request(student), coach)
        return OutgoingEmail.objects.get(kind="new_proposal")

    return act


def read_all(person):
    conversation = Conversation.objects.get()
    mark_read(conversation.pk, by_id=person.pk, seq=conversation.last_seq)


def test_a_mail_to_somebody_away_goes_at_once(propose, postbox):
    email = propose()
    assert email.due_at == NOW
    deliver(email.pk, now=NOW)
    assert len(postbox.mails) == 1


def test_what_was_read_within_two_minutes_is_not_mailed(propose, student, postbox):
    presence.mark_here([student.pk])
    email = propose()
    assert email.due_at == LATER
    read_all(student)
    deliver(email.pk, now=LATER)
    email.refresh_from_db()
    assert (email.status, postbox.mails) == (OutgoingEmail.Status.DROPPED, [])


def test_an_open_page_that_was_not_read_does_not_keep_the_mail_back(propose, student, postbox):
    presence.mark_here([student.pk])
    email = propose()
    deliver(email.pk, now=LATER - timedelta(seconds=1))
    assert postbox.mails == []
    deliver(email.pk, now=LATER)
    assert len(postbox.mails) == 1


def test_reading_something_else_is_not_reading_this(propose, student, postbox):
    presence.mark_here([student.pk])
    email = propose()
    conversation = Conversation.objects.get()
    mark_read(conversation.pk, by_id=student.pk, seq=conversation.last_seq - 1)
    deliver(email.pk, now=LATER)
    assert len(postbox.mails) == 1


def test_a_mail_that_changes_the_readers_calendar_comes_though_it_was_seen(student, coach, postbox):
    credit = active_contract(student, coach).sessions.get(number=1)
    session = confirmed_session(credit, starts_at=START)
    presence.mark_here([student.pk])
    url = "https://meet.example.test/b"
    set_meeting_link(session, by=coach, url=url, version=session.version, now=NOW)
    read_all(student)
    email = OutgoingEmail.objects.get(kind="meeting_link_changed", recipient=student)
    deliver(email.pk, now=NOW)
    assert len(postbox.to(student.email)) == 1


def test_an_essential_mail_comes_at_once_whoever_watches(student, coach, postbox):
    presence.mark_here([student.pk])
    offered(student, coach)
    email = OutgoingEmail.objects.get(kind="contract_created")
    assert email.due_at == email.created_at
    read_all(student)
    deliver(email.pk, now=NOW)
    assert len(postbox.mails) == 1
