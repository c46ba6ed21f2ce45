"""Messages that were left unread: told by mail after ten minutes, or in the digest of the day, or never.

The digest of the day also tells what waits for its reader. It comes in the morning, and only when there is
something in it: unread messages, or a question that answers itself in time.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from itertools import chain

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from accounts.models import User
from chat.models import Entry, Participant
from core.among import Among
from core.transactions import action
from core.zones import zone
from notifications import emails
from notifications.models import Channel, Habits, OutgoingEmail, Preference
from notifications.notices import Envelope
from notifications.notices.messages import DailyDigest, UnreadMessages
from notifications.unread import waiting_since
from sessions.pending import pending_decisions_of

UNREAD_FOR = timedelta(minutes=10)
DAILY_HOUR = 8  # on the reader's clock
DAY = timedelta(days=1)
# What one look each minute goes back to; what it missed for longer is found by the hour.
LATELY = timedelta(hours=1)


def queue_digests(*, now: datetime, lately: timedelta | None = None) -> int:
    """Queue the mails that are due, each once. Returns how many notices that were.

    With `lately`, only for what fell due within that time; without it every participant is looked at.
    """
    waiting = waiting_since(now - UNREAD_FOR)
    soon = _written_since(waiting, now - UNREAD_FOR - lately) if lately else waiting
    count = 0
    for envelope in chain(map(UnreadMessages.about, _untold(soon)), _of_the_day(waiting, now)):
        _queue(envelope, now=now)
        count += 1
    return count


def _written_since(waiting: QuerySet[Participant], since: datetime) -> QuerySet[Participant]:
    """Those whose conversation had a message since: its number is looked up first, by the time."""
    written = Entry.objects.filter(created_at__gt=since, kind=Entry.Kind.MESSAGE)
    talks = written.order_by().values_list("conversation", flat=True).distinct()
    return waiting.filter(conversation__in=list(talks))


def _untold(waiting: QuerySet[Participant]) -> list[Participant]:
    """Those who want to know soon and were not written to since they stopped reading there."""
    others = Habits.objects.filter(user=OuterRef("user")).exclude(digest=Habits.Digest.SOON)
    told = OutgoingEmail.objects.filter(dedupe_key=key_of_place())
    unwanted = Preference.objects.filter(
        user=OuterRef("user"), kind=UnreadMessages.name, channel=Channel.MAIL, is_on=False
    )
    return list(waiting.filter(~Exists(told), ~Exists(others), ~Exists(unwanted)))


def key_of_place() -> Concat:
    """In SQL, the key of the mail about a participant's place: what `UnreadMessages.about` gives it."""
    conversation, place, reader = (
        Cast(OuterRef(name), CharField())
        for name in ("conversation_id", "last_read_seq", "user_id")
    )
    parts = (Value(f"{UnreadMessages.name}:unread-"), conversation, Value("-"), place)
    return Concat(*parts, Value(":"), reader)


def _of_the_day(waiting: QuerySet[Participant], now: datetime) -> Iterator[Envelope]:
    """To those who want one mail a day and did not get today's."""
    daily = Habits.objects.filter(digest=Habits.Digest.DAILY)
    behind = waiting.filter(Among("user_id", daily.values("user_id")))
    unread = set(behind.values_list("user_id", flat=True))
    sent = OutgoingEmail.objects.filter(kind=DailyDigest.name, created_at__gt=now - 2 * DAY)
    keys = set(sent.values_list("dedupe_key", flat=True))
    looked: dict[date, list[int]] = defaultdict(list)
    for habits in _may_be_due(unread, now):
        local = now.astimezone(zone(habits.user.timezone))
        envelope = DailyDigest.about(habits.user, local.date())
        if habits.digest_looked_on != local.date():
            looked[local.date()].append(habits.pk)
        if envelope.dedupe_key not in keys and _is_due(habits, unread, now=now):
            yield envelope
    for day, ids in looked.items():
        Habits.objects.filter(pk__in=ids).update(digest_looked_on=day)


def _may_be_due(unread: Collection[int], now: datetime) -> QuerySet[Habits]:
    """Readers in whose zone the morning has come and who are behind, or were not looked at today."""
    daily = Habits.objects.filter(digest=Habits.Digest.DAILY)
    looked = dict(daily.values_list("user_id", "digest_looked_on"))
    readers = User.objects.filter(Among("pk", daily.values("user_id")), is_active=True)
    zones = readers.values_list("pk", "timezone")
    local = {name: now.astimezone(zone(name)) for name in {name for _pk, name in zones}}
    mornings = ((pk, local[name].date()) for pk, name in zones if local[name].hour >= DAILY_HOUR)
    due = [pk for pk, day in mornings if pk in unread or looked.get(pk) != day]
    return Habits.objects.filter(user__in=due).prefetch_related("user")


def _is_due(habits: Habits, unread: Collection[int], *, now: datetime) -> bool:
    """In its hour, if anything is in it; later that day only for what was held up since the morning.

    What comes up during the day waits for the next morning: messages by their time, and questions, which
    have none, when somebody looked that day. So each reader's questions are asked for once a day.
    """
    user = habits.user
    local = now.astimezone(zone(user.timezone))
    closed = local.replace(hour=DAILY_HOUR + 1, minute=0, second=0, microsecond=0) - UNREAD_FOR
    is_held_up = user.pk in unread and (
        local.hour == DAILY_HOUR or waiting_since(closed).filter(user=user).exists()
    )
    is_first_look = habits.digest_looked_on != local.date()
    return is_held_up or (is_first_look and _has_questions(user, now))


def _has_questions(user: User, now: datetime) -> bool:
    """Whether a question waits that answers itself in time."""
    return any(each.deadline for each in pending_decisions_of(user, now))


@action
def _queue(envelope: Envelope, *, now: datetime) -> None:
    emails.send(envelope, at=now)
