"""Messages that were left unread: told by mail after ten minutes, or once a day, or never."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef

from accounts.models import User
from chat.models import Entry, Participant
from core.transactions import action
from core.zones import zone
from notifications import emails
from notifications.models import Habits
from notifications.notices import Notice
from notifications.preferences import habits_of

UNREAD_FOR = timedelta(minutes=10)
DAILY_HOUR = 8


def unread_messages(participant: Participant) -> "list[Entry]":
    """What the other side wrote since this person last read, oldest first."""
    entries = Entry.objects.filter(
        conversation_id=participant.conversation_id,
        seq__gt=participant.last_read_seq,
        kind=Entry.Kind.MESSAGE,
        deleted_at__isnull=True,
    )
    return list(entries.exclude(author_id=participant.user_id).order_by("seq"))


def waiting_since(before: datetime) -> Iterable[Participant]:
    """Who has a message from the other side that is older than `before` and was not read."""
    old = Entry.objects.filter(
        conversation_id=OuterRef("conversation_id"),
        seq__gt=OuterRef("last_read_seq"),
        kind=Entry.Kind.MESSAGE,
        deleted_at__isnull=True,
        created_at__lte=before,
    ).exclude(author_id=OuterRef("user_id"))
    behind = Participant.objects.filter(
        unread__gt=0,
        muted=False,
        user__is_active=True,
        conversation__counter__gt=F("last_read_seq"),
    )
    return behind.filter(Exists(old)).select_related("user").order_by("user_id", "conversation_id")


def queue_digests(*, now: datetime) -> int:
    """Queue the mails that are due, each once for what is unread. Returns how many notices that were."""
    waiting: dict[User, list[Participant]] = defaultdict(list)
    for participant in waiting_since(now - UNREAD_FOR):
        waiting[participant.user].append(participant)
    notices = [notice for user, rows in waiting.items() for notice in _notices(user, rows, now=now)]
    for notice in notices:
        _queue(notice, now=now)
    return len(notices)


def _notices(user: User, rows: list[Participant], *, now: datetime) -> list[Notice]:
    digest = habits_of(user).digest
    if digest == Habits.Digest.OFF:
        return []
    if digest == Habits.Digest.DAILY:
        local = now.astimezone(zone(user.timezone))
        if local.hour < DAILY_HOUR:
            return []
        return [_notice(user, rows, key=f"unread-on-{local.date()}")]
    # Once for each place where somebody stopped reading, however much is written after it.
    return [
        _notice(user, [row], key=f"unread-{row.conversation_id}-{row.last_read_seq}")
        for row in rows
    ]


def _notice(user: User, rows: list[Participant], *, key: str) -> Notice:
    ids = [row.conversation_id for row in rows]
    path = f"/chat/{ids[0]}" if len(ids) == 1 else "/chat"
    return Notice(
        kind="unread_messages",
        reader_id=user.pk,
        key=key,
        params={"conversation_ids": ids},
        path=path,
        in_app=False,
    )


@action
def _queue(notice: Notice, *, now: datetime) -> None:
    emails.send(notice, at=now)
