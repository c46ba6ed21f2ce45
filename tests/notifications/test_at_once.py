"""Two at the same moment, on real row locks: workers, sweeps and presses."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from core import clock
from core.models import EventRecord
from notifications import outbox
from notifications.delivery import deliver
from notifications.links import token_of
from notifications.models import ActionLink, Notification, OutgoingEmail
from notifications.reminders import queue_reminders
from sessions.models import CoachingSession
from tests.factories import NOW
from tests.notifications.stories import START, STORIES, confirmed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def at_once(*calls):
    """Run the calls in threads that begin together; their results, in order."""
    gate, results = Barrier(len(calls)), [None] * len(calls)

    def run(index, call):
        gate.wait()
        try:
            results[index] = call()
        except Exception as error:  # noqa: BLE001  (shown by the assertion on the results)
            results[index] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_workers_send_each_mail_once(cast, postbox):
    confirmed(cast)
    ids = list(OutgoingEmail.objects.values_list("pk", flat=True))

    def work():
        for pk in ids:
            deliver(pk, now=NOW)

    assert at_once(work, work, work) == [None] * 3
    message_ids = [mail["Message-ID"] for mail in postbox.mails]
    assert len(message_ids) == len(set(message_ids))
    assert set(OutgoingEmail.objects.values_list("attempts", flat=True)) == {1}


def test_of_eight_claims_one_wins(cast):
    confirmed(cast)
    pk = OutgoingEmail.objects.first().pk
    claims = at_once(*[lambda: outbox.claim(pk, now=NOW)] * 8)
    assert len([claim for claim in claims if claim is not None]) == 1


def test_two_sweeps_remind_once(cast):
    confirmed(cast)
    at = START.replace(day=START.day - 1)
    results = at_once(*[lambda: queue_reminders(now=at)] * 4)
    assert not [result for result in results if isinstance(result, Exception)]
    assert OutgoingEmail.objects.filter(kind="session_reminder_24h").count() == 2
    assert Notification.objects.filter(kind="session_reminder_24h").count() == 2


def test_one_link_pressed_twice_at_once_makes_one_transition(cast, postbox, monkeypatch):
    STORIES["session_scheduled"](cast)
    email = OutgoingEmail.objects.get(kind="session_scheduled")
    deliver(email.pk, now=NOW)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    link = ActionLink.objects.get(action="confirm_session")

    def press():
        return Client().post(f"/go/{link.key}", {"token": token_of(link)}).status_code

    assert at_once(press, press) == [200, 200]
    assert EventRecord.objects.filter(name="sessions.SessionConfirmed").count() == 1
    assert CoachingSession.objects.get(status="confirmed").version == 3


def test_confirming_and_declining_at_once_leaves_one_of_them(cast, postbox, monkeypatch):
    STORIES["session_scheduled"](cast)
    deliver(OutgoingEmail.objects.get(kind="session_scheduled").pk, now=NOW)
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def presser(action):
        link = ActionLink.objects.get(action=action)
        return lambda: Client().post(f"/go/{link.key}", {"token": token_of(link)}).status_code

    codes = at_once(presser("confirm_session"), presser("decline_session"))
    assert sorted(codes) == [200, 409]
    names = EventRecord.objects.filter(
        name__in=["sessions.SessionConfirmed", "sessions.SessionDeclined"]
    )
    assert names.count() == 1
