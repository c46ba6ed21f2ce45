"""Reminders of confirmed sessions: a day, an hour and ten minutes before. Nudges about unanswered ones.

Once for each (row, sequence, kind, person): the unique keys of the outbox and of the bell see to that,
however many workers look, and a worker that slept sends what is still true.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import CharField, Exists, F, OuterRef, Value
from django.db.models.functions import Cast, Concat

from core.transactions import action, locked
from notifications import bell, emails
from notifications.models import Notification
from notifications.notices.bookings import SessionScheduled
from notifications.notices.reminders import SESSION_REMINDERS, SessionReminder
from notifications.notices.sessions import find_session
from sessions.models import CoachingSession, RescheduleRequest


def queue_reminders(*, now: datetime) -> int:
    """Queue what is due. Returns how many sessions were reminded of."""
    return sum(
        _remind(session.pk, reminder, now=now)
        for reminder in SESSION_REMINDERS
        for session in _due(reminder, now=now)
    )


def _due(reminder: type[SessionReminder], *, now: datetime) -> Iterator[CoachingSession]:
    """Confirmed sessions in the reminder's window that nobody was told of yet."""
    ahead = CoachingSession.objects.filter(
        status=CoachingSession.Status.CONFIRMED,
        scheduled_at__gt=now + reminder.useless,
        scheduled_at__lte=now + reminder.before,
    )
    # `reminder.key_of` in SQL: of the thousands that begin within a day, most were told of.
    number, sequence = (Cast(OuterRef(name), CharField()) for name in ("pk", "sequence"))
    key = Concat(Value("session-"), number, Value("-"), sequence)
    told = Notification.objects.filter(kind=reminder.name, key=key)
    coach, student = (
        Exists(told.filter(user=OuterRef(f"contract__{side}"))) for side in ("coach", "student")
    )
    return ahead.filter(~coach, ~student).iterator()


def queue_nudges(*, now: datetime) -> int:
    """Ask the coach again about bookings whose time to answer is half over; once for each booking."""
    waiting = CoachingSession.objects.filter(
        status=CoachingSession.Status.SCHEDULED, booked_at__lt=now, answer_by__gt=now
    ).exclude(reschedules__status=RescheduleRequest.Status.PENDING)
    half = waiting.annotate(left=F("answer_by") - Value(now), gone=Value(now) - F("booked_at"))
    late = list(half.filter(left__lte=F("gone")).select_related("contract"))
    told = _told_nudges(late)
    return sum(
        _nudge(row.pk, now=now) for row in late if SessionScheduled.nudge(row).key not in told
    )


def _told_nudges(rows: Sequence[CoachingSession]) -> set[str]:
    """The keys of those whose coach was asked again before."""
    told = Notification.objects.filter(
        user__in={row.contract.coach_id for row in rows},
        kind=SessionScheduled.name,
        key__in=[SessionScheduled.nudge(row).key for row in rows],
    )
    return set(told.values_list("key", flat=True))


def _is_half_over(row: CoachingSession, now: datetime) -> bool:
    if row.status != CoachingSession.Status.SCHEDULED or not row.booked_at or not row.answer_by:
        return False
    return row.booked_at + (row.answer_by - row.booked_at) / 2 <= now < row.answer_by


@action
def _nudge(session_id: int, *, now: datetime) -> int:
    """Under the row's lock, if it still waits and was not asked about again before."""
    locked(CoachingSession.objects.filter(pk=session_id)).get()
    session = find_session(session_id)
    if not _is_half_over(session, now):
        return 0
    nudge = SessionScheduled.nudge(session)
    told = Notification.objects.filter(kind=SessionScheduled.name, key=nudge.key)
    if told.filter(user_id=session.contract.coach_id).exists():
        return 0
    bell.ring(nudge, at=now)
    emails.send(nudge, at=now)
    return 1


@action
def _remind(session_id: int, reminder: type[SessionReminder], *, now: datetime) -> int:
    """Tell both, under the row's lock, if it still stands as it was found."""
    locked(CoachingSession.objects.filter(pk=session_id)).get()
    session = find_session(session_id)
    if session.status != CoachingSession.Status.CONFIRMED or not _is_due(session, reminder, now):
        return 0
    for envelope in reminder.to_both(session):
        bell.ring(envelope, at=now)
    emails.send_session_reminder_email(session, reminder=reminder, now=now)
    return 1


def _is_due(session: CoachingSession, reminder: type[SessionReminder], now: datetime) -> bool:
    """Who agreed on the start after that instant needs no reminder of it."""
    starts_at, agreed_at = session.scheduled_at, session.agreed_at
    if starts_at is None or agreed_at is None:
        return False
    due = starts_at - reminder.before
    return agreed_at <= due <= now < starts_at - reminder.useless
