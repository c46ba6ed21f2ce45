"""What the clock does to accounts."""

from celery import shared_task

from accounts.login_notes import forget_old_notes
from core import clock


@shared_task
def sweep_accounts() -> None:
    forget_old_notes(now=clock.now())
