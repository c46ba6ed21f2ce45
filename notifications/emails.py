"""Mails: which functions queue them, and how a queued row becomes a message.

The `send_…` functions write rows into the current transaction; nothing is rendered or sent there.
"""

from dataclasses import replace
from datetime import datetime, timedelta
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
from marketplace.events import SavedSearchMatched
from notifications import letters, notices
from notifications.kinds import Kind, kind_named
from notifications.letters import Letter
from notifications.models import Channel, OutgoingEmail
from notifications.notices import Notice
from notifications.outbox import queue_email
from notifications.preferences import after_quiet_hours, unsubscribe_address, wants
from notifications.seen_live import due_after_a_look, was_seen
from sessions.models import CoachingSession

# What a person without access must still hear.
TO_THE_SUSPENDED = ("account_suspended",)


def send(
    notice: Notice,
    *,
    at: datetime,
    record: EventRecord | None = None,
    not_before: datetime | None = None,
) -> OutgoingEmail | None:
    """Queue the mail of a notice; None for a kind without one, or that its reader switched off.

    What can wait is sent after the end of the reader's quiet hours, and never before `not_before`; with
    a page of the reader open, when there was time to see it there.
    """
    kind = kind_named(notice.kind)
    if not (notice.mail and kind.has_mail) or not wants(notice.reader_id, kind, Channel.MAIL):
        return None
    reader = User.objects.get(pk=notice.reader_id)
    return queue_email(
        recipient=reader,
        kind=kind.name,
        params=notice.params,
        at=at,
        dedupe_key=dedupe_key(notice),
        record=record,
        due_at=at
        if kind.cannot_wait
        else after_quiet_hours(reader, now=not_before or due_after_a_look(kind, reader.pk, at=at)),
    )


def dedupe_key(notice: Notice) -> str:
    """The same fact is mailed to the same person once."""
    return f"{notice.kind}:{notice.key}:{notice.reader_id}"


def send_contract_created_email(
    contract: Contract, *, record: EventRecord | None = None
) -> OutgoingEmail | None:
    """To the party who has to answer the contract's first offer."""
    return _send(notices.contract_created(contract), record)


def send_session_scheduled_email(
    session: CoachingSession, *, record: EventRecord | None = None
) -> OutgoingEmail | None:
    """To the coach, who has to confirm what the student picked."""
    return _send(notices.session_scheduled(session), record)


def send_reschedule_request_email(
    session: CoachingSession, *, record: EventRecord | None = None
) -> OutgoingEmail | None:
    """To the one who has to answer the pending request to move the session."""
    return _send(notices.reschedule_requested(session), record)


def send_session_reminder_email(session: CoachingSession, *, kind: str, now: datetime) -> None:
    """To both, once per start and kind (`session_reminder_24h` or `session_reminder_1h`)."""
    for notice in notices.session_reminder(session, kind):
        send(notice, at=now)


def send_search_matched_email(
    event: SavedSearchMatched, *, record: EventRecord
) -> OutgoingEmail | None:
    """One mail for all that a saved search finds within an hour, or while its owner wants quiet.

    The first find queues it; the letter names every one there is when it is sent.
    """
    owner = User.objects.get(pk=event.user_id)
    hour_ends = event.at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    due = after_quiet_hours(owner, now=hour_ends)
    key = f"search-{event.saved_search_id}-{due:%Y%m%dT%H%M}"
    found = notices.search_matched(event, key=key)
    gathered = {**found.params, "since": event.at.isoformat(), "until": due.isoformat()}
    return send(replace(found, params=gathered), at=event.at, record=record, not_before=hour_ends)


def _send(notice: Notice, record: EventRecord | None) -> OutgoingEmail | None:
    return send(notice, at=record.happened_at if record else clock.now(), record=record)


def compose(email: OutgoingEmail, *, now: datetime) -> EmailMultiAlternatives | None:
    """The message in its reader's language and zone; None when it should not be sent any more."""
    reader = email.recipient or _stranger()
    kind = kind_named(email.kind)
    if not (reader.is_active or kind.name in TO_THE_SUSPENDED):
        return None
    if reader.pk and (not wants(reader.pk, kind, Channel.MAIL) or was_seen(email, kind)):
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
        headers={**_headers(email, letter), **_unsubscribe_headers(kind, reader)},
    )
    message.attach_alternative(html, "text/html")
    if letter.invitation:
        kind_of_part = f"text/calendar; method={letter.invitation.method}"
        message.attach_alternative(letter.invitation.body, kind_of_part)
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
        "unsubscribe_url": ""
        if kind.is_essential or not reader.pk
        else unsubscribe_address(reader, kind),
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


def _unsubscribe_headers(kind: Kind, reader: User) -> dict[str, str]:
    """One click in the mail program switches this kind of mail off (RFC 8058)."""
    if kind.is_essential or not reader.pk:
        return {}
    return {
        "List-Unsubscribe": f"<{unsubscribe_address(reader, kind)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


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
