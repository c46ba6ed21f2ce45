"""What happened, told upward: an action records one event, apps above listen.

`record` inserts the append-only audit row and calls the receivers of exactly that event class, in the
order of their registration, inside the action's own transaction. Receivers write rows and nothing else;
what needs the network goes through `after_commit`.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django.db import connection, transaction

from core.models import EventRecord

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact in the past tense, as ids and plain values.

    `at` is an aware UTC instant. `actor_id` is None when the clock did it.
    A subclass names in `stream_field` the id that groups its audit trail, for example `"contract_id"`,
    and in `secret_fields` what its receivers need but the audit trail must never keep.
    """

    stream_field: ClassVar[str]
    secret_fields: ClassVar[frozenset[str]] = frozenset()
    at: datetime
    actor_id: int | None

    @property
    def stream(self) -> str:
        """The audit trail this event belongs to, such as `contract:12`."""
        return f"{self.stream_field.removesuffix('_id')}:{getattr(self, self.stream_field)}"


E = TypeVar("E", bound=Event)
Receiver = Callable[[E, EventRecord], None]
_receivers: dict[type[Event], list[Receiver[Any]]] = defaultdict(list)
_is_unheard: ContextVar[bool] = ContextVar("is_unheard", default=False)


class NotInTransaction(RuntimeError):
    """`record` was called where a crash could keep the event but lose the change, or the reverse."""


def on(*event_classes: type[E]) -> Callable[[Receiver[E]], Receiver[E]]:
    """Register the decorated `receiver(event, record)` for each of these exact event classes.

    `record` is the audit row just written; what a receiver writes may refer to it.
    """

    def register(receiver: Receiver[E]) -> Receiver[E]:
        for event_class in event_classes:
            if receiver not in _receivers[event_class]:
                _receivers[event_class].append(receiver)
        return receiver

    return register


def record(event: Event) -> EventRecord:
    """Write the event to the audit trail and tell its receivers, in the current transaction.

    Raises NotInTransaction outside of one.
    """
    if not in_real_transaction():
        raise NotInTransaction(type(event).__name__)
    left_out = {"at", "actor_id", *event.secret_fields}
    row = EventRecord.objects.create(
        name=f"{type(event).__module__.split('.')[0]}.{type(event).__name__}",
        stream=event.stream,
        actor_id=event.actor_id,
        happened_at=event.at,
        payload={k: v for k, v in asdict(event).items() if k not in left_out},
    )
    for receiver in _receivers[type(event)]:
        receiver(event, row)
    return row


def after_commit(call: Callable[[], None]) -> None:
    """Run `call` once the transaction is committed; its failure is logged and never undoes the action."""

    if _is_unheard.get():
        return

    # An inner function, since Django's `robust=True` cannot name a functools.partial that fails.
    def guarded() -> None:
        try:
            call()
        except Exception:
            logger.exception("after-commit step failed: %r", call)

    transaction.on_commit(guarded)


@contextmanager
def unheard() -> Iterator[None]:
    """Leave out what `after_commit` is given: for a database that nobody serves yet."""
    token = _is_unheard.set(True)
    try:
        yield
    finally:
        _is_unheard.reset(token)


def in_real_transaction() -> bool:
    """Whether a transaction is open, not counting the one that a test case wraps around each test."""
    return any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)
