"""One person's words reach another's mailbox so often and no oftener; strangers fill nobody's mailbox."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction

from accounts.events import AccountMailRequested
from accounts.models import AddressChange
from core import clock
from core.events import record
from core.models import EventRecord
from marketplace import actions as market
from notifications import outbox
from notifications.delivery import deliver
from notifications.models import Notification, OutgoingEmail
from notifications.quotas import CONFIRMATIONS, RESETS, WORDS_A_DAY, WORDS_AN_HOUR
from tests.cast import prove
from tests.factories import NOW, make_coach, make_student, open_request, pending_proposal
from tests.marketplace.builders import request_details

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
Status = OutgoingEmail.Status


@pytest.fixture(autouse=True)
def the_clock_stands_at_now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def edited(request, student, times, *, now=NOW):
    """The request, edited so often, each of which is told to its proposers by mail."""
    for n in range(times):
        details = request_details(title=f"Learn to count up to {n} from {now:%H%M}")
        request.refresh_from_db()
        market.edit_request(request, by=student, details=details, version=request.version, now=now)
    return OutgoingEmail.objects.filter(kind="request_edited", created_at=now).order_by("pk")


def deliver_all(emails, *, now):
    for email in emails:
        deliver(email.pk, now=now)


def statuses(emails):
    return [email.status for email in emails.all()]


@pytest.fixture
def proposed(student, coach):
    request = open_request(student)
    pending_proposal(request, coach)
    return request


def test_what_is_beyond_the_quota_is_held_and_told_by_one_mail(proposed, student, postbox):
    most = WORDS_AN_HOUR.newcomers
    emails = edited(proposed, student, most + 3)
    deliver_all(emails, now=NOW)
    assert postbox.attempts == most
    assert statuses(emails) == ["sent"] * most + ["joined", "joined", "queued"]
    held = emails.last()
    assert (held.due_at, held.attempts, held.leased_until) == (NOW + HOUR, 0, None)
    assert "10 mails with this person's words within 1 h" in held.last_error

    deliver(held.pk, now=NOW + HOUR)
    assert postbox.attempts == most + 1
    assert f"Learn to count up to {most + 2}" in str(postbox.mails[-1]["Subject"])


def test_the_bell_shows_everything_at_once(proposed, student, coach, postbox):
    edited(proposed, student, WORDS_AN_HOUR.newcomers + 3)
    rung = Notification.objects.filter(user=coach, kind="request_edited")
    assert rung.count() == WORDS_AN_HOUR.newcomers + 3


def test_other_people_are_written_to_meanwhile(proposed, student, other_coach, postbox):
    deliver_all(edited(proposed, student, WORDS_AN_HOUR.newcomers + 1), now=NOW)
    market.invite_coach(proposed, by=student, coach=other_coach, now=NOW)
    invited = OutgoingEmail.objects.get(kind="coach_invited")
    deliver(invited.pk, now=NOW)
    assert statuses(OutgoingEmail.objects.filter(pk=invited.pk)) == ["sent"]


def test_an_essential_mail_is_held_by_itself(proposed, student, postbox):
    *emails, first = edited(proposed, student, WORDS_AN_HOUR.newcomers + 1)
    deliver_all(emails, now=NOW)
    first.kind = "proposal_accepted"
    first.save()
    again = OutgoingEmail.objects.get(pk=first.pk)
    again.pk, again.dedupe_key, again.message_id = None, "again", "<again@example.test>"
    again.save()
    deliver_all([first, again], now=NOW)
    held = OutgoingEmail.objects.filter(pk__in=[first.pk, again.pk])
    assert (statuses(held), postbox.attempts) == (["queued"] * 2, len(emails))


def test_a_day_has_its_own_end(proposed, student, postbox):
    hours = WORDS_A_DAY.newcomers // WORDS_AN_HOUR.newcomers
    for hour in range(hours):
        at = NOW + HOUR * hour
        deliver_all(edited(proposed, student, WORDS_AN_HOUR.newcomers, now=at), now=at)
    at = NOW + HOUR * hours
    beyond = edited(proposed, student, 1, now=at)
    deliver_all(beyond, now=at)
    assert beyond.get().due_at == NOW + timedelta(days=1)
    assert postbox.attempts == WORDS_A_DAY.newcomers


def test_a_further_attempt_takes_no_further_share(proposed, student, postbox):
    first, second = edited(proposed, student, 2)
    postbox.answers = ["451 later", "250 taken", "250 taken"]
    deliver(first.pk, now=NOW)
    OutgoingEmail.objects.filter(pk=first.pk).update(due_at=NOW)
    deliver(first.pk, now=NOW)
    deliver(second.pk, now=NOW)
    passed = OutgoingEmail.objects.filter(let_through_at__isnull=False, author=student)
    assert set(passed) == {first, second}


def test_what_staff_send_again_is_asked_again(proposed, student, postbox):
    *emails, dead = edited(proposed, student, WORDS_AN_HOUR.newcomers + 1)
    OutgoingEmail.objects.filter(pk=dead.pk).update(status=Status.DEAD, let_through_at=NOW - HOUR)
    deliver_all(emails, now=NOW)
    with transaction.atomic():
        assert outbox.send_again(dead, now=NOW)
    deliver(dead.pk, now=NOW)
    dead.refresh_from_db()
    assert (dead.status, dead.due_at) == (Status.QUEUED, NOW + HOUR)


def test_every_mail_that_somebody_caused_names_its_author(proposed, student, coach):
    mails = OutgoingEmail.objects.exclude(event=None)
    assert mails.exists()
    for email in mails:
        actor_id = email.event.actor_id
        assert email.author_id == (None if actor_id == email.recipient_id else actor_id)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_workers_at_once_send_no_more_than_one_would(postbox):
    student, request = make_student(), None
    request = open_request(student)
    pending_proposal(request, make_coach())
    emails = list(edited(request, student, WORDS_AN_HOUR.newcomers + 4))
    barrier = Barrier(4)

    def work(mine):
        barrier.wait()
        try:
            deliver_all(mine, now=NOW)
        finally:
            connection.close()

    threads = [Thread(target=work, args=(emails[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert OutgoingEmail.objects.filter(status=Status.SENT).count() == WORDS_AN_HOUR.newcomers


# --- mails that strangers ask for -----------------------------------------------------------------


def ask(client, address):
    return client.post("/account/password/reset/", {"email": address})


@pytest.fixture
def no_counting_in_the_cache(settings, time_machine):
    time_machine.move_to(NOW, tick=False)
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.mark.usefixtures("no_counting_in_the_cache")
@pytest.mark.parametrize("known", [True, False])
def test_an_address_is_sent_no_more_resets_known_or_not(student, client, known):
    address = student.email if known else "nobody@example.test"
    answers = [ask(client, address).status_code for _n in range(RESETS.most)]
    assert answers == [302] * RESETS.most
    mails, events = OutgoingEmail.objects.count(), EventRecord.objects.count()
    refused = ask(client, address.upper())
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert "The next mail is possible in 1 h." in refused.content.decode()
    assert (OutgoingEmail.objects.count(), EventRecord.objects.count()) == (mails, events)
    assert ask(client, "somebody.else@example.test").status_code == 302


@pytest.mark.usefixtures("no_counting_in_the_cache")
def test_links_to_confirm_are_counted_by_account(login):
    person = make_student("Petra Person", verified=False)
    browser = login(person)
    again = {"action_send": "", "email": person.email}
    for _n in range(CONFIRMATIONS.most):
        assert browser.post("/account/email/", again).status_code == 302
    refused = browser.post("/account/email/", again)
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert OutgoingEmail.objects.count() == CONFIRMATIONS.most


@pytest.mark.usefixtures("no_counting_in_the_cache")
@pytest.mark.parametrize("taken", [False, True])
def test_a_wish_beyond_the_quota_leaves_nothing_behind(login, student, coach, taken):
    """Whether the addresses that somebody wishes for are taken or free."""
    browser = login(student)
    prove(browser)
    wishes = [f"wish-{number}@example.test" for number in range(CONFIRMATIONS.most + 1)]
    for address in wishes if taken else ():
        make_student("Olga Owner", email=address)
    answers = [
        browser.post("/account/email/", {"email": address, "action_add": ""}).status_code
        for address in wishes
    ]
    assert answers == [302] * CONFIRMATIONS.most + [429]
    assert not EmailAddress.objects.filter(user=student, email=wishes[-1]).exists()
    assert AddressChange.objects.count() == CONFIRMATIONS.most
    assert not OutgoingEmail.objects.filter(to_address=wishes[-1]).exists()


def test_what_concerns_the_safety_of_an_account_is_never_refused(student):
    for _n in range(30):
        with transaction.atomic():
            record(
                AccountMailRequested(
                    at=NOW,
                    actor_id=None,
                    user_id=student.pk,
                    to_address=student.email,
                    template="account/email/password_changed",
                    context={},
                )
            )
    assert OutgoingEmail.objects.filter(kind="login_password_changed").count() == 30
