"""What a saved search finds reaches its owner by mail: gathered, and only while it is true."""

from datetime import time, timedelta
from urllib.parse import urlsplit

import pytest

from core import clock
from marketplace import actions, tasks
from notifications.delivery import deliver
from notifications.habits import set_habits
from notifications.models import Channel, Notification, OutgoingEmail
from notifications.notices import notice_named
from notifications.preferences import switch, unsubscribe_address, wants
from tests.factories import NOW, open_request
from tests.notifications.smtp import part

pytestmark = pytest.mark.django_db
CELLO = {"title": "Cello again after ten years", "skill_tags": ("Cello",)}


@pytest.fixture
def at(monkeypatch):
    """Let the sweep run so many minutes after NOW."""

    def run(minutes):
        now = NOW + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "now", lambda: now)
        tasks.sweep_marketplace()

    return run


def search_mails():
    return list(OutgoingEmail.objects.filter(kind="search_matched").order_by("id"))


def test_all_that_is_found_within_an_hour_is_one_mail_and_each_find_a_line(
    at, student, coach, postbox
):
    actions.save_search(by=coach, name="Cello", query="skills=cello", now=NOW)
    for minutes, title in ((1, "Cello for two"), (31, "Cello for three"), (61, "Cello for four")):
        open_request(student, **{**CELLO, "title": title}, now=NOW + timedelta(minutes=minutes))
        at(minutes + 1)
    assert Notification.objects.filter(user=coach, kind="search_matched").count() == 3
    first, second = search_mails()
    assert (first.due_at, second.due_at) == (NOW + timedelta(hours=1), NOW + timedelta(hours=2))
    deliver(first.pk, now=first.due_at)
    (mail,) = postbox.to(coach.email)
    assert mail["Subject"] == "2 new requests fit “Cello”"
    text = part(mail, "text/plain")
    assert "Cello for two" in text
    assert "Cello for three" in text
    assert "Cello for four" not in text
    assert "/jobs?skills=cello" in text
    assert "List-Unsubscribe" in mail


def test_the_finds_of_the_night_are_one_mail_in_the_morning(at, student, coach):
    set_habits(coach, quiet_from=time(4), quiet_until=time(9), digest="soon")  # 09:00 to 14:00 UTC
    actions.save_search(by=coach, name="Cello", query="skills=cello", now=NOW)
    for minutes in (1, 71, 131):
        open_request(student, **CELLO, now=NOW + timedelta(minutes=minutes))
        at(minutes + 1)
    (mail,) = search_mails()
    assert mail.due_at == NOW.replace(hour=14)


def test_who_switched_these_mails_off_hears_only_the_bell(at, student, coach):
    switch(coach, notice_named("search_matched"), Channel.MAIL, is_on=False)
    actions.save_search(by=coach, name="Cello", query="skills=cello", now=NOW)
    open_request(student, **CELLO, now=NOW + timedelta(minutes=1))
    at(2)
    assert search_mails() == []
    assert Notification.objects.filter(user=coach, kind="search_matched").count() == 1


def test_the_link_in_the_mail_switches_these_mails_off(client, coach):
    address = unsubscribe_address(coach, notice_named("search_matched"))
    path = urlsplit(address).path
    assert client.get(path).status_code == 200
    assert wants(coach.pk, notice_named("search_matched"), Channel.MAIL)
    client.post(path, {"List-Unsubscribe": "One-Click"})
    assert not wants(coach.pk, notice_named("search_matched"), Channel.MAIL)


@pytest.mark.parametrize("gone", ["search", "request"])
def test_what_is_over_when_the_mail_is_due_is_not_mailed(at, student, coach, postbox, gone):
    search = actions.save_search(by=coach, name="Cello", query="skills=cello", now=NOW)
    row = open_request(student, **CELLO, now=NOW + timedelta(minutes=1))
    at(2)
    if gone == "search":
        actions.delete_search(search, by=coach)
    else:
        actions.withdraw_request(row, by=student, version=row.version, now=NOW)
    (mail,) = search_mails()
    deliver(mail.pk, now=mail.due_at)
    mail.refresh_from_db()
    assert mail.status == OutgoingEmail.Status.DROPPED
    assert postbox.mails == []
