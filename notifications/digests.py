"""Messages that were left unread: told by mail after ten minutes, or in the digest of the day, or never.

The digest of the day also tells what waits for its reader. It comes in the morning, and only when there is
something in it: unread messages, or a question that answers itself in time.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta

from accounts.models import User
from chat.models import Participant
from core.transactions import action
from core.zones import zone
from notifications import emails
from notifications.models import Habits, OutgoingEmail
from notifications.notices import Envelope
from notifications.notices.messages import DailyDigest, UnreadMessages
from notifications.unread import waiting_since
from sessions.pending import pending_decisions_of

UNREAD_FOR = timedelta(minutes=10)
DAILY_HOUR = 8  # on the reader's clock
DAY = timedelta(days=1)


def queue_digests(*, now: datetime) -> int:
    """Queue the mails that are due, each once. Returns how many notices that were."""
    waiting: dict[int, list[Participant]] = defaultdict(list)
    for participant in waiting_since(now - UNREAD_FOR):
        waiting[participant.user_id].append(participant)
    envelopes = [
        *(
            UnreadMessages.about(participant)
            for participants in waiting.values()
            for participant in participants
            if _is_told_soon(participant)
        ),
        *_of_the_day(waiting, now=now),
    ]
    for envelope in envelopes:
        _queue(envelope, now=now)
    return len(envelopes)


def _is_told_soon(participant: Participant) -> bool:
    habits: Habits | None = getattr(participant.user, "notice_habits", None)
    return habits is None or habits.digest == Habits.Digest.SOON


def _of_the_day(waiting: dict[int, list[Participant]], *, now: datetime) -> list[Envelope]:
    """To those who want one mail a day and did not get today's."""
    sent = OutgoingEmail.objects.filter(kind=DailyDigest.name, created_at__gt=now - 2 * DAY)
    keys = set(sent.values_list("dedupe_key", flat=True))
    daily = Habits.objects.filter(digest=Habits.Digest.DAILY, user__is_active=True)
    envelopes = []
    for habits in daily.select_related("user"):
        today = now.astimezone(zone(habits.user.timezone)).date()
        envelope = DailyDigest.about(habits.user, today)
        if envelope.dedupe_key not in keys and _is_due(habits, waiting, now=now):
            envelopes.append(envelope)
    return envelopes


def _is_due(habits: Habits, waiting: dict[int, list[Participant]], *, now: datetime) -> bool:
    """In its hour, if anything is in it; later that day only for what was held up since the morning.

    What comes up during the day waits for the next morning: messages by their time, and questions, which
    have none, when somebody looked in the hour.
    """
    user = habits.user
    local = now.astimezone(zone(user.timezone))
    if local.hour < DAILY_HOUR:
        return False
    if local.hour == DAILY_HOUR:
        _note_look(habits, local.date())
        return bool(waiting.get(user.pk)) or _has_questions(user, now)
    closed = local.replace(hour=DAILY_HOUR + 1, minute=0, second=0, microsecond=0) - UNREAD_FOR
    if user.pk in waiting and waiting_since(closed).filter(user=user).exists():
        return True
    return habits.digest_looked_on != local.date() and _has_questions(user, now)


def _note_look(habits: Habits, day: date) -> None:
    if habits.digest_looked_on != day:
        Habits.objects.filter(pk=habits.pk).update(digest_looked_on=day)


def _has_questions(user: User, now: datetime) -> bool:
    """Whether a question waits that answers itself in time."""
    return any(each.deadline for each in pending_decisions_of(user, now))


@action
def _queue(envelope: Envelope, *, now: datetime) -> None:
    emails.send(envelope, at=now)
