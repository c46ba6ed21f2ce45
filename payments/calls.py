"""Asking Stripe: a call is a row before it is sent, and is never sent with other words or another key.

What was sent and not answered is unclear. It is sent again with the same key while Stripe remembers it,
then looked up; nothing is ever taken for failed because no answer came.
"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from core.errors import Busy
from core.events import NotInTransaction, after_commit, in_real_transaction
from core.transactions import action, hold_name, locked
from payments.answers import Answer
from payments.failures import (
    AccountNotAble,
    BalanceShort,
    CardRefused,
    GatewayFailure,
    KeyReused,
    KeysRefused,
    Refused,
    Unclear,
)
from payments.gateway import Gateway
from payments.lookups import LOOKS
from payments.models import StripeCall
from payments.writes import Write

logger = logging.getLogger(__name__)

Status = StripeCall.Status
# Longer than a worker waits for an answer.
LEASE = timedelta(seconds=90)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=6)
MOST_DOUBLINGS = 10
# Stripe forgets a key after a day at the earliest; an hour of that is left for clocks and slow answers.
KEY_HOLDS = timedelta(hours=23)
KEY_IS_FORGOTTEN = timedelta(hours=24)
BETWEEN_LOOKS = timedelta(minutes=5)
# Where it is sure that nothing was done, the same is asked anew. What a card was to pay, staff decide.
ASKED_ANEW = frozenset({"refunds.create", "transfers.create", "transfers.reversals.create"})
FINAL = (CardRefused, Refused, KeyReused, BalanceShort, AccountNotAble)

Outcome = Answer | GatewayFailure


@dataclass(frozen=True)
class Subject:
    """The row of ours that a call is for, such as ("charge", 12)."""

    kind: str
    id: int


Reaction = Callable[[StripeCall, Outcome, datetime], None]
_reactions: dict[str, Reaction] = {}


def hears(kind: str) -> Callable[[Reaction], Reaction]:
    """Register what becomes of the subjects of this kind when a call is answered.

    It runs in the transaction that ends the call, once; what it raises leaves the call open.
    """

    def register(reaction: Reaction) -> Reaction:
        _reactions[kind] = reaction
        return reaction

    return register


# --- ordering ---------------------------------------------------------------------------------------


def order(
    write: Write, *, about: Subject, now: datetime, round_number: int = 1, account: str = ""
) -> StripeCall:
    """Write the call into the current transaction, to be sent after the commit; the same again is one.

    Raises NotInTransaction, where a crash could keep the call and lose why it was made.
    """
    if not in_real_transaction():
        raise NotInTransaction(write.verb)
    name = uuid.uuid4()
    call, is_new = StripeCall.objects.get_or_create(
        subject_kind=about.kind,
        subject_id=about.id,
        verb=write.verb,
        round=round_number,
        defaults={
            "id": name,
            "ids": list(write.ids),
            "params": _with_name(write.params, name),
            "account": account,
            "created_at": now,
            "due_at": now,
        },
    )
    if is_new:
        after_commit(lambda: kick(call.pk))
    return call


def _with_name(params: dict[str, Any], name: uuid.UUID) -> dict[str, Any]:
    """What carries metadata carries the name of its call, by which it is found again."""
    if "metadata" not in params:
        return params
    return params | {"metadata": params["metadata"] | {"call": str(name)}}


def kick(name: uuid.UUID) -> None:
    """Ask a worker to send it now. It may get lost: the sweep finds every due row."""
    current_app.send_task("payments.tasks.send_call", args=[str(name)])


# --- sending ----------------------------------------------------------------------------------------


def due(now: datetime) -> QuerySet[StripeCall]:
    """What nobody is sending and whose time has come, oldest first."""
    return StripeCall.objects.filter(status__in=StripeCall.OPEN, due_at__lte=now).order_by("due_at")


def send(name: uuid.UUID, *, gateway: Gateway, clock: Callable[[], datetime]) -> bool:
    """Take the call and bring it as far as it goes now. Does nothing where another worker has it.

    Returns whether it is worth sending another one: False when Stripe does not take our key.
    """
    call = claim(name, now=clock())
    if call is None:
        return True
    try:
        outcome = _outcome(call, gateway, now=clock())
    except KeysRefused as failure:
        logger.error("Stripe does not take our key: %s", failure)
        _wait(call, failure, now=clock())
        return False
    except Unclear as failure:
        _wait(call, failure, now=clock())
        return True
    try:
        _go_on(call, outcome, now=clock())
    except Busy:
        logger.warning("%s was answered, and its rows are held; it is asked again", call)
    return True


def claim(name: uuid.UUID, *, now: datetime) -> StripeCall | None:
    """Take it for a while, by one committed update that only one worker can win; None for the others."""
    taken = {
        "status": Status.SENT,
        "attempts": F("attempts") + 1,
        "first_sent_at": Coalesce(F("first_sent_at"), now),
        "due_at": now + LEASE,
    }
    if not due(now).filter(pk=name).order_by().update(**taken):
        return None
    return StripeCall.objects.get(pk=name)


def _outcome(call: StripeCall, gateway: Gateway, *, now: datetime) -> Outcome | None:
    """None where it was looked for and is not there. Raises Unclear or KeysRefused."""
    try:
        if is_old(call, now=now) and (look := LOOKS.get(call.verb)):
            return look(gateway, call)
        return gateway.send(call.write, key=str(call.pk), account=call.account or None)
    except FINAL as failure:
        return failure


def is_old(call: StripeCall, *, now: datetime) -> bool:
    """Whether Stripe may have forgotten the key, so that the same call could be done twice."""
    return call.first_sent_at is not None and now - call.first_sent_at > KEY_HOLDS


def _wait(call: StripeCall, failure: GatewayFailure, *, now: datetime) -> None:
    words = {"failure": str(failure)[:500]}
    _still_mine(call).update(status=Status.UNCLEAR, due_at=now + pause(call.attempts), **words)


def pause(attempts: int) -> timedelta:
    """30 s after the first attempt, twice as long after each further one, six hours at most."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, MOST_DOUBLINGS)), LONGEST_PAUSE)


def _still_mine(call: StripeCall) -> QuerySet[StripeCall]:
    """Nothing, once another worker has taken it."""
    return StripeCall.objects.filter(pk=call.pk, status=Status.SENT, attempts=call.attempts)


# --- ending -----------------------------------------------------------------------------------------


def _go_on(call: StripeCall, outcome: Outcome | None, *, now: datetime) -> None:
    if outcome is not None:
        end(call, outcome, now=now)
    else:
        _miss(call, now=now)


@action
def end(call: StripeCall, outcome: Outcome, *, now: datetime) -> None:
    """Keep what came of it and tell its subject, together and once."""
    if name := getattr(outcome, "id", "") or getattr(outcome, "intent_id", ""):
        hold_name(f"stripe:{name}")  # as the inbox does, before any row
    row = locked(StripeCall.objects.filter(pk=call.pk, status__in=StripeCall.OPEN)).first()
    if row is None:
        return
    if isinstance(outcome, GatewayFailure):
        row.status, row.failure = Status.REFUSED, str(outcome)[:500]
        row.failure_code = getattr(outcome, "code", "")[:64]
        row.result_id = getattr(outcome, "intent_id", None) or ""
        _log_refusal(row, outcome)
    else:
        row.status, row.failure, row.result_id = Status.DONE, "", getattr(outcome, "id", "")
    row.ended_at = now
    row.save()
    if reaction := _reactions.get(row.subject_kind):
        reaction(row, outcome, now)


def _log_refusal(call: StripeCall, failure: GatewayFailure) -> None:
    """A card or an account that cannot is everyday; anything else is for us to mend."""
    if not isinstance(failure, CardRefused | AccountNotAble):
        logger.error("Stripe refused %s: %s", call, failure)


@action
def _miss(call: StripeCall, *, now: datetime) -> None:
    """It is not there. Only a second look after the key was forgotten says that it never will be."""
    row = locked(StripeCall.objects.filter(pk=call.pk, status=Status.SENT)).first()
    if row is None or row.attempts != call.attempts or row.first_sent_at is None:
        return
    forgotten_at = row.first_sent_at + KEY_IS_FORGOTTEN
    if now <= forgotten_at or row.looked_at is None:
        row.status, row.due_at = Status.UNCLEAR, max(forgotten_at, now) + BETWEEN_LOOKS
        row.looked_at = now if now > forgotten_at else None
        row.save()
        return
    row.status, row.ended_at = Status.LOST, now
    row.save()
    _after_loss(row, now=now)


def _after_loss(call: StripeCall, *, now: datetime) -> None:
    if call.verb not in ASKED_ANEW:
        logger.error("%s never arrived; somebody has to decide about it", call)
        return
    logger.warning("%s never arrived; it is asked anew", call)
    about = Subject(call.subject_kind, call.subject_id)
    order(call.write, about=about, now=now, round_number=call.round + 1, account=call.account)
