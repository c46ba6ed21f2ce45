"""The last door before the mail server: one person's words reach another so often and no oftener."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from accounts.models import User
from core.transactions import action
from notifications import outbox
from notifications.models import OutgoingEmail
from notifications.notices import notice_named
from notifications.quotas import free_for_words, hold_words


@action
def passes(email: OutgoingEmail, *, now: datetime) -> bool:
    """Whether a claimed mail may be sent now; if not, it is held until it may.

    What was let through once is not asked again: a server that was down costs nobody another mail.
    Raises Busy.
    """
    if email.author is None or email.recipient is None or email.let_through_at is not None:
        return True
    hold_words(email)
    refusal = free_for_words(email, now=now)
    if refusal is None:
        outbox.let_through(email, now=now)
        return True
    until = now + timedelta(seconds=refusal.retry_after_seconds or 0)
    outbox.hold_back(email, reason=str(refusal.message), until=until)
    _join(email, email.recipient, now=now)
    return False


def _join(newest: OutgoingEmail, reader: User, *, now: datetime) -> None:
    """Of what is held about one thing, the newest mail says all: letters are written when they are sent.

    Essential mails are held each by itself: each may bring its own entry for the calendar, or a press.
    """
    notice = notice_named(newest.kind)
    if notice.is_essential() or notice.calendar is not None:
        return
    thread = _thread(newest, reader, now=now)
    for older in _held_before(newest):
        if thread and _thread(older, reader, now=now) == thread:
            outbox.mark_joined(older, into=newest)


def _held_before(newest: OutgoingEmail) -> QuerySet[OutgoingEmail]:
    return OutgoingEmail.objects.filter(
        author=newest.author_id,
        recipient=newest.recipient_id,
        kind=newest.kind,
        status=OutgoingEmail.Status.QUEUED,
        let_through_at=None,
        pk__lt=newest.pk,
        due_at__gt=newest.created_at,
    )


def _thread(email: OutgoingEmail, reader: User, *, now: datetime) -> str:
    """What the mail belongs to, such as one request."""
    return notice_named(email.kind)(email.params, reader=reader, now=now).thread
