"""Every kind of mail is written, sent over SMTP and parsed back."""

import re
from pathlib import Path

import allauth
import pytest

from core.zones import zone
from notifications.delivery import deliver
from notifications.models import OutgoingEmail
from notifications.notices import GROUPS, all_notices, notices_in
from notifications.notices.login import LoginNotice
from tests.factories import NOW
from tests.notifications.smtp import part
from tests.notifications.stories import STORIES

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MAILED = sorted(notice.name for notice in all_notices() if notice.has_mail)


@pytest.mark.parametrize("kind", MAILED)
def test_each_kind_arrives_complete(kind, cast, postbox):
    at = STORIES[kind](cast) or NOW
    emails = list(OutgoingEmail.objects.filter(kind=kind).select_related("recipient"))
    assert emails
    for email in emails:
        deliver(email.pk, now=at)
        email.refresh_from_db()
        assert (email.status, email.last_error) == ("sent", "")
        (mail,) = [mail for mail in postbox.mails if mail["Message-ID"] == email.message_id]
        assert_complete(mail, email)


def assert_complete(mail, email):
    text, html = part(mail, "text/plain"), part(mail, "text/html")
    assert mail["To"] == email.to_address
    assert 10 < len(mail["Subject"]) < 150
    assert mail["Auto-Submitted"] == "auto-generated"
    for body in (text, html):
        assert "If you do nothing" in body
        assert "just reply to this mail" in body
        assert not re.search(r"\{[{%]|None|Undefined|%\(", body)
    assert "<sorry>" not in html  # what people write is escaped there …
    assert "&lt;" not in text  # … and plain here
    assert "prefers-color-scheme" in html
    assert re.findall(r"https?://[^\s<]+", text) or email.kind.startswith(("login", "account"))


def test_every_kind_of_mail_has_its_templates_and_story():
    assert set(MAILED) == set(STORIES)
    folder = Path("templates/notifications/email")
    assert {path.name for path in folder.iterdir() if path.is_dir()} == set(MAILED)
    for name in MAILED:
        assert {path.name for path in (folder / name).iterdir()} == {
            "subject.txt",
            "body.txt",
            "body.html",
        }


def test_every_mail_of_the_login_system_is_ours():
    """A new version of the package may bring a mail that we have no words for."""
    folders = Path(allauth.__file__).parent.glob("templates/*/email")
    names = {
        path.name.removesuffix("_message.txt")
        for folder in folders
        if folder.parent.name in ("account", "mfa")
        for path in folder.glob("*_message.txt")
    }
    ours = {notice.name for notice in all_notices() if issubclass(notice, LoginNotice)}
    # allauth would send the sign-up's mail to the owner, asks no old address, and counts in silence
    ours_alone = {"address_taken", "email_change_asked", "tries_failed"}
    assert {f"login_{name}" for name in names - {"base"} | ours_alone} == ours


def test_instants_stand_on_the_readers_own_clock(cast, postbox):
    cast.student.timezone = "Asia/Kathmandu"
    cast.student.save()
    STORIES["session_confirmed"](cast)
    for email in OutgoingEmail.objects.filter(kind="session_confirmed"):
        deliver(email.pk, now=NOW)
    (to_student,), (to_coach,) = postbox.to(cast.student.email), postbox.to(cast.coach.email)
    assert "21:45" in to_student["Subject"]
    assert "UTC+5:45" in part(to_student, "text/plain")
    assert "11:00 for Carl" in part(to_student, "text/plain")
    assert "11:00" in to_coach["Subject"]
    assert zone(cast.coach.timezone).key == "America/New_York"


def test_the_links_of_account_mails_are_forgotten_once_sent(cast, postbox):
    STORIES["login_password_reset_key"](cast)
    email = OutgoingEmail.objects.get()
    assert "secret-link" in str(email.params)
    assert "secret-link" not in str(email.event.payload)
    deliver(email.pk, now=NOW)
    email.refresh_from_db()
    assert "secret-link" in part(postbox.mails[0], "text/plain")
    assert email.params == {}


def test_every_kind_has_its_picture_and_they_stay_small():
    folder = Path("docs/mails")
    pictures = {path.stem: path.stat().st_size for path in folder.glob("*.webp")}
    listed = re.findall(r"!\[\w+\]\((\w+)\.webp\)", (folder / "README.md").read_text())
    in_order = [each.name for group in GROUPS for each in notices_in(group) if each.has_mail]
    assert listed == in_order, "run ./dev mails"
    assert sorted(pictures) == MAILED, "run ./dev mails"
    assert sum(pictures.values()) < 6_000_000
