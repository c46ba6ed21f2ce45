"""What a browser's login is worth, and when it ends."""

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from core import clock
from tests.factories import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def enter(client: Client, person) -> str:
    """Log in as people do. The key of the session."""
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    return client.session.session_key


def is_in(key: str) -> bool:
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = key
    return browser.get("/settings").status_code == 200


def test_a_key_is_made_by_chance_and_too_long_to_be_guessed(client, student):
    keys = {enter(Client(), student) for _ in range(5)}
    assert len(keys) == 5
    assert all(re.fullmatch(r"[a-z0-9]{32}", key) for key in keys)  # 32 of 36 signs: 165 bits


def test_a_login_gets_a_key_of_its_own_whatever_was_there_before(client, student):
    client.get("/account/login/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted = session.session_key
    key = enter(client, student)
    assert key != planted
    assert not Session.objects.filter(session_key=planted).exists()
    assert is_in(key)
    assert not is_in(planted)


def test_a_proof_gets_a_new_key_and_the_old_one_opens_nothing(client, student):
    before = enter(client, student)
    client.get("/settings")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    after = client.session.session_key
    assert before != after
    assert is_in(after)
    assert not is_in(before)
    assert set(UserSession.objects.values_list("session_key", flat=True)) == {after}


def test_a_wrong_proof_leaves_the_session_as_it_is(client, student):
    before = enter(client, student)
    client.post("/account/reauthenticate/", {"password": "wrong"})
    assert client.session.session_key == before
    assert is_in(before)


def test_after_logging_out_the_key_is_nobodys(client, student):
    key = enter(client, student)
    assert is_in(key)
    client.post("/account/logout/")
    assert not is_in(key)
    assert not Session.objects.filter(session_key=key).exists()


@pytest.mark.parametrize("days", [29, 31])
def test_after_thirty_days_everybody_logs_in_again_however_busy(client, student, monkeypatch, days):
    enter(client, student)
    there = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: there)
    assert client.get("/settings").status_code == (200 if days < 30 else 302)


def test_who_does_nothing_for_two_weeks_logs_in_again(client, student, time_machine):
    enter(client, student)
    time_machine.move_to(clock.now() + timedelta(days=14, seconds=1))
    assert client.get("/settings").status_code == 302


def test_a_key_works_in_the_cookie_only(client, student):
    name, key = settings.SESSION_COOKIE_NAME, enter(client, student)
    assert Client().get(f"/settings?{name}={key}").status_code == 302
    assert Client().get("/settings", headers={"Authorization": f"Bearer {key}"}).status_code == 302


def test_no_script_can_read_the_cookie_and_no_other_site_sends_it(client, student):
    enter(client, student)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    page = client.get("/settings").content.decode()
    assert client.session.session_key not in page
