"""Mails: how a notice is queued as one, and how a queued row becomes a message.

The `send…` functions write rows into the current transaction; nothing is rendered or sent there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import Any

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from accounts.models import User
from contracts.models import Contract
from core import clock
from core.actions import check
from core.bidi import isolated
from core.models import EventRecord
from core.zones import zone
from notifications.habits import after_quiet_hours
from notifications.models import Channel, OutgoingEmail
from notifications.notices import Envelope, Notice, notice_named
from notifications.notices.bookings import SessionScheduled
from notifications.notices.changes import RescheduleRequested
from notifications.notices.contracts import ContractCreated
from notifications.notices.letter import Letter
from notifications.notices.reminders import SessionReminder
from notifications.outbox import queue_email
from notifications.preferences import unsubscribe_address, wants
from notifications.quotas import next_login_mail
from notifications.seen_live import due_after_a_look, was_seen
from notifications.subjects import rendered_plainly, short_subject_of, subject_of
from sessions.models import CoachingSession

_unmailed_before: ContextVar[datetime | None] = ContextVar("unmailed_before", default=None)


@contextmanager
def unmailed(*, before: datetime) -> Iterator[None]:
    """Queue no mail of what happened earlier: for a past that is told to a database nobody used yet."""
    token = _unmailed_before.set(before)
    try:
        yield
    finally:
        _unmailed_before.reset(token)


def send(
    envelope: Envelope, *, at: datetime, record: EventRecord | None = None
) -> OutgoingEmail | None:
    """Queue the mail of a notice; None for a kind without one, or that its reader switched off.

    Raises TooMany for one more mail of the login system than an address is sent.
    """
    notice = envelope.notice
    is_mailed = envelope.mail and notice.has_mail and not _was_unmailed(at)
    if not is_mailed or not wants(envelope.reader_id, notice, Channel.MAIL):
        return None
    asker_id = record.actor_id if record else None
    check(next_login_mail(envelope, asker_id=asker_id, now=at))
    reader = User.objects.get(pk=envelope.reader_id) if envelope.reader_id else None
    return queue_email(
        recipient=reader,
        author_id=envelope.author_id,
        kind=notice.name,
        params=envelope.params,
        at=at,
        dedupe_key=envelope.dedupe_key,
        record=record,
        to_address=envelope.to_address,
        due_at=_due_at(envelope, reader, at=at),
    )


def _was_unmailed(at: datetime) -> bool:
    before = _unmailed_before.get()
    return before is not None and at < before


def _due_at(envelope: Envelope, reader: User | None, *, at: datetime) -> datetime:
    """What can wait is sent after the end of the reader's quiet hours, and never before `not_before`.

    With a page of the reader open, when there was time to see it there.
    """
    if reader is None or envelope.notice.cannot_wait():
        return at
    looked = due_after_a_look(envelope.notice, reader.pk, at=at)
    return after_quiet_hours(reader, now=envelope.not_before or looked)


def send_contract_created_email(contract: Contract) -> OutgoingEmail | None:
    """To the party who has to answer the contract's first offer."""
    return send(ContractCreated.about(contract), at=clock.now())


def send_session_scheduled_email(session: CoachingSession) -> OutgoingEmail | None:
    """To the coach, who has to confirm what the student picked."""
    return send(SessionScheduled.about(session), at=clock.now())


def send_reschedule_request_email(session: CoachingSession) -> OutgoingEmail | None:
    """To the one who has to answer the pending request to move the session."""
    return send(RescheduleRequested.about(session), at=clock.now())


def send_session_reminder_email(
    session: CoachingSession, *, reminder: type[SessionReminder], now: datetime
) -> None:
    """To both, once per start and kind of reminder."""
    for envelope in reminder.to_both(session):
        send(envelope, at=now)


def compose(email: OutgoingEmail, *, now: datetime) -> EmailMultiAlternatives | None:
    """The message in its reader's language and zone; None when it should not be sent any more."""
    reader = email.recipient or _stranger()
    notice = notice_named(email.kind)
    if not (reader.is_active or notice.reaches_suspended):
        return None
    if reader.pk and (not wants(reader.pk, notice, Channel.MAIL) or was_seen(email, notice)):
        return None
    with translation.override(reader.language), timezone.override(zone(reader.timezone)):
        letter = notice(email.params, reader=reader, now=now).letter()
        return _message(email, letter, reader) if letter else None


def _stranger() -> User:
    """Who reads a mail that goes to an address without an account."""
    return User(language=settings.LANGUAGE_CODE, timezone="UTC")


def _message(email: OutgoingEmail, letter: Letter, reader: User) -> EmailMultiAlternatives:
    notice = notice_named(email.kind)
    context = _context(letter, reader, notice)
    folder = f"notifications/email/{notice.name}"
    subject = subject_of(f"{folder}/subject.txt", context)
    text = rendered_plainly(f"{folder}/body.txt", context)
    html = inliner().inline(
        render_to_string(f"{folder}/body.html", {**context, "subject": subject})
    )
    message = EmailMultiAlternatives(
        subject=short_subject_of(f"{folder}/subject.txt", context),
        body=_tidy(text.strip()) + "\n",
        to=[email.to_address],
        headers={**_headers(email, letter), **_unsubscribe_headers(notice, reader)},
    )
    message.attach_alternative(html, "text/html")
    if letter.invitation:
        part = f"text/calendar; method={letter.invitation.method}"
        message.attach_alternative(letter.invitation.body, part)
    return message


def _context(letter: Letter, reader: User, notice: type[Notice]) -> dict[str, Any]:
    return {
        **{name: _beside_our_words(value) for name, value in letter.context.items()},
        "reader": reader,
        "other": letter.other,
        "buttons": letter.buttons,
        "facts": letter.facts,
        "ask_url": letter.ask_url,
        "notice": notice,
        "unsubscribe_url": ""
        if notice.is_essential() or not reader.pk
        else unsubscribe_address(reader, notice),
        "site_url": settings.SITE_URL,
    }


def _beside_our_words(value: object) -> object:
    return (
        isolated(value) if isinstance(value, str) and not isinstance(value, SafeString) else value
    )


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


def _unsubscribe_headers(notice: type[Notice], reader: User) -> dict[str, str]:
    """One click in the mail program switches this kind of mail off (RFC 8058)."""
    if notice.is_essential() or not reader.pk:
        return {}
    return {
        "List-Unsubscribe": f"<{unsubscribe_address(reader, notice)}>",
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
