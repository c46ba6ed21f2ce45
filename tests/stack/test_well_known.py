"""What machines look for: whom to tell of a weakness, and where a password is changed."""

from datetime import timedelta

import pytest

from core import clock
from tests.factories import NOW

CONTACTS = ["mailto:security@skileez.example", "https://skileez.example/report"]


@pytest.fixture(autouse=True)
def the_clock_stands_at_now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def test_whoever_finds_a_weakness_is_told_whom_to_tell(client, settings):
    settings.SECURITY_CONTACTS = CONTACTS
    settings.SITE_URL = "https://skileez.example"
    answer = client.get("/.well-known/security.txt")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert answer.content.decode().splitlines() == [
        "Contact: mailto:security@skileez.example",
        "Contact: https://skileez.example/report",
        "Expires: 2027-02-01T00:00:00Z",
        "Preferred-Languages: en",
        "Canonical: https://skileez.example/.well-known/security.txt",
    ]


def test_it_never_runs_out(client, settings, monkeypatch):
    settings.SECURITY_CONTACTS = CONTACTS
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=365))
    assert (
        "Expires: 2028-02-01T00:00:00Z" in client.get("/.well-known/security.txt").content.decode()
    )


def test_without_anybody_to_tell_there_is_no_such_file(client, settings):
    settings.SECURITY_CONTACTS = []
    assert client.get("/.well-known/security.txt").status_code == 404


def test_nothing_is_sent_there(client, settings):
    settings.SECURITY_CONTACTS = CONTACTS
    assert client.post("/.well-known/security.txt").status_code == 405
    assert client.post("/.well-known/change-password").status_code == 405


def test_a_password_manager_is_led_to_the_password(client):
    answer = client.get("/.well-known/change-password")
    assert (answer.status_code, answer["Location"]) == (302, "/account/password/change/")
