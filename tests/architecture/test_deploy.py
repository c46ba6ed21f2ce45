"""docs/deploy.md is true: its commands run, its addresses answer, its lists are whole."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command, get_commands
from django.urls import resolve

from tests.product import ROOT

TEXT = Path(ROOT, "docs", "deploy.md").read_text()
PRODUCTION = {
    "SKILEEZ_ENV": "production",
    "SECRET_KEY": "only-for-this-test-" + "0123456789abcdef" * 3,
    "DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:1/none",
    "REDIS_URL": "redis://:nothing@127.0.0.1:1/0",
    "SKILEEZ_ORIGINS": "https://skileez.example",
    "ALLOWED_HOSTS": "skileez.example",
    "EMAIL_URL": "smtp+tls://nobody:nothing@127.0.0.1:1",
    "SKILEEZ_SCANNER": "clamd://127.0.0.1:1",
    "DEFAULT_FROM_EMAIL": "hello@skileez.example",
    "PATH": "/usr/bin:/bin",
}
# What the first roadmap asks for, and the words that answer it in the section of ours.
LISTS = {
    "By hand": {
        "job posting with new fields": "Post a request on a phone",
        "proposal submission with new fields": "Propose per hour",
        "contract creation and management": "Create a contract from the chat",
        "session scheduling and rescheduling": "Offer times to somebody in another zone, accept one, move it",
        "email notifications": "Read the mails",
        "dashboard displays": "Leave a dashboard open",
    },
    "Before a deploy": {
        "run database migration": "migrate --plan",
        "test all new routes and forms": "routes, forms, mails",
        "verify email templates work": "sendtestemail",
        "check mobile responsiveness": "pages at 390 px",
        "test with existing data": "A copy of the real database migrates",
    },
    "After a deploy": {
        "monitor error logs": "The error log of the first hour",
        "verify email delivery": "Mail: the staff desk",
        "check contract creation flow": "One contract made",
        "monitor session scheduling": "sessions waiting for their outcome",
        "gather user feedback": "people have a way to tell you",
    },
}


def section(title: str) -> str:
    return re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)[1]


@pytest.mark.parametrize(
    ("title", "asked"), [(title, asked) for title, lines in LISTS.items() for asked in lines]
)
def test_every_line_of_the_roadmaps_lists_is_answered(title, asked):
    assert LISTS[title][asked] in " ".join(section(title).split())


def test_every_command_exists():
    named = set(re.findall(r"(?:python )?manage\.py (\w+)", TEXT))
    assert {"migrate", "check", "sendtestemail", "collectstatic", "createsuperuser"} <= named
    assert named <= get_commands().keys()
    verbs = Path(ROOT, "dev").read_text()
    for verb in set(re.findall(r"\./dev (\w+)", TEXT)):
        assert re.search(rf"^\./dev {verb}\b", verbs, re.MULTILINE)
    for module in set(re.findall(r"python -m ([\w.]+)", TEXT)):
        assert Path(ROOT, *module.split(".")).with_suffix(".py").exists()


def test_every_address_answers(client, db):
    for address in set(re.findall(r"GET (/\w+)", TEXT)):
        assert resolve(address)
        assert client.get(address).status_code == 200


def test_every_variable_is_read():
    named = set(re.findall(r"`([A-Z][A-Z_]{4,})`", TEXT)) - {"SIGTERM", "SIGKILL"}
    read = "\n".join(
        path.read_text()
        for folder in ("config", "server", "devtools")
        for path in [*Path(ROOT, folder).rglob("*.py"), Path(ROOT, "Procfile")]
    )
    assert len(named) > 12
    assert [name for name in sorted(named) if name not in read and name != "ASGI_THREADS"] == []


def test_the_check_before_a_deploy_says_nothing_about_a_sound_environment():
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=ROOT, env=PRODUCTION, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_the_mail_check_sends_a_mail(db):
    call_command("sendtestemail", "you@example.com")
    assert [message.to for message in mail.outbox] == [["you@example.com"]]


def test_the_plan_of_migrations_is_shown(db, capsys):
    call_command("migrate", "--plan")
    assert "No planned migration operations" in capsys.readouterr().out


def test_the_error_log_is_found_by_the_line_that_is_given():
    """`grep '"level": "error"'` finds what the formatter of production writes."""
    (pattern,) = re.findall(r"grep '([^']+)'", TEXT)
    script = (
        "import django; django.setup(); import logging;"
        "logging.getLogger('skileez').error('something broke')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False,
        env=PRODUCTION | {"DJANGO_SETTINGS_MODULE": "config.settings"},
    )  # fmt: skip
    (line,) = [line for line in done.stderr.splitlines() if "something broke" in line]
    assert pattern in line
    assert json.loads(line)["level"] == "error"
