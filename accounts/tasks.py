"""What the clock does to accounts."""

from datetime import timedelta

from allauth.account.app_settings import EMAIL_CONFIRMATION_EXPIRE_DAYS
from celery import shared_task
from django.conf import settings

from accounts.actions import empty_oldest_unproven
from accounts.login_notes import forget_old_notes
from accounts.tries import forget_old_tries
from core import clock


@shared_task
def sweep_accounts() -> None:
    now = clock.now()
    forget_old_notes(now=now)
    forget_old_tries(now=now)


@shared_task
def empty_unproven_accounts() -> int:
    """A batch of the oldest, none while a link still works; the others go at the next run."""
    now = clock.now()
    days = max(settings.KEEP_DAYS["unproven"], EMAIL_CONFIRMATION_EXPIRE_DAYS)
    return empty_oldest_unproven(asked_before=now - timedelta(days=days), now=now)
