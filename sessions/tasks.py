"""The clock of sessions."""

from celery import shared_task

from core import clock
from sessions import sweep


@shared_task
def sweep_sessions() -> int:
    """Do what time alone makes due. May run twice, at once, or a day late."""
    return sweep.sweep(clock.now())


@shared_task
def sweep_missed() -> int:
    """What neither an action's push nor the sweep saw in time."""
    return sweep.sweep_missed(clock.now())
