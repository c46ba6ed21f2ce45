"""Preferences, quiet hours, digests and leaving a list with one click."""

import re
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from chat.models import Conversation, Participant
from notifications import preferences
from notifications.delivery import deliver
from notifications.digests import queue_digests
from notifications.habits import after_quiet_hours, habits_of, set_habits
from notifications.models import Channel, Habits, OutgoingEmail, Preference
from notifications.notices import all_notices, notice_named
from notifications.preferences import unsubscribe_address
from sessions.pending import pending_decisions_of
from tests import factories
from tests.factories import NOW
from tests.notifications.deals import offered
from tests.notifications.smtp import part
from tests.notifications.stories import STORIES, said

pytestmark = pytest.mark.django_db
AS_JSON = {"headers": {"Accept": "application/json"}, "content_type": "application/json"}


# --- The page -------------------------------------------------------------------------------


def test_the_page_names_every_kind_that_can_be_chosen(client, student):
    client.force_login(student)
    page = client.get("/settings/notifications").content.decode()
    for notice in all_notices():
        for channel, name in ((Channel.MAIL, "mail"), (Channel.IN_APP, "in_app")):
            box = re.search(
                rf'<input type="checkbox" name="{name}" value="{notice.name}"[^>]*>', page
            )
            assert bool(box and "disabled" not in box[0]) == preferences.can_switch(notice, channel)
    titled = {notice.name for notice in all_notices() if notice.title}
    assert titled == {each.name for each in all_notices() if not each.name.startswith("login_")}


def test_what_is_unticked_is_neither_mailed_nor_rung(client, student, coach):
    client.force_login(student)
    client.post("/settings/notifications", {"digest": "soon", "mail": ["new_proposal"]})
    factories.pending_proposal(factories.open_request(student), coach)
    assert OutgoingEmail.objects.filter(kind="new_proposal").count() == 1
    assert not student.notifications.exists()
    client.post("/settings/notifications", {"digest": "soon", "in_app": ["contract_created"]})
    offered(student, coach)
    assert OutgoingEmail.objects.filter(kind="new_proposal").count() == 1
    assert student.notifications.get().kind == "contract_created"


def test_essential_mails_come_whatever_is_posted_and_say_why(client, student, coach, postbox):
    client.force_login(student)
    client.post("/settings/notifications", {"digest": "off"})
    offered(student, coach)
    email = OutgoingEmail.objects.get(kind="contract_created")
    deliver(email.pk, now=NOW)
    (mail,) = postbox.mails
    assert "cannot be switched off: it changes what you owe" in part(mail, "text/plain")
    assert mail["List-Unsubscribe"] is None


def test_one_half_of_the_quiet_hours_is_refused_beside_its_field(client, student):
    client.force_login(student)
    answer = client.post("/settings/notifications", {"digest": "soon", "quiet_from": "22:00"})
    assert answer.status_code == 422
    assert "Give both times, or none." in answer.content.decode()
    assert not Preference.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"digest": None}, "digest"),
        ({"digest": "never"}, "digest"),
        ({"mail": None}, "mail"),
        ({"mail": "new_proposal"}, "mail"),
        ({"mail": ["no_such_kind"]}, "mail"),
        ({"in_app": None}, "in_app"),
        ({"in_app": [{"a": 1}]}, "in_app"),
        ({"quiet_from": "25:00", "quiet_until": "07:00"}, "quiet_from"),
        ({"quiet_from": 22, "quiet_until": "07:00"}, "quiet_from"),
        ({"quiet_from": "22:00", "quiet_until": ["07:00"]}, "quiet_until"),
    ],
)
def test_choices_that_are_none_are_named_and_nothing_is_saved(client, student, sent, field):
    client.force_login(student)
    whole = {"digest": "soon", "mail": [], "in_app": []}
    answer = client.post("/settings/notifications", whole | sent, **AS_JSON)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, [field])
    assert not Preference.objects.exists()
    assert not Habits.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"anything": "else"}])
def test_a_program_that_chooses_nothing_switches_nothing_off(client, student, sent):
    client.force_login(student)
    answer = client.post("/settings/notifications", sent, **AS_JSON)
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == ["mail", "in_app", "digest"]
    assert not Preference.objects.exists()


def test_an_empty_form_is_refused_and_nothing_is_saved(client, student):
    client.force_login(student)
    answer = client.post("/settings/notifications")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["digest"])
    assert not Preference.objects.exists()


def test_a_program_chooses_with_json(client, student):
    client.force_login(student)
    sent = {"digest": "daily", "mail": ["new_proposal"], "in_app": []}
    assert client.post("/settings/notifications", sent, **AS_JSON).status_code == 200
    assert preferences.wants(student.pk, notice_named("new_proposal"), Channel.MAIL)
    assert not preferences.wants(student.pk, notice_named("unread_messages"), Channel.MAIL)
    assert not preferences.wants(student.pk, notice_named("new_proposal"), Channel.IN_APP)
    assert habits_of(student).digest == "daily"


def test_strangers_log_in_first(client):
    assert client.get("/settings/notifications").status_code == 302


# --- Quiet hours ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-11-03T20:59:59", "2026-11-03T20:59:59"),  # 21:59:59 in Berlin
        ("2026-11-03T21:00:00", "2026-11-04T06:00:00"),
        ("2026-11-04T05:59:59", "2026-11-04T06:00:00"),
        ("2026-11-04T06:00:00", "2026-11-04T06:00:00"),
        ("2027-03-27T22:00:00", "2027-03-28T05:00:00"),  # the clocks go forward that night
    ],
)
def test_quiet_hours_are_those_of_the_persons_own_clock(student, at, until):
    set_habits(student, quiet_from=time(22), quiet_until=time(7), digest="soon")
    now = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert after_quiet_hours(student, now=now) == datetime.fromisoformat(until).replace(tzinfo=UTC)


BERLIN_GAP = datetime(2027, 3, 28, 1, tzinfo=UTC)  # 02:00 becomes 03:00
BERLIN_REPEAT = datetime(2027, 10, 31, 1, tzinfo=UTC)  # 03:00 becomes 02:00


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (
            BERLIN_GAP - timedelta(minutes=30),
            BERLIN_GAP,
        ),  # 02:30 never comes: they end with the gap
        (BERLIN_REPEAT - timedelta(minutes=50), BERLIN_REPEAT - timedelta(minutes=30)),
        (BERLIN_REPEAT + timedelta(minutes=10), BERLIN_REPEAT + timedelta(minutes=30)),
        (BERLIN_REPEAT + timedelta(minutes=40), BERLIN_REPEAT + timedelta(minutes=40)),
    ],
    ids=["in the gap", "the first time", "the second time", "after it"],
)
def test_quiet_hours_end_with_the_first_instant_of_their_end(student, at, until):
    set_habits(student, quiet_from=time(22), quiet_until=time(2, 30), digest="soon")
    assert after_quiet_hours(student, now=at) == until


@pytest.mark.once
@pytest.mark.parametrize("zone_name", ["Europe/Berlin", "Australia/Lord_Howe", "America/Santiago"])
@pytest.mark.parametrize("hours", [(22, 2), (1, 3), (0, 1), (23, 0)])
def test_quiet_hours_never_end_before_now_nor_in_themselves(student, zone_name, hours):
    """In every quarter of an hour of the nights in which a clock of 2027 is changed."""
    student.timezone = zone_name
    set_habits(student, quiet_from=time(hours[0]), quiet_until=time(hours[1]), digest="soon")
    for night in ((3, 27), (4, 3), (9, 4), (10, 2), (10, 30)):
        begins = datetime(2027, *night, 8, tzinfo=UTC)
        for quarter in range(4 * 36):
            now = begins + timedelta(minutes=15 * quarter)
            until = after_quiet_hours(student, now=now)
            assert until >= now
            assert after_quiet_hours(student, now=until) == until


def test_what_can_wait_waits_and_what_cannot_does_not(student, coach):
    set_habits(student, quiet_from=time(8), quiet_until=time(12), digest="soon")  # it is 10:00
    factories.pending_proposal(factories.open_request(student), coach)
    assert OutgoingEmail.objects.get(kind="new_proposal").due_at == NOW + timedelta(hours=2)
    offered(student, coach)
    assert OutgoingEmail.objects.get(kind="contract_created").due_at == NOW


# --- Unread messages ------------------------------------------------------------------------

TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def talk(student, coach):
    factories.pending_proposal(factories.open_request(student), coach)
    return Conversation.objects.get(student=student, coach=coach)


def digests():
    return OutgoingEmail.objects.filter(kind="unread_messages")


def test_unread_messages_are_mailed_after_ten_minutes_once(talk, student, coach):
    said(talk, coach, "Hello")
    queue_digests(now=NOW + TEN_MINUTES - timedelta(seconds=1))
    assert not digests()
    queue_digests(now=NOW + TEN_MINUTES)
    said(talk, coach, "Are you there?", now=NOW + TEN_MINUTES)
    queue_digests(now=NOW + 5 * TEN_MINUTES)
    assert [email.recipient for email in digests()] == [student]


def test_what_was_read_meanwhile_is_not_mailed(talk, student, coach, postbox):
    said(talk, coach, "Hello")
    queue_digests(now=NOW + TEN_MINUTES)
    talk.refresh_from_db()
    mine = Participant.objects.filter(user=student)
    mine.update(last_read_seq=talk.counter, unread=0)
    deliver(digests().get().pk, now=NOW + TEN_MINUTES)
    assert digests().get().status == "dropped"
    said(talk, coach, "Something new", now=NOW + TEN_MINUTES)
    queue_digests(now=NOW + 2 * TEN_MINUTES)
    assert digests().count() == 2


def test_a_digest_that_is_switched_off_or_muted_never_comes(talk, student, coach):
    said(talk, coach, "Hello")
    set_habits(student, quiet_from=None, quiet_until=None, digest="off")
    queue_digests(now=NOW + TEN_MINUTES)
    set_habits(student, quiet_from=None, quiet_until=None, digest="soon")
    Participant.objects.filter(user=student).update(muted=True)
    queue_digests(now=NOW + TEN_MINUTES)
    assert not digests()


def test_the_mail_about_messages_says_what_waits_in_that_conversation(
    talk, student, coach, other_coach, postbox
):
    factories.pending_proposal(factories.open_request(student), other_coach)
    said(talk, coach, "Hello")
    queue_digests(now=NOW + TEN_MINUTES)
    deliver(digests().get().pk, now=NOW + TEN_MINUTES)
    (mail,) = postbox.mails
    (decision,) = [
        decision
        for decision in pending_decisions_of(student, NOW)
        if decision.other == coach.display_name
    ]
    for body in (part(mail, "text/plain"), part(mail, "text/html")):
        assert decision.title in body
        assert decision.action in body
        assert decision.url in body
        assert "ntil Tue 17 Nov at 10:00 (Berlin time)" in body
        assert other_coach.display_name not in body


# --- From the mail --------------------------------------------------------------------------


@pytest.fixture
def unsubscribe_path(cast, postbox):
    STORIES["new_proposal"](cast)
    email = OutgoingEmail.objects.get(kind="new_proposal")
    deliver(email.pk, now=NOW)
    (mail,) = postbox.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return urlsplit(mail["List-Unsubscribe"].strip(" <>")).path


def test_one_click_of_the_mail_program_is_enough(unsubscribe_path, student):
    program = Client(enforce_csrf_checks=True)
    answer = program.post(unsubscribe_path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    off = Preference.objects.get()
    assert (off.user, off.kind, off.channel, off.is_on) == (student, "new_proposal", "mail", False)


def test_opening_the_page_changes_nothing_and_needs_no_login(unsubscribe_path, client):
    for _ in range(3):
        page = client.get(unsubscribe_path)
        client.head(unsubscribe_path)
    assert "Stop these mails" in page.content.decode()
    assert not Preference.objects.exists()


def test_the_page_lets_everything_optional_be_chosen(unsubscribe_path, client, student):
    client.post(unsubscribe_path, {"choose": "1", "mail": ["new_proposal"]})
    assert preferences.wants(student.pk, notice_named("new_proposal"), Channel.MAIL)
    assert not preferences.wants(student.pk, notice_named("unread_messages"), Channel.MAIL)
    assert preferences.wants(student.pk, notice_named("contract_created"), Channel.MAIL)


def test_a_program_may_choose_from_the_mail_with_json(unsubscribe_path, client, student):
    sent = {"choose": 1, "mail": ["new_proposal"]}
    assert client.post(unsubscribe_path, sent, **AS_JSON).status_code == 200
    assert preferences.wants(student.pk, notice_named("new_proposal"), Channel.MAIL)
    assert not preferences.wants(student.pk, notice_named("unread_messages"), Channel.MAIL)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"choose": 1, "mail": ["no_such_kind"]}, "mail"),
        ({"choose": 1, "mail": {"a": 1}}, "mail"),
        ({"mail": ["new_proposal"]}, "mail"),
        ({"anything": "else"}, "anything"),
    ],
)
def test_choices_from_the_mail_that_are_none_are_named(unsubscribe_path, client, sent, field):
    answer = client.post(unsubscribe_path, sent, **AS_JSON)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, [field])
    assert not Preference.objects.exists()


def test_the_button_of_the_page_stops_these_mails(unsubscribe_path, client, student):
    assert client.post(unsubscribe_path).status_code == 200
    assert not preferences.wants(student.pk, notice_named("new_proposal"), Channel.MAIL)


def test_a_mail_that_waits_already_is_not_sent_after_the_click(cast, client, postbox):
    STORIES["new_proposal"](cast)
    kind = notice_named("new_proposal")
    client.post(urlsplit(unsubscribe_address(cast.student, kind)).path)
    email = OutgoingEmail.objects.get(kind="new_proposal")
    deliver(email.pk, now=NOW)
    email.refresh_from_db()
    assert (email.status, postbox.mails) == ("dropped", [])


def test_a_changed_address_switches_nothing(unsubscribe_path, client, student, coach):
    changed = unsubscribe_path.replace(f"/{student.pk}-", f"/{coach.pk}-")
    answer = client.post(changed, follow=True)
    assert answer.status_code == 404
    assert not Preference.objects.exists()
