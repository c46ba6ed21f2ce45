"""Messages that were left unread: told by mail after ten minutes, or in the digest of the day, or never.

The digest of the day also tells what waits for its reader. It comes in the morning, and only when there is
something in it: unread messages, or a question that answers itself in time.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import User
from chat.models import Entry, Participant
from core.transactions import action
from core.zones import zone
from notifications import emails
from notifications.models import Habits, OutgoingEmail
from notifications.notices import Notice
from sessions.needs import needs_of

UNREAD_FOR = timedelta(minutes=10)
DAILY_HOUR = 8  # on the reader's clock
DAY = timedelta(days=1)


def unread_messages(participant: Participant) -> list[Entry]:
    """What the other side wrote since this person last read, oldest first."""
    entries = Entry.objects.filter(
        conversation_id=participant.conversation_id,
        seq__gt=participant.last_read_seq,
        kind=Entry.Kind.MESSAGE,
        deleted_at__isnull=True,
    )
    return list(entries.exclude(author_id=participant.user_id).order_by("seq"))


def waiting_since(before: datetime) -> QuerySet[Participant]:
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
    late = behind.filter(Exists(old)).select_related("user__notice_habits")
    return late.order_by("user_id", "conversation_id")


def queue_digests(*, now: datetime) -> int:
    """Queue the mails that are due, each once. Returns how many notices that were."""
    waiting: dict[int, list[Participant]] = defaultdict(list)
    for place in waiting_since(now - UNREAD_FOR):
        waiting[place.user_id].append(place)
    notices = [
        *(
            _unread(place)
            for places in waiting.values()
            for place in places
            if _is_told_soon(place)
        ),
        *_of_the_day(waiting, now=now),
    ]
    for notice in notices:
        _queue(notice, now=now)
    return len(notices)


def _is_told_soon(place: Participant) -> bool:
    habits: Habits | None = getattr(place.user, "notice_habits", None)
    return habits is None or habits.digest == Habits.Digest.SOON


def _unread(place: Participant) -> Notice:
    # Once for each place where somebody stopped reading, however much is written after it.
    return Notice(
        kind="unread_messages",
        reader_id=place.user_id,
        key=f"unread-{place.conversation_id}-{place.last_read_seq}",
        params={"conversation_ids": [place.conversation_id]},
        path=f"/chat/{place.conversation_id}",
        in_app=False,
    )


def _of_the_day(waiting: dict[int, list[Participant]], *, now: datetime) -> list[Notice]:
    """To those who want one mail a day and did not get today's."""
    sent = OutgoingEmail.objects.filter(kind="daily_digest", created_at__gt=now - 2 * DAY)
    keys = set(sent.values_list("dedupe_key", flat=True))
    daily = Habits.objects.filter(digest=Habits.Digest.DAILY, user__is_active=True)
    notices = []
    for habits in daily.select_related("user"):
        notice = _digest(habits.user, now=now)
        if emails.dedupe_key(notice) not in keys and _is_due(habits.user, waiting, now=now):
            notices.append(notice)
    return notices


def _is_due(user: User, waiting: dict[int, list[Participant]], *, now: datetime) -> bool:
    """In its hour, if anything is in it; later that day only for what was held up since the morning.

    What comes up during the day waits for the next morning.
    """
    local = now.astimezone(zone(user.timezone))
    if local.hour < DAILY_HOUR:
        return False
    if local.hour == DAILY_HOUR:
        return bool(waiting.get(user.pk)) or any(need.deadline for need in needs_of(user, now))
    morning = local.replace(hour=DAILY_HOUR, minute=0, second=0, microsecond=0)
    return user.pk in waiting and waiting_since(morning).filter(user=user).exists()


def _digest(user: User, *, now: datetime) -> Notice:
    day = now.astimezone(zone(user.timezone)).date()
    return Notice(
        kind="daily_digest",
        reader_id=user.pk,
        key=f"day-{day}",
        params={"day": day.isoformat()},
        path="/dashboard",
        in_app=False,
    )


@action
def _queue(notice: Notice, *, now: datetime) -> None:
    emails.send(notice, at=now)
