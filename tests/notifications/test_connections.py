"""Several mails over one connection, and nothing that happens to one of them harms the next."""

import smtplib

import pytest

from core import clock
from notifications import delivery, outbox
from notifications.models import OutgoingEmail
from notifications.tasks import deliver_email, send_due_emails
from tests.factories import NOW, make_student, open_request, pending_proposal
from tests.notifications.smtp import CUT_OFF

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_clock_stands_at_now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def five(coach):
    """Five mails to five people."""
    for name in "ABCDE":
        student = make_student(f"Student {name}", email=f"{name.lower()}@example.test")
        pending_proposal(open_request(student), coach)
    OutgoingEmail.objects.exclude(kind="new_proposal").delete()
    return list(OutgoingEmail.objects.order_by("pk"))


def statuses():
    return list(OutgoingEmail.objects.order_by("pk").values_list("status", flat=True))


def arrived(postbox):
    return [mail["To"][0] for mail in postbox.mails]


def test_a_sweep_sends_all_over_one_connection(five, postbox):
    send_due_emails()
    assert (arrived(postbox), postbox.greetings) == (list("abcde"), 1)
    assert statuses() == ["sent"] * 5


def test_a_kick_takes_along_what_else_is_due(five, postbox):
    deliver_email(five[3].pk)
    assert (arrived(postbox), postbox.greetings) == (list("dabce"), 1)


@pytest.mark.parametrize(
    ("answer", "status", "connections"),
    [
        ("550 no such person", "dead", 1),
        ("451 later", "queued", 1),
        ("421 closing", "queued", 2),
        (CUT_OFF, "queued", 2),
    ],
)
def test_what_one_mail_meets_is_its_own(five, postbox, answer, status, connections):
    postbox.answers = ["250 taken", answer]
    send_due_emails()
    assert statuses() == ["sent", status, "sent", "sent", "sent"]
    assert (arrived(postbox), postbox.greetings) == (list("acde"), connections)


def test_a_connection_is_not_used_for_ever(five, postbox, monkeypatch):
    monkeypatch.setattr(delivery, "MAILS_A_CONNECTION", 2)
    send_due_emails()
    assert (arrived(postbox), postbox.greetings) == (list("abcde"), 3)


def test_without_a_server_one_mail_pays_for_the_try(five, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # discard: nobody listens
    send_due_emails()
    attempts = OutgoingEmail.objects.order_by("pk").values_list("attempts", flat=True)
    assert list(attempts) == [1, 0, 0, 0, 0]
    assert statuses() == ["queued"] * 5
    assert outbox.due(NOW).count() == 4


def test_a_bad_goodbye_does_not_send_a_mail_again(five, postbox, monkeypatch):
    def vanish(connection):
        connection.close()
        raise ConnectionResetError

    monkeypatch.setattr(smtplib.SMTP, "quit", vanish)
    send_due_emails()
    assert statuses() == ["sent"] * 5
    send_due_emails()
    assert arrived(postbox) == list("abcde")
