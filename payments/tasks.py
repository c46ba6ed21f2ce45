"""Doors for the workers. Every task may run twice, at once, or a day late."""

import logging
import time
import uuid

from celery import shared_task

from core import clock
from payments import calls, inbox
from payments import sweep as charges
from payments.failures import GatewayFailure
from payments.gateway import SECONDS_FOR_A_WORKER, gateway

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 45.0
SWEEP_ROWS = 200


@shared_task
def send_call(name: str, *, seconds: float = SECONDS_FOR_A_WORKER) -> None:
    """Send one call now, the kick after the commit, or for a person who waits for its answer."""
    calls.send(uuid.UUID(name), gateway=gateway(seconds=seconds), clock=clock.now)


@shared_task
def send_due_calls() -> None:
    """Send whatever is due: what a lost kick, no answer or a dead worker left behind."""
    stop_at = time.monotonic() + SWEEP_SECONDS
    asked = gateway()
    for name in list(calls.due(clock.now()).values_list("pk", flat=True)[:SWEEP_ROWS]):
        if time.monotonic() > stop_at:
            return
        try:
            if not calls.send(name, gateway=asked, clock=clock.now):
                return
        except Exception:
            # A fault in what one call leads to must not stop those behind it; its lease runs out.
            logger.exception("call %s could not be ended", name)


@shared_task
def work_event(event_id: int, *, seconds: float = SECONDS_FOR_A_WORKER) -> None:
    """Act upon one event now, the kick after the commit, or for a person who waits for it."""
    inbox.work(event_id, gateway=gateway(seconds=seconds), clock=clock.now)


@shared_task
def work_due_events() -> None:
    """Act upon whatever is due: what a lost kick, no answer or a dead worker left behind."""
    stop_at = time.monotonic() + SWEEP_SECONDS
    asked = gateway()
    for event_id in list(inbox.due(clock.now()).values_list("pk", flat=True)[:SWEEP_ROWS]):
        if time.monotonic() > stop_at or not inbox.work(event_id, gateway=asked, clock=clock.now):
            return


@shared_task
def poll_events() -> int:
    """Ask for the events that were never told; the next hour asks again where Stripe does not answer."""
    try:
        return inbox.poll(gateway(), now=clock.now())
    except GatewayFailure as failure:
        logger.warning("Stripe's events could not be asked for: %s", failure)
        return 0


@shared_task
def sweep_charges() -> int:
    """Do what time alone makes due about charges. May run twice, at once, or a day late."""
    return charges.sweep(clock.now())
