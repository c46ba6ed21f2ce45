"""Links of mails that act no more, or are none: every end is a clear page, and nothing is changed."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.actions import reinstate_account, suspend_account
from core.models import EventRecord
from notifications.delivery import deliver
from notifications.emails import compose
from notifications.models import ActionLink, OutgoingEmail
from notifications.reminders import queue_nudges
from sessions import actions as sessions
from sessions.models import CoachingSession
from sessions.sweep import sweep
from tests.factories import NOW
from tests.notifications.pressing import everything, opened, press, text_of, token_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time")]


# --- Every other end ------------------------------------------------------------------------


def test_a_changed_token_ends_in_a_clear_page(client, buttons):
    path = buttons("session_scheduled")["Confirm"]
    changed = path[:-1] + ("a" if path[-1] != "a" else "b")
    page, _address = opened(client, changed)
    assert page.status_code == 404
    assert "This link does not work" in text_of(page)


def test_the_token_of_one_link_does_not_press_another(client, buttons):
    links = buttons("session_scheduled")
    _page, address = opened(client, links["Confirm"])
    answer = client.post(address, {"token": links["Decline"].removeprefix("/go/")})
    assert answer.status_code == 410
    assert CoachingSession.objects.filter(status="scheduled").exists()


def test_after_its_time_it_says_so(client, buttons, time):
    path = buttons("session_scheduled")["Confirm"]
    time.at = ActionLink.objects.first().expires_at
    page, address = opened(client, path)
    assert "Too late" in text_of(page)
    answer = client.post(address, {"token": path.removeprefix("/go/")})
    assert answer.status_code == 409
    assert CoachingSession.objects.filter(status="scheduled").exists()


def test_what_silence_answered_says_that_the_time_is_over(client, buttons, cast, time):
    """A booking that lapsed was not changed by anybody: its links say why nothing can be done."""
    for label, path in buttons("session_scheduled").items():
        if not label.startswith(("Confirm", "Decline")):
            continue
        session = CoachingSession.objects.get(status__in=["scheduled", "declined"])
        time.at = NOW + timedelta(hours=48)
        sessions.lapse_booking(session, now=time.at)
        assert "The time to answer is over." in text_of(client.get(path, follow=True))


def test_times_and_a_wish_that_lapsed_say_that_the_time_is_over(client, buttons, time):
    paths = {**buttons("times_offered"), **buttons("reschedule_requested")}
    time.at = NOW + timedelta(days=30)
    sweep(now=time.at)
    told = [
        text_of(client.get(path, follow=True))
        for label, path in paths.items()
        if label.startswith(("Accept", "Take", "Keep"))
    ]
    assert len(told) > 1
    assert all("The time to answer is over." in page for page in told)


def test_a_stale_link_shows_what_is_true_now(client, buttons, cast):
    path = buttons("session_scheduled")["Confirm"]
    session = CoachingSession.objects.get(status="scheduled")
    sessions.cancel_session(session, by=cast.student, version=session.version, now=NOW)
    page, address = opened(client, path)
    assert "This has changed" in text_of(page)
    assert "cancelled" in text_of(page)
    answer = client.post(address, {"token": path.removeprefix("/go/")})
    assert answer.status_code == 409


def test_where_another_person_is_logged_in_nothing_happens(client, buttons, cast):
    path = buttons("session_scheduled")["Confirm"]
    client.force_login(cast.student)
    page, address = opened(client, path)
    assert page.status_code == 403
    assert "ca…@example.test" in text_of(page)
    assert client.post(address, {"token": path.removeprefix("/go/")}).status_code == 403
    assert CoachingSession.objects.filter(status="scheduled").exists()


def test_its_own_reader_may_be_logged_in(client, buttons, cast):
    client.force_login(cast.coach)
    assert "Done" in text_of(press(client, buttons("session_scheduled")["Confirm"]))


def test_a_suspended_persons_links_are_switched_off(client, buttons, cast):
    path = buttons("session_scheduled")["Confirm"]
    suspend_account(cast.coach, by=cast.staff, reason="Sent spam to students.", now=NOW)
    page, address = opened(client, path)
    assert "This link does not work any more" in text_of(page)
    assert client.post(address, {"token": path.removeprefix("/go/")}).status_code == 409
    assert CoachingSession.objects.filter(status="scheduled").exists()


def test_a_mail_that_is_written_after_a_suspension_has_links_that_work(client, buttons, cast):
    buttons("session_scheduled")
    suspend_account(cast.coach, by=cast.staff, reason="Sent spam to students.", now=NOW)
    reinstate_account(cast.coach, by=cast.staff, now=NOW)
    queue_nudges(now=NOW + timedelta(days=1))
    nudge = OutgoingEmail.objects.get(kind="session_scheduled", status="queued")
    path = re.search(r"/go/\S+", compose(nudge, now=NOW + timedelta(days=1)).body)[0]
    assert "Done" in text_of(press(client, path))


@pytest.mark.parametrize(
    ("kind", "label", "address"),
    [
        ("contract_created", "Read and answer", "/contracts/"),
        ("session_scheduled", "Propose another time", "/sessions/"),
    ],
)
def test_what_binds_or_costs_asks_for_a_login(client, buttons, cast, kind, label, address):
    path = buttons(kind)[label]
    page = client.get(client.get(path)["Location"])
    assert page.status_code == 302
    assert page["Location"].startswith("/account/login/?next=" + address.rstrip("/"))
    client.force_login(cast.student if kind == "contract_created" else cast.coach)
    answer = client.get(client.get(path)["Location"])
    assert answer.status_code == 303
    assert answer["Location"].startswith(address)
    client.force_login(cast.other_coach)
    assert client.get(path, follow=True).status_code == 403


@pytest.mark.once
@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("session_scheduled", "reschedule"),
        ("reschedule_requested", "counter-reschedule"),
        ("times_offered", "times"),
    ],
)
def test_another_time_is_proposed_in_the_form_that_fits(client, buttons, time, kind, form):
    path = buttons(kind)["Propose another time"]
    email = OutgoingEmail.objects.get(kind=kind)
    session = CoachingSession.objects.exclude(status="unscheduled").get()
    client.force_login(email.recipient)
    address = client.get(client.get(path)["Location"])["Location"]
    assert address == f"/sessions/{session.pk}/{form}"
    page = client.get(address)
    assert page.status_code == 200
    assert b'name="start_1"' in page.content
    CoachingSession.objects.filter(pk=session.pk).update(status="void")
    assert client.get(client.get(path)["Location"])["Location"] == f"/sessions/{session.pk}"


def test_guessing_too_often_is_refused_and_bars_no_true_link(client, buttons):
    for _ in range(120):
        client.get("/go/unknown")
    assert client.get("/go/unknown").status_code == 429
    path = buttons("session_scheduled")["Confirm"]
    assert client.get(path.replace("/go/", "/go/x"), follow=True).status_code == 429
    assert opened(client, path)[0].status_code == 200  # others share the address


@pytest.mark.once
def test_one_link_is_not_opened_without_end(client, buttons):
    links = buttons("session_scheduled")
    _page, address = opened(client, links["Confirm"])
    for _ in range(119):
        client.get(address)
    assert client.get(address).status_code == 429
    assert opened(client, links["Decline"])[0].status_code == 200


def test_a_mail_that_is_written_again_has_the_same_links(cast, buttons):
    buttons("session_scheduled")
    email = OutgoingEmail.objects.get(kind="session_scheduled")
    count = ActionLink.objects.count()
    OutgoingEmail.objects.filter(pk=email.pk).update(status="queued", sent_at=None)
    deliver(email.pk, now=NOW + timedelta(minutes=5))
    assert ActionLink.objects.count() == count


def test_two_confirmations_at_once_are_one(cast, buttons):
    """The rows are locked by the action; here the second press comes with the first already made."""
    path = buttons("session_scheduled")["Confirm"]
    first, second = Client(), Client()
    token = path.removeprefix("/go/")
    _page, address = opened(first, path)
    _page, other = opened(second, path)
    assert "Done" in text_of(first.post(address, {"token": token}))
    assert "Done" in text_of(second.post(other, {"token": token}))
    names = [row.name for row in EventRecord.objects.filter(name="sessions.SessionConfirmed")]
    assert names == ["sessions.SessionConfirmed"]


# --- Odd input ------------------------------------------------------------------------------


@pytest.mark.parametrize("handle", ["with a blank", "x" * 300, "line\nline", "²"])
def test_a_handle_that_no_cache_knows_leads_to_the_lost_page(client, buttons, handle):
    buttons("session_scheduled")
    key = ActionLink.objects.filter(action="confirm_session").get().key
    before = everything()
    assert client.get(f"/go/{key}", {"h": handle}).status_code == 410
    assert everything() == before


def test_a_press_may_be_json_and_a_token_of_another_kind_is_named(client, buttons):
    page, address = opened(client, buttons("session_scheduled")["Confirm"])
    as_json = {"content_type": "application/json", "headers": {"Accept": "application/json"}}
    before = everything()
    for wrong in (["x"], {"a": 1}, 5, "\x00"):
        answer = client.post(address, {"token": wrong}, **as_json)
        assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, ["token"])
    assert client.post(address, "{", **as_json).status_code == 400
    assert everything() == before
    assert client.post(address, {"token": token_in(page)}, **as_json).status_code == 200
    assert CoachingSession.objects.get(status="confirmed")


def test_a_token_that_cannot_be_read_is_refused_on_a_page_too(client, buttons):
    _page, address = opened(client, buttons("session_scheduled")["Confirm"])
    before = everything()
    assert client.post(address, {"token": "a \x00 b"}).status_code == 422
    assert everything() == before
