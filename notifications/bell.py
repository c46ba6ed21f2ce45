"""The notifications behind the bell: written with the event, pushed live, marked as read."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from chat.live.bus import publish
from core.events import after_commit
from core.models import EventRecord
from notifications.models import Channel, Notification
from notifications.notices import Envelope
from notifications.preferences import wants

# What a page re-fetches when it hears of it: the bell's number and the list.
DIRTY_KEYS = ("bell",)


def ring(envelope: Envelope, *, at: datetime, record: EventRecord | None = None) -> None:
    """Put it behind its reader's bell, once; not a kind that is mailed only or was switched off."""
    notice, reader_id = envelope.notice, envelope.reader_id
    is_shown = envelope.in_app and notice.notification
    if reader_id is None or not is_shown or not wants(reader_id, notice, Channel.IN_APP):
        return
    notification = Notification(
        user_id=reader_id,
        kind=notice.name,
        key=envelope.key,
        event=record,
        params=dict(envelope.params),
        url=envelope.path,
        created_at=at,
    )
    Notification.objects.bulk_create([notification], ignore_conflicts=True)
    push_count(reader_id)


def push_count(user_id: int) -> None:
    """After the commit, let every open page of this person re-fetch what the bell shows."""
    frame: dict[str, Any] = {"t": "dirty", "keys": list(DIRTY_KEYS)}
    after_commit(lambda: publish([(user_id, frame)]))


def notifications_of(user: User) -> QuerySet[Notification]:
    """The latest first."""
    return Notification.objects.filter(user=user)


def unread_notifications(user: User) -> QuerySet[Notification]:
    return notifications_of(user).filter(read_at__isnull=True)


def unread_count(user: User) -> int:
    return unread_notifications(user).count()


def mark_read(notification: Notification, *, now: datetime) -> None:
    """One was seen. Idempotent."""
    unread = Notification.objects.filter(pk=notification.pk, read_at__isnull=True)
    if unread.update(read_at=now):
        push_count(notification.user_id)


def mark_all_read(user: User, *, up_to_id: int, now: datetime) -> int:
    """Every one up to the newest that the reader was shown; later ones stay unread."""
    unread = Notification.objects.filter(user=user, pk__lte=up_to_id, read_at__isnull=True)
    count = unread.update(read_at=now)
    if count:
        push_count(user.pk)
    return count
