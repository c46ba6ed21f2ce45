"""From the queued row to the SMTP server, whatever that server does."""

from datetime import timedelta

import pytest
from django.db import transaction

from core import clock
from notifications import outbox
from notifications.delivery import deliver
from notifications.emails import send_contract_created_email
from notifications.models import OutgoingEmail
from notifications.tasks import send_due_emails
from tests.factories import NOW
from tests.notifications.deals import offered, only_mail
from tests.notifications.smtp import CUT_OFF

pytestmark = pytest.mark.django_db
Status = OutgoingEmail.Status


@pytest.fixture
def queued(student, coach):
    offered(student, coach)
    return only_mail("contract_created")


@pytest.fixture(autouse=True)
def the_clock_stands_at_now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def fresh(email):
    email.refresh_from_db()
    return email


def test_a_mail_is_sent_once_and_marked(queued, postbox, student):
    deliver(queued.pk, now=NOW)
    deliver(queued.pk, now=NOW + timedelta(days=1))
    assert [mail["To"] for mail in postbox.mails] == [student.email]
    sent = fresh(queued)
    assert (sent.status, sent.sent_at, sent.attempts, sent.leased_until) == ("sent", NOW, 1, None)
    assert postbox.mails[0]["Message-ID"] == sent.message_id
    assert sent.subject == postbox.mails[0]["Subject"]


def test_two_temporary_refusals_are_waited_out_and_the_third_try_arrives(queued, postbox):
    postbox.answers = ["451 later", "451 later", "250 taken"]
    at = NOW
    for expected_pause in (30, 60):
        deliver(queued.pk, now=at)
        waiting = fresh(queued)
        assert waiting.status == Status.QUEUED
        assert waiting.last_error == "451 later"
        pause = (waiting.due_at - at).total_seconds()
        assert expected_pause * 0.9 <= pause <= expected_pause * 1.1
        deliver(queued.pk, now=waiting.due_at - timedelta(seconds=1))  # not yet
        at = waiting.due_at
    assert postbox.attempts == 2
    deliver(queued.pk, now=at)
    assert (fresh(queued).status, queued.attempts, len(postbox.mails)) == (Status.SENT, 3, 1)
    assert queued.last_error == ""


def test_a_permanent_refusal_ends_it_at_once_and_staff_can_send_it_again(queued, postbox):
    postbox.answers = ["550 no such person"]
    deliver(queued.pk, now=NOW)
    assert (fresh(queued).status, queued.last_error) == (Status.DEAD, "550 no such person")
    deliver(queued.pk, now=NOW + timedelta(days=1))
    assert postbox.attempts == 1
    assert outbox.send_again(queued, now=NOW + timedelta(days=1))
    deliver(queued.pk, now=NOW + timedelta(days=1))
    assert fresh(queued).status == Status.SENT
    assert postbox.mails[0]["Message-ID"] == queued.message_id


def test_a_cut_line_is_tried_again_under_the_same_message_id(queued, postbox):
    postbox.answers = [CUT_OFF]
    deliver(queued.pk, now=NOW)
    assert (fresh(queued).status, postbox.mails) == (Status.QUEUED, [])
    deliver(queued.pk, now=queued.due_at)
    assert fresh(queued).status == Status.SENT
    assert postbox.mails[0]["Message-ID"] == queued.message_id


def test_a_server_that_is_not_there_is_waited_for(queued, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # discard: nobody listens
    deliver(queued.pk, now=NOW)
    assert fresh(queued).status == Status.QUEUED
    assert "ConnectionRefusedError" in queued.last_error


def test_after_two_days_of_failures_it_is_given_up(queued, postbox):
    postbox.answers = ["451 later"] * outbox.MAX_ATTEMPTS
    at = NOW
    while fresh(queued).status == Status.QUEUED:
        at = max(at, queued.due_at)
        deliver(queued.pk, now=at)
    assert (queued.status, queued.attempts) == (Status.DEAD, outbox.MAX_ATTEMPTS)
    assert timedelta(days=1) < at - NOW < timedelta(days=3)


def test_a_worker_that_died_holding_the_mail_delays_it_only_by_its_lease(queued, postbox):
    assert outbox.claim(queued.pk, now=NOW) is not None
    deliver(queued.pk, now=NOW + outbox.LEASE - timedelta(seconds=1))
    assert postbox.mails == []
    deliver(queued.pk, now=NOW + outbox.LEASE)
    assert len(postbox.mails) == 1


def test_of_two_workers_only_one_gets_the_mail(queued):
    assert outbox.claim(queued.pk, now=NOW) is not None
    assert outbox.claim(queued.pk, now=NOW) is None


def test_the_sweep_sends_what_no_kick_announced(queued, postbox):
    send_due_emails()
    assert len(postbox.mails) == 1
    send_due_emails()
    assert len(postbox.mails) == 1


def test_one_broken_letter_does_not_stop_the_mails_behind_it(queued, postbox, other_student, coach):
    OutgoingEmail.objects.filter(pk=queued.pk).update(params={"version_id": 0})
    offered(other_student, coach)
    OutgoingEmail.objects.exclude(kind="contract_created").delete()
    send_due_emails()
    assert [mail["To"] for mail in postbox.mails] == [other_student.email]
    assert "DoesNotExist" in fresh(queued).last_error


def test_a_suspended_reader_gets_nothing(queued, postbox, student):
    student.is_active = False
    student.save()
    deliver(queued.pk, now=NOW)
    assert (fresh(queued).status, postbox.attempts) == (Status.DROPPED, 0)


def test_queueing_the_same_fact_twice_makes_one_mail(queued, student):
    contract = student.contracts_as_student.get()
    with transaction.atomic():
        again = send_contract_created_email(contract)
    assert again.pk == queued.pk
    assert OutgoingEmail.objects.count() == 1


def test_queueing_outside_a_transaction_is_refused(student, coach):
    contract = offered(student, coach)
    OutgoingEmail.objects.all().delete()
    with pytest.raises(RuntimeError):
        send_contract_created_email(contract)
    assert not OutgoingEmail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_neither_fails_nor_delays_the_action_and_the_sweep_sends(
    student, other_student, coach, postbox, monkeypatch, caplog
):
    kicks = []

    def refuse(*args, **kwargs):
        kicks.append(args)
        raise ConnectionError("broker down")

    monkeypatch.setattr(outbox, "_broker_rests_until", 0.0)
    monkeypatch.setattr(outbox.current_app, "send_task", refuse)
    offered(student, coach)
    offered(other_student, coach)
    assert len(kicks) == 1  # the others spared themselves the second that a dead broker costs
    assert "waits for the sweep" in caplog.text
    send_due_emails()
    for person in (student, other_student):
        assert any("offers you contract" in mail["Subject"] for mail in postbox.to(person.email))


def test_a_crash_after_the_servers_yes_doubles_it_under_the_same_message_id(
    queued, postbox, monkeypatch
):
    class Killed(BaseException):
        pass

    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "mark_sent", die)
        with pytest.raises(Killed):
            deliver(queued.pk, now=NOW)
    deliver(queued.pk, now=NOW + outbox.LEASE)
    first, second = postbox.mails
    assert first["Message-ID"] == second["Message-ID"] == fresh(queued).message_id
    assert queued.status == Status.SENT
