"""The lines behind the bell: written with the event, pushed live, marked as read."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from chat.live.bus import publish
from core.events import after_commit
from core.models import EventRecord
from notifications.kinds import kind_named
from notifications.models import Channel, Notification
from notifications.notices import Notice
from notifications.preferences import wants

# What a page re-fetches when it hears of it: the bell's number and the list.
DIRTY_KEYS = ("bell",)


def ring(notice: Notice, *, at: datetime, record: EventRecord | None = None) -> Notification | None:
    """Put one line behind its reader's bell; None for a kind that is mailed only or was switched off."""
    kind = kind_named(notice.kind)
    if not (notice.in_app and kind.line) or not wants(notice.reader_id, kind, Channel.IN_APP):
        return None
    line, is_new = Notification.objects.get_or_create(
        user_id=notice.reader_id,
        kind=notice.kind,
        key=notice.key,
        defaults={
            "event": record,
            "params": dict(notice.params),
            "url": notice.path,
            "created_at": at,
        },
    )
    if is_new:
        push_count(notice.reader_id)
    return line


def push_count(user_id: int) -> None:
    """After the commit, let every open page of this person re-fetch what the bell shows."""
    frame: dict[str, Any] = {"t": "dirty", "keys": list(DIRTY_KEYS)}
    after_commit(lambda: publish([(user_id, frame)]))


def lines_of(user: User) -> QuerySet[Notification]:
    """The latest first."""
    return Notification.objects.filter(user=user)


def unread_lines(user: User) -> QuerySet[Notification]:
    return lines_of(user).filter(read_at__isnull=True)


def unread_count(user: User) -> int:
    return unread_lines(user).count()


def mark_read(line: Notification, *, now: datetime) -> None:
    """One line was seen. Idempotent."""
    if Notification.objects.filter(pk=line.pk, read_at__isnull=True).update(read_at=now):
        push_count(line.user_id)


def mark_all_read(user: User, *, up_to_id: int, now: datetime) -> int:
    """Every line up to the newest one that the reader was shown; later ones stay unread."""
    unread = Notification.objects.filter(user=user, pk__lte=up_to_id, read_at__isnull=True)
    count = unread.update(read_at=now)
    if count:
        push_count(user.pk)
    return count
