"""The clock of sessions."""

from celery import shared_task

from core import clock
from sessions.sweep import sweep, sweep_missed


@shared_task
def sweep_sessions() -> int:
    """Do what time alone makes due. May run twice, at once, or a day late."""
    return sweep(clock.now())


@shared_task
def sweep_missed_contracts() -> int:
    """What the sweep did not see while it fell due. Looks at every running contract."""
    return sweep_missed(clock.now())
