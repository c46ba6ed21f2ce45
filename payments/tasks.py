"""Doors for the workers. Every task may run twice, at once, or a day late."""

import logging
import time
import uuid

from celery import shared_task

from core import clock
from payments import calls
from payments.gateway import gateway

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 45.0
SWEEP_CALLS = 200


@shared_task
def send_call(name: str) -> None:
    """Send one call now, the kick after the commit."""
    calls.send(uuid.UUID(name), gateway=gateway(), clock=clock.now)


@shared_task
def send_due_calls() -> None:
    """Send whatever is due: what a lost kick, no answer or a dead worker left behind."""
    stop_at = time.monotonic() + SWEEP_SECONDS
    asked = gateway()
    for name in list(calls.due(clock.now()).values_list("pk", flat=True)[:SWEEP_CALLS]):
        if time.monotonic() > stop_at:
            return
        try:
            if not calls.send(name, gateway=asked, clock=clock.now):
                return
        except Exception:
            # A fault in what one call leads to must not stop those behind it; its lease runs out.
            logger.exception("call %s could not be ended", name)
