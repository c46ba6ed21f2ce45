"""A real SMTP server, the people of the stories, and the buttons that their mails have."""

import re

import pytest

from core import clock
from notifications.delivery import deliver
from notifications.models import OutgoingEmail
from tests.factories import NOW
from tests.notifications import smtp
from tests.notifications.smtp import part
from tests.notifications.stories import STORIES, Cast


@pytest.fixture
def postbox(settings):
    """A real SMTP server that our mails go to."""
    box = smtp.Postbox()
    controller = smtp.started(box)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_TIMEOUT = 5
    yield box
    controller.stop()


class Time:
    at = NOW


@pytest.fixture
def time(monkeypatch):
    """What the clock says, as a test sets it."""
    now = Time()
    monkeypatch.setattr(clock, "now", lambda: now.at)
    return now


@pytest.fixture
def cast(student, coach, other_coach, staff):
    return Cast(student=student, coach=coach, other_coach=other_coach, staff=staff)


@pytest.fixture
def buttons(cast, postbox):
    """The addresses behind a mail's buttons by their labels, as the reader's mail program shows them."""

    def of(kind: str) -> dict[str, str]:
        at = STORIES[kind](cast) or NOW
        email = OutgoingEmail.objects.get(kind=kind)
        deliver(email.pk, now=at)
        (mail,) = [m for m in postbox.mails if m["Message-ID"] == email.message_id]
        html = part(mail, "text/html")
        found = re.findall(
            r'<a class="button [^>]*href="http://[^/]+(/go/[^"]+)"[^>]*>([^<]+)<', html
        )
        return {label.strip(): path for path, label in found}

    return of
