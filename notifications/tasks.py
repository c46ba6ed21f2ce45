"""Doors for the workers. Every task may run twice, at once, or a day late."""

import time
from collections.abc import Iterable

from celery import shared_task

from core import clock
from notifications import outbox
from notifications.delivery import MAILS_A_CONNECTION, deliver_all
from notifications.digests import LATELY, queue_digests
from notifications.reminders import queue_nudges, queue_reminders

SWEEP_SECONDS = 45.0
SWEEP_MAILS = 500


@shared_task
def deliver_email(email_id: int) -> None:
    """Send one mail now, the kick after the commit, and over the same connection what else is due."""
    ids = [email_id, *_due(MAILS_A_CONNECTION)]
    _deliver(dict.fromkeys(ids))


@shared_task
def send_due_emails() -> None:
    """Send whatever is due, oldest first: what a lost kick, a failure or a dead worker left behind."""
    _deliver(_due(SWEEP_MAILS))


def _due(most: int) -> list[int]:
    return list(outbox.due(clock.now()).values_list("pk", flat=True)[:most])


def _deliver(email_ids: Iterable[int]) -> None:
    stop_at = time.monotonic() + SWEEP_SECONDS
    deliver_all(email_ids, clock=clock.now, until=lambda: time.monotonic() > stop_at)


@shared_task
def queue_unread_digests() -> None:
    """Write to those who left messages unread."""
    queue_digests(now=clock.now(), lately=LATELY)


@shared_task
def queue_missed_digests() -> None:
    """The same for whom no look found in time. Looks at every participant."""
    queue_digests(now=clock.now())


@shared_task
def queue_session_reminders() -> None:
    """Remind of the sessions that are a day, an hour or ten minutes away, and of bookings that wait."""
    now = clock.now()
    queue_reminders(now=now)
    queue_nudges(now=now)
