"""The clock of sessions."""

from celery import shared_task

from core import clock
from sessions.sweep import sweep


@shared_task
def sweep_sessions() -> int:
    """Do what time alone makes due. May run twice, at once, or a day late."""
    return sweep(clock.now())
