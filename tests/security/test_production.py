"""What a production process is, asked in a process of its own: the suite's own settings are others."""

import json
import subprocess
import sys

import pytest

from tests.prepared import ROOT, environment
from tests.stack.test_refusals import SAFE_ENVIRONMENT

# Prints what it finds, so that one start answers all questions.
ASK = """
import json, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
from django.conf import settings
from django.core.mail import get_connection
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import RequestFactory
from django.urls import get_resolver
from core import page_cookies

def names(patterns):
    for each in patterns:
        yield from names(each.url_patterns) if hasattr(each, "url_patterns") else [each.name or ""]

def through(address, **sent):
    made = SecurityMiddleware(lambda request: HttpResponse("in"))
    return made(RequestFactory().get(address, headers={"Host": "skileez.example", **sent}))

planted = HttpResponse()
page_cookies.give(planted, "reset", "x", page="/account/")
mail = get_connection()
print(json.dumps({
    "settings": {name: getattr(settings, name) for name in dir(settings) if name.isupper()},
    "database": settings.DATABASES["default"]["OPTIONS"],
    "doors": sorted(names(get_resolver().url_patterns)),
    "page cookie": planted.cookies.output(header=""),
    "plain": [through("/dashboard").status_code, through("/dashboard")["Location"]],
    "plain feed": through("/calendar/x").status_code,
    "secure": dict(through("/dashboard", **{"X-Forwarded-Proto": "https"}).items()),
    "mail certificate": [mail.ssl_context.verify_mode.name, mail.ssl_context.check_hostname],
    "debug": django.template.engines["django"].engine.debug,
}, default=str))
"""
DATABASE = (
    "postgres://skileez:secret@127.0.0.1:1/skileez?sslmode=verify-full&sslrootcert=/etc/ca.pem"
)


@pytest.fixture(scope="module")
def found():
    ours = SAFE_ENVIRONMENT | {"DATABASE_URL": DATABASE, "TRUSTED_PROXY_COUNT": "1"}
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT, env=environment(**ours), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_cookies_are_taken_over_tls_only_from_this_host_only(found):
    settings = found["settings"]
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["CSRF_COOKIE_SECURE"]
    assert settings["SESSION_COOKIE_NAME"] == "__Host-session"
    assert settings["CSRF_COOKIE_NAME"] == "__Host-csrf"
    assert (settings["SESSION_COOKIE_PATH"], settings["SESSION_COOKIE_DOMAIN"]) == ("/", None)
    assert (settings["CSRF_COOKIE_PATH"], settings["CSRF_COOKIE_DOMAIN"]) == ("/", None)
    assert settings["SESSION_COOKIE_SAMESITE"] == settings["CSRF_COOKIE_SAMESITE"] == "Lax"
    assert settings["SESSION_COOKIE_HTTPONLY"]
    cookie = found["page cookie"]
    assert cookie.strip().startswith("__Secure-reset=x;")
    for part in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/account/", "Max-Age=3600"):
        assert part in cookie


def test_an_open_line_is_left_for_tls_for_a_year(found):
    assert found["plain"] == [301, "https://skileez.example/dashboard"]
    assert found["secure"]["Strict-Transport-Security"] == "max-age=31536000"


def test_a_program_on_an_open_line_is_not_led_on_unnoticed(found):
    """A calendar that asks without TLS would send its secret address in the open again and again."""
    assert found["plain feed"] == 200  # its view refuses it: tests/notifications/test_calendars.py


def test_nothing_of_development_is_there(found):
    assert found["debug"] is False
    assert found["settings"]["DEBUG"] is False
    assert [name for name in found["doors"] if "styleguide" in name] == []
    assert not found["settings"]["DEV_MAILBOX"]
    assert not found["settings"]["DEMO"]


def test_tls_that_the_database_address_asks_for_is_used(found):
    assert found["database"]["sslmode"] == "verify-full"
    assert found["database"]["sslrootcert"] == "/etc/ca.pem"


def test_the_certificate_of_the_mail_server_is_looked_at(found):
    assert found["mail certificate"] == ["CERT_REQUIRED", True]


def test_passwords_are_kept_by_argon2(found):
    assert found["settings"]["PASSWORD_HASHERS"][0].endswith(".Argon2PasswordHasher")
    assert not [
        name for name in found["settings"]["PASSWORD_HASHERS"] if "MD5" in name or "SHA1" in name
    ]


def test_logs_are_lines_of_json(found):
    assert found["settings"]["LOGGING_CONFIG"] == "server.logs.configure"
