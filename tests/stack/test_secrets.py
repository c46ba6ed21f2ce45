"""Lines as they come, and what of them may be kept."""

import json
import logging
import secrets

import pytest
from django.utils.crypto import get_random_string
from hypothesis import given
from hypothesis import strategies as st

from server.logs import configure, formatter
from server.secrets import hide_in_line, hide_secrets
from tests.log_scan import random_words

SECRET = "s3cr3tV4lue-_x"


@pytest.mark.parametrize(
    "line",
    [
        f"Not Found: /calendar/{SECRET}.ics",
        f"GET /go/{SECRET}?next=/chat HTTP/1.1",
        "Gone: /go/6f1c1d0e-8a51-4a53-9d5e-s3cr3tV4lue",
        f'"POST /unsubscribe/{SECRET}" 403',
        f'"GET /pictures/{SECRET}/1" 404',
        f"https://skileez.example/account/confirm-email/MQ:1t:{SECRET}/",
        f"/account/password/reset/key/1-{SECRET}/",
        f"/account/password/reset/key/1/{SECRET}/set/",
        f"Cookie: sessionid={SECRET}; theme=dark",
        f"{{'HTTP_COOKIE': 'sessionid={SECRET}; csrftoken={SECRET}'}}",
        f'{{"cookie": "__Host-session={SECRET}"}}',
        f"(b'cookie', b'sessionid={SECRET}')",
        f"Authorization: Bearer {SECRET}",
        f"'password': '{SECRET}', 'email': 'a@b.test'",
        f"password1={SECRET}&email=a%40b.test",
        f'"new_password": "with \\"quotes\\" and {SECRET}"',
        f"X-CSRFToken: {SECRET}",
        f"csrfmiddlewaretoken={SECRET}",
        f"redis://:{SECRET}@valkey:6379/0 refused",
        f"postgres://skileez:{SECRET}@db/skileez",
        f"smtp+tls://mail:{SECRET}@mail.example:587",
        f"DATABASE secret_key={SECRET}",
        f"unsubscribe_token: {SECRET}",
        f"session_key='{SECRET}'",
        f'{{\\"token\\": \\"{SECRET}\\"}}',
    ],
)
def test_a_secret_is_hidden_and_the_rest_stays(line):
    hidden = hide_secrets(line)
    assert "[hidden]" in hidden
    assert "s3cr3t" not in hidden
    assert hidden[:5] == line[:5]
    assert hide_secrets(hidden) == hidden


@pytest.mark.parametrize("line", ["code=123456", '"code": "123 456"', "otp: 99887766"])
def test_a_code_of_a_second_factor_is_hidden(line):
    assert not any(each.isdigit() for each in hide_secrets(line))


@pytest.mark.parametrize(
    "line",
    [
        "Not Found: /contracts/17",
        "Forbidden: /calendar",
        "code=not_allowed status=403 path=/sessions/4/confirm",
        "redis://valkey:6379/0 refused",
        "session 17 was moved; sessions: 3",
        "the password was changed",
        "sweep_sessions took 12 ms",
    ],
)
def test_what_is_no_secret_is_readable(line):
    assert hide_secrets(line) == line


@given(st.text(max_size=200))
def test_any_line_can_be_read_and_is_the_same_when_read_again(line):
    hidden = hide_secrets(line)
    assert hide_secrets(hidden) == hidden


@pytest.mark.parametrize("as_json", [True, False])
def test_a_log_hides_in_words_fields_and_tracebacks(as_json):
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "at %s", ("/go/" + SECRET,), None)
    record.token = SECRET
    try:
        raise ValueError(f"could not reach redis://:{SECRET}@valkey")
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)

    line = formatter(as_json=as_json).format(record)

    assert "could not reach redis://:[hidden]@valkey" in line
    assert "at /go/[hidden]" in line
    assert SECRET not in line


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=10), inside, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=10), ANY_JSON, max_size=4))
def test_a_line_of_json_stays_one(fields):
    hidden = hide_in_line(json.dumps(fields))
    assert isinstance(json.loads(hidden), dict)
    assert hide_in_line(hidden) == hidden


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        # The logger's name ends with a word that is a secret's elsewhere.
        ({"logger": "django.security.csrf", "status_code": 403}, None),
        ({"event": f'GET "/go/{SECRET}"'}, {"event": 'GET "/go/[hidden]"'}),
        ({"event": f"token={SECRET}", "x": "isn't"}, {"event": "token=[hidden]", "x": "isn't"}),
        ({"event": f"password='{SECRET}", "x": "isn't"}, {"event": "password=[hidden]", "x": "isn't"}),
        ({"token": 5, "code": 123456}, {"token": "[hidden]", "code": "[hidden]"}),
        ({"a": [["cookie", SECRET], {"b": {"api_key": [SECRET]}}]},
         {"a": [["cookie", "[hidden]"], {"b": {"api_key": "[hidden]"}}]}),
        ({"password": None, "code": "not_allowed"}, None),
    ],
)  # fmt: skip
def test_fields_are_hidden_as_fields_and_the_others_stay(fields, kept):
    assert json.loads(hide_in_line(json.dumps(fields))) == (kept or fields)


def test_each_line_of_a_refused_press_is_read_by_programs():
    """Every 403 for a missing token was no JSON any more."""
    record = logging.LogRecord(
        "django.security.csrf", logging.WARNING, "f", 1, "Forbidden (%s)", ("CSRF cookie not set.",), None
    )  # fmt: skip
    record.status_code = 403
    written = json.loads(formatter(as_json=True).format(record))
    assert (written["logger"], written["status_code"]) == ("django.security.csrf", 403)


def test_what_the_product_logs_with_goes_through_it(monkeypatch):
    chosen = {}
    monkeypatch.setattr(logging.config, "dictConfig", chosen.update)
    configure({"json": True, "level": "INFO"})
    assert {each["()"] for each in chosen["formatters"].values()} == {formatter}
    assert all(each["formatter"] in chosen["formatters"] for each in chosen["handlers"].values())


def test_the_scanner_of_the_suite_finds_what_chance_made_and_nothing_else():
    for make in (
        lambda: get_random_string(32),
        lambda: secrets.token_urlsafe(24),
        lambda: secrets.token_hex(16),
    ):
        made = [make() for _ in range(300)]
        found = random_words(" ".join(f"/x/{secret}" for secret in made))
        assert len(found) > 200  # about a sixth have hardly a digit; the suite makes thousands
    harmless = (
        "sessions.tasks.sweep_sessions[0b8f2f0a-3c39-4d0c-9b64-2b6d3a1e8f11] 2026-11-28T21:33:06Z"
    )
    assert random_words(harmless) == []
