"""Hearing from Stripe: an event is kept as it came, and says only which object to ask for.

Events come twice, late, in another order or never. What is true is what the object says when it is asked,
so each of them leads to the same step: ask, then act upon the answer, unless one that was asked for later
was acted upon already.
"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.db.models import F, QuerySet

from core.errors import Busy
from core.events import after_commit
from core.transactions import action, hold_name
from payments.answers import Answer, Event
from payments.calls import pause
from payments.failures import KeysRefused, Refused, Unclear
from payments.gateway import Gateway
from payments.models import EventPoll, StripeEvent

logger = logging.getLogger(__name__)

Status, Via = StripeEvent.Status, StripeEvent.Via
# Longer than a worker waits for an answer.
LEASE = timedelta(seconds=90)
# What is about nothing of ours may come before the row that it is about.
PATIENCE = timedelta(hours=24)
# So long Stripe lists what happened, less a day for clocks.
LISTED = timedelta(days=29)
POLLS_OVERLAP = timedelta(hours=1)

Sync = Callable[[Answer, datetime], bool]
Fetch = Callable[[Gateway, StripeEvent], Answer]
FETCHES: dict[str, Fetch] = {
    "account": lambda gateway, event: gateway.account(event.object_id),
    "charge": lambda gateway, event: gateway.charge(event.object_id),
    "checkout.session": lambda gateway, event: gateway.checkout(event.object_id),
    "dispute": lambda gateway, event: gateway.dispute(event.object_id),
    "payment_intent": lambda gateway, event: gateway.intent(event.object_id),
    "payment_method": lambda gateway, event: gateway.card(event.object_id),
    "payout": lambda gateway, event: gateway.payout(event.object_id, account=event.account or None),
    "refund": lambda gateway, event: gateway.refund(event.object_id),
    "setup_intent": lambda gateway, event: gateway.setup_intent(event.object_id),
    "transfer": lambda gateway, event: gateway.transfer(event.object_id),
}
_syncs: dict[str, Sync] = {}


def syncs(object_kind: str) -> Callable[[Sync], Sync]:
    """Register what becomes of our rows when an object of this kind says how it stands.

    It runs in the transaction that ends the event, and answers whether the object is one of ours.
    """

    def register(sync: Sync) -> Sync:
        _syncs[object_kind] = sync
        return sync

    return register


# --- receiving --------------------------------------------------------------------------------------


@action
def receive(event: Event, *, via: StripeEvent.Via, now: datetime, payload: str = "") -> StripeEvent:
    """Keep the event; the same again is one. A worker acts upon it after the commit."""
    reason = _why_ignored(event)
    row, is_new = StripeEvent.objects.get_or_create(
        event_id=event.id,
        defaults={
            "account": event.account or "",
            "kind": event.kind,
            "object_kind": event.object_kind,
            "object_id": event.object_id or "",
            "livemode": event.livemode,
            "api_version": event.api_version or "",
            "created_at": event.created_at,
            "received_at": now,
            "via": via,
            "payload": payload,
            "status": Status.IGNORED if reason else Status.RECEIVED,
            "error": reason,
            "due_at": now,
            "ended_at": now if reason else None,
        },
    )
    if is_new and row.status == Status.RECEIVED:
        after_commit(lambda: kick(row.pk))
    return row


def _why_ignored(event: Event) -> str:
    if event.livemode is not settings.STRIPE_IS_LIVE:
        return "of the other mode"
    if not event.object_id or event.object_kind not in _syncs:
        return "nothing to do"
    return ""


def kick(event_id: int) -> None:
    """Ask a worker to act upon it now. It may get lost: the sweep finds every due row."""
    current_app.send_task("payments.tasks.work_event", args=[event_id])


# --- acting -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What the object said, asked for at `asked_at`."""

    event: StripeEvent
    answer: Answer
    asked_at: datetime


def due(now: datetime) -> QuerySet[StripeEvent]:
    """What nobody is working on and whose time has come, oldest first."""
    open_events = StripeEvent.objects.filter(status__in=StripeEvent.OPEN, due_at__lte=now)
    return open_events.order_by("due_at", "id")


def work(event_id: int, *, gateway: Gateway, clock: Callable[[], datetime]) -> bool:
    """Take the event, ask for its object and act upon what it says.

    Returns whether it is worth going on: False when Stripe does not take our key.
    """
    event = claim(event_id, now=clock())
    if event is None:
        return True
    try:
        told = ask(event, gateway, now=clock())
    except KeysRefused as failure:
        logger.error("Stripe does not take our key: %s", failure)
        _wait(event, str(failure), now=clock())
        return False
    except Unclear as failure:
        _wait(event, str(failure), now=clock())
    except Refused as failure:
        miss(event, str(failure), now=clock())
    else:
        _apply_or_wait(told, now=clock())
    return True


def claim(event_id: int, *, now: datetime) -> StripeEvent | None:
    """Take it for a while, by one update that only one worker can win; None for the others."""
    lease = {"due_at": now + LEASE, "attempts": F("attempts") + 1}
    if not due(now).filter(pk=event_id).order_by().update(**lease):
        return None
    return StripeEvent.objects.get(pk=event_id)


def ask(event: StripeEvent, gateway: Gateway, *, now: datetime) -> Told:
    """Raises GatewayFailure."""
    return Told(event, FETCHES[event.object_kind](gateway, event), now)


def _apply_or_wait(told: Told, *, now: datetime) -> None:
    try:
        apply(told, now=now)
    except Busy as error:
        _wait(told.event, repr(error), now=now)
    except Exception as error:
        # A fault in what one event leads to must not stop those behind it, and may be mended by a deploy.
        logger.exception("%s could not be acted upon", told.event)
        _wait(told.event, repr(error), now=now)


@action
def apply(told: Told, *, now: datetime) -> None:
    """Act upon the answer, unless a later one was; events about one object wait for each other here.

    What an event is about had happened before it was asked for, so a later answer holds it as well.
    """
    event = told.event
    hold_name(f"stripe:{event.object_id}")
    later = StripeEvent.objects.filter(object_id=event.object_id, asked_at__gt=told.asked_at)
    if later.exists() or _syncs[event.object_kind](told.answer, now):
        _end(event, Status.DONE, now=now, asked_at=told.asked_at)
    else:
        miss(event, "no row of ours knows it", now=now)


def miss(event: StripeEvent, error: str, *, now: datetime) -> None:
    """It is about nothing that we know, perhaps not yet: look again, for a day."""
    if now - event.received_at < PATIENCE:
        _wait(event, error, now=now, status=Status.WAITING)
        return
    logger.error("%s is about nothing of ours: %s", event, error)
    _end(event, Status.DEAD, now=now, error=error[:500])


def _wait(
    event: StripeEvent, error: str, *, now: datetime, status: StripeEvent.Status = Status.RECEIVED
) -> None:
    until = now + pause(event.attempts)
    _open(event).update(status=status, due_at=until, error=error[:500])


def _end(
    event: StripeEvent,
    status: StripeEvent.Status,
    *,
    now: datetime,
    error: str = "",
    asked_at: datetime | None = None,
) -> None:
    _open(event).update(status=status, ended_at=now, error=error, asked_at=asked_at)


def _open(event: StripeEvent) -> QuerySet[StripeEvent]:
    return StripeEvent.objects.filter(pk=event.pk, status__in=StripeEvent.OPEN)


@action
def look(object_kind: str, object_id: str, *, now: datetime) -> StripeEvent:
    """Ask how this object stands without having been told that anything happened to it.

    It is a row like an event, so that it is tried until it is answered, and takes its turn among them.
    """
    row = StripeEvent.objects.create(
        event_id=f"look_{uuid.uuid4().hex}",
        kind=f"{object_kind}.looked_at",
        object_kind=object_kind,
        object_id=object_id,
        livemode=settings.STRIPE_IS_LIVE,
        created_at=now,
        received_at=now,
        via=Via.LOOK,
        status=Status.RECEIVED,
        due_at=now,
    )
    after_commit(lambda: kick(row.pk))
    return row


# --- asking for what was never told -----------------------------------------------------------------


def poll(gateway: Gateway, *, now: datetime, account: str = "") -> int:
    """Ask for all events since the last time and keep those that never came. Returns how many."""
    known = EventPoll.objects.filter(account=account).first()
    since = known.until - POLLS_OVERLAP if known else now - LISTED
    count = sum(_is_new(event, now=now) for event in _since(gateway, since, account))
    EventPoll.objects.update_or_create(account=account, defaults={"until": now})
    return count


def _is_new(event: Event, *, now: datetime) -> bool:
    if StripeEvent.objects.filter(event_id=event.id).exists():
        return False
    receive(event, via=Via.POLL, now=now)
    return True


def _since(gateway: Gateway, since: datetime, account: str) -> list[Event]:
    """The oldest first."""
    found: list[Event] = []
    after: str | None = None
    while True:
        seconds = int(since.timestamp())
        page = gateway.events(since=seconds, after=after, account=account or None)
        found += page.items
        if not page.has_more or not page.items:
            return found[::-1]
        after = page.items[-1].id
