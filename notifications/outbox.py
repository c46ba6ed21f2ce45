"""The outbox: mails are rows of the action's own transaction, and a worker claims one at a time."""

import logging
import random
import time
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from celery import current_app
from django.conf import settings
from django.db.models import F, Q, QuerySet

from accounts.models import User
from core.events import after_commit, in_real_transaction
from core.models import EventRecord
from notifications.models import OutgoingEmail

logger = logging.getLogger(__name__)

# Longer than the slowest SMTP dialogue (about ten steps of EMAIL_TIMEOUT), shorter than patience.
LEASE = timedelta(minutes=3)
# With the pauses below the last attempt comes about two days after the first.
MAX_ATTEMPTS = 16
LONGEST_PAUSE = timedelta(hours=6)
# While the broker is down every kick costs about a second, so leave it alone for a moment.
BROKER_REST_SECONDS = 20.0


def queue_email(
    *,
    recipient: User | None,
    kind: str,
    params: Mapping[str, Any],
    at: datetime,
    dedupe_key: str,
    author_id: int | None = None,
    record: EventRecord | None = None,
    to_address: str = "",
    due_at: datetime | None = None,
) -> OutgoingEmail:
    """Write one mail into the current transaction; the same `dedupe_key` again returns the first row.

    `params` are ids and plain values for the letter of this `kind`, which is written at send time.
    A mail without an account behind it has `recipient` None and a `to_address`.
    Raises RuntimeError outside a transaction, where a crash could separate the mail from its cause.
    """
    if not in_real_transaction():
        raise RuntimeError(f"mail {kind} was queued outside a transaction")
    address = to_address or (recipient.email if recipient else "")
    email, is_new = OutgoingEmail.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "event": record,
            "recipient": recipient,
            "author_id": author_id,
            "to_address": address,
            "kind": kind,
            "params": dict(params),
            "message_id": _new_message_id(),
            "due_at": due_at or at,
            "created_at": at,
        },
    )
    if is_new and email.due_at <= at:
        after_commit(lambda: kick(email.pk))
    return email


def _new_message_id() -> str:
    """Given once, kept with the row: a mail that is sent twice by a crash is recognised as the same."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    return f"<{uuid.uuid4()}@{domain}>"


_broker_rests_until = 0.0


def kick(email_id: int) -> None:
    """Ask a worker to send this one now. It may get lost: the sweep finds every due row."""
    global _broker_rests_until
    if time.monotonic() < _broker_rests_until:
        return
    try:
        current_app.send_task("notifications.tasks.deliver_email", args=[email_id])
    except Exception:
        _broker_rests_until = time.monotonic() + BROKER_REST_SECONDS
        logger.exception("the broker does not answer; mail %s waits for the sweep", email_id)


def due(now: datetime) -> QuerySet[OutgoingEmail]:
    """What nobody is sending and whose time has come, oldest first."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    waiting = OutgoingEmail.objects.filter(status=OutgoingEmail.Status.QUEUED, due_at__lte=now)
    return waiting.filter(free).order_by("due_at", "id")


def claim(email_id: int, *, now: datetime) -> OutgoingEmail | None:
    """Take the row for a while, by one update that only one worker can win; None for the others."""
    lease = {"leased_until": now + LEASE, "attempts": F("attempts") + 1}
    if not due(now).filter(pk=email_id).order_by().update(**lease):
        return None
    return OutgoingEmail.objects.select_related("recipient", "author", "event").get(pk=email_id)


def let_through(email: OutgoingEmail, *, now: datetime) -> None:
    """From now on it counts among what its author's words have filled."""
    OutgoingEmail.objects.filter(pk=email.pk).update(let_through_at=now)


def hold_back(email: OutgoingEmail, *, reason: str, until: datetime) -> None:
    """Put a claimed mail aside until then; that was no attempt."""
    _settle(email, due_at=until, attempts=F("attempts") - 1, last_error=reason[:500])


def mark_joined(email: OutgoingEmail, *, into: OutgoingEmail) -> None:
    """What it would say is said by a later mail."""
    _settle(email, status=OutgoingEmail.Status.JOINED, last_error=f"told by mail {into.pk}")


def mark_sent(email: OutgoingEmail, *, subject: str, keep_params: bool, now: datetime) -> None:
    """The server said yes. Links and codes of account mails are not kept (`keep_params`)."""
    _settle(
        email,
        status=OutgoingEmail.Status.SENT,
        sent_at=now,
        subject=subject[:250],
        params=email.params if keep_params else {},
        last_error="",
    )


def mark_dropped(email: OutgoingEmail, *, reason: str) -> None:
    """What it would say is no longer true, or its reader is gone."""
    _settle(email, status=OutgoingEmail.Status.DROPPED, last_error=reason[:500])


def mark_dead(email: OutgoingEmail, *, reason: str) -> None:
    """The server will never take it; staff see it in the admin and may send it again."""
    logger.error("mail %s (%s) is given up: %s", email.pk, email.kind, reason)
    _settle(email, status=OutgoingEmail.Status.DEAD, last_error=reason[:500])


def mark_failed(email: OutgoingEmail, *, reason: str, now: datetime) -> None:
    """Not this time: try again after a pause that doubles, until the attempts are used up."""
    if email.attempts >= MAX_ATTEMPTS:
        mark_dead(email, reason=reason)
        return
    logger.warning("mail %s, attempt %s failed: %s", email.pk, email.attempts, reason)
    _settle(email, due_at=now + pause_after(email.attempts), last_error=reason[:500])


def pause_after(attempts: int) -> timedelta:
    """Half a minute after the first failure, doubled each time, at most six hours, with some jitter."""
    pause = min(timedelta(seconds=30) * 2 ** (attempts - 1), LONGEST_PAUSE)
    return pause * random.uniform(0.9, 1.1)  # noqa: S311


def _settle(email: OutgoingEmail, **changes: Any) -> None:
    OutgoingEmail.objects.filter(pk=email.pk).update(leased_until=None, **changes)


def send_again(email: OutgoingEmail, *, now: datetime) -> bool:
    """Queue a dead mail once more, under its old Message-ID; False if it is not dead."""
    revived = OutgoingEmail.objects.filter(pk=email.pk, status=OutgoingEmail.Status.DEAD).update(
        status=OutgoingEmail.Status.QUEUED,
        attempts=0,
        due_at=now,
        leased_until=None,
        let_through_at=None,
    )
    if revived:
        after_commit(lambda: kick(email.pk))
    return bool(revived)
