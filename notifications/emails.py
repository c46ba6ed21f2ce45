"""Mails: which functions queue them, and how a queued row becomes a message.

The `send_…` functions write rows into the current transaction; nothing is rendered or sent there.
"""

from datetime import datetime
from functools import cache
from typing import Any

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from contracts.models import Contract
from core import clock
from core.models import EventRecord
from core.zones import zone
from notifications import letters
from notifications.kinds import Kind, kind_named
from notifications.letters import Letter
from notifications.models import OutgoingEmail
from notifications.outbox import queue_email
from sessions.models import CoachingSession


def send_contract_created_email(
    contract: Contract, *, record: EventRecord | None = None
) -> OutgoingEmail:
    """To the party who has to answer the open version of the contract."""
    version = contract.open_version
    if version is None:
        raise ValueError(f"{contract} has no version that waits for an answer")
    reader = contract.coach if version.author_id == contract.student_id else contract.student
    key = f"contract_created:{version.pk}:{reader.pk}"
    return _queue("contract_created", reader, {"version_id": version.pk}, key, record)


def send_session_scheduled_email(
    session: CoachingSession, *, record: EventRecord | None = None
) -> OutgoingEmail:
    """To the coach, who has to confirm what the student picked."""
    if session.scheduled_at is None:
        raise ValueError(f"{session} has no start")
    coach = session.contract.coach
    params = {"session_id": session.pk, "starts_at": session.scheduled_at.isoformat()}
    key = f"session_scheduled:{session.pk}:{session.sequence}:{session.version}:{coach.pk}"
    return _queue("session_scheduled", coach, params, key, record)


def send_session_confirmed_emails(
    session: CoachingSession, *, record: EventRecord | None = None
) -> list[OutgoingEmail]:
    """To both, each in their own time."""
    if session.scheduled_at is None:
        raise ValueError(f"{session} has no start")
    params = {"session_id": session.pk, "starts_at": session.scheduled_at.isoformat()}
    key = f"session_confirmed:{session.pk}:{session.sequence}"
    return [
        _queue("session_confirmed", reader, params, f"{key}:{reader.pk}", record)
        for reader in (session.contract.student, session.contract.coach)
    ]


def _queue(
    kind: str, reader: User, params: dict[str, Any], key: str, record: EventRecord | None
) -> OutgoingEmail:
    return queue_email(
        recipient=reader,
        kind=kind,
        params=params,
        at=record.happened_at if record else clock.now(),
        dedupe_key=key,
        record=record,
    )


def compose(email: OutgoingEmail, *, now: datetime) -> EmailMultiAlternatives | None:
    """The message in its reader's language and zone; None when it should not be sent any more."""
    reader = email.recipient or _stranger()
    if not reader.is_active:
        return None
    with translation.override(reader.language), timezone.override(zone(reader.timezone)):
        letter = letters.write(email.kind, email.params, reader=reader, now=now)
        return _message(email, letter, reader) if letter else None


def _stranger() -> User:
    """Who reads a mail that goes to an address without an account."""
    return User(language=settings.LANGUAGE_CODE, timezone="UTC")


def _message(email: OutgoingEmail, letter: Letter, reader: User) -> EmailMultiAlternatives:
    kind = kind_named(email.kind)
    context = _context(letter, reader, kind)
    folder = f"notifications/email/{kind.name}"
    subject = " ".join(_plain(f"{folder}/subject.txt", context).split())
    text = _plain(f"{folder}/body.txt", context)
    html = inliner().inline(
        render_to_string(f"{folder}/body.html", {**context, "subject": subject})
    )
    message = EmailMultiAlternatives(
        subject=subject,
        body=_tidy(text.strip()) + "\n",
        to=[email.to_address],
        headers=_headers(email, letter),
    )
    message.attach_alternative(html, "text/html")
    return message


def _plain(template: str, context: dict[str, Any]) -> str:
    """Rendered as text: what people wrote appears as they wrote it."""
    return Engine.get_default().get_template(template).render(Context(context, autoescape=False))


def _context(letter: Letter, reader: User, kind: Kind) -> dict[str, Any]:
    return {
        **letter.context,
        "reader": reader,
        "other": letter.other,
        "buttons": letter.buttons,
        "facts": letter.facts,
        "ask_url": letter.ask_url,
        "kind": kind,
        "site_url": settings.SITE_URL,
    }


def _headers(email: OutgoingEmail, letter: Letter) -> dict[str, str]:
    headers = {
        "Message-ID": email.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if letter.thread:
        domain = email.message_id.rstrip(">").rpartition("@")[2]
        headers["References"] = f"<{letter.thread}@{domain}>"
    return headers


def _tidy(text: str) -> str:
    """Templates leave runs of blank lines where a block had nothing to say."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines)


@cache
def inliner() -> css_inline.CSSInliner:
    """Puts the style sheet on the elements, keeps what only a style sheet can say (dark, narrow)."""
    return css_inline.CSSInliner(
        load_remote_stylesheets=False, keep_style_tags=False, keep_at_rules=True, minify_css=True
    )
