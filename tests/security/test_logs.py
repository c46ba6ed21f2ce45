"""What a log says of a refusal, and what nobody can make it say."""

import json
import logging
from datetime import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.logs import formatter


class Lines(logging.Handler):
    """What production would write, line by line."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(formatter(as_json=True))
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said += self.format(record).split("\n")


@pytest.fixture
def lines():
    handler = Lines()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
def test_a_refusal_says_when_who_from_where_what_and_that_it_was_refused(
    client, student, coach, lines
):
    client.force_login(student)
    client.get("/settings/coach/submit", headers={"User-Agent": "x"})
    client.post("/admin/accounts/user/1/suspend")
    client.get("/contracts/999", headers={"X-Forwarded-For": "203.0.113.9"})
    entry = json.loads(lines.said[-1])
    assert entry["status_code"] == 404
    assert "/contracts/999" in entry["event"]
    assert entry["person"] == student.pk
    assert entry["network_address"] == "127.0.0.1"  # no proxy is trusted here
    assert entry["level"] == "warning"
    assert entry["logger"] == "django.request"
    assert datetime.fromisoformat(entry["timestamp"]).utcoffset().total_seconds() == 0


@pytest.mark.django_db
def test_the_next_request_is_not_laid_at_the_door_of_the_last_person(client, student, lines):
    client.force_login(student)
    client.get("/no")
    client.logout()
    client.get("/nowhere")
    entry = json.loads(lines.said[-1])
    assert "/nowhere" in entry["event"]
    assert "person" not in entry


@pytest.mark.django_db
def test_a_press_without_a_token_and_a_foreign_host_are_told(lines, student):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(student)
    browser.post("/settings", {})
    assert any("CSRF" in line and f'"person": {student.pk}' in line for line in lines.said)
    browser.get("/", headers={"Host": "evil.example"})
    assert any("evil.example" in line for line in lines.said)


@given(st.text(max_size=60))
@example('x\n{"level": "error", "event": "made up"}')
@example("\r\n\x1b[31mred\x00\u2028")
def test_no_text_makes_a_line_of_its_own(text):
    handler = Lines()
    record = logging.LogRecord("x", logging.WARNING, "f", 1, "asked for %s", (text,), None)
    record.typed = text
    handler.emit(record)
    (line,) = handler.said
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["level"] == "warning"


@pytest.mark.django_db
def test_what_breaks_is_logged_whole_and_told_in_general(client, student, monkeypatch, lines):
    def broken(*_args, **_named):
        raise RuntimeError("the inner workings, at /srv/app")

    monkeypatch.setattr("accounts.views.SettingsForm.initial_of", broken)
    client.force_login(student)
    client.raise_request_exception = False
    answer = client.get("/settings")
    assert answer.status_code == 500
    assert b"inner workings" not in answer.content
    assert b"Traceback" not in answer.content
    (entry,) = [json.loads(line) for line in lines.said if '"level": "error"' in line]
    assert "inner workings" in entry["exception"]
    assert entry["person"] == student.pk
