"""What the clock does to accounts."""

from celery import shared_task

from accounts.login_notes import forget_old_notes
from accounts.tries import forget_old_tries
from core import clock


@shared_task
def sweep_accounts() -> None:
    now = clock.now()
    forget_old_notes(now=now)
    forget_old_tries(now=now)
