"""What happened to money. A charge is in the audit trail of its contract, a card in that of its owner."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from accounts.models import User
from core import actions
from core.events import Event
from payments.models import Charge, SavedCard


@dataclass(frozen=True, kw_only=True)
class ChargeEvent(Event):
    """`number` is the session's; `amount` is in the currency's major unit, such as "40.00"."""

    stream_field: ClassVar[str] = "contract_id"
    contract_id: int
    charge_id: int
    session_id: int
    number: int
    version: int
    student_id: int
    coach_id: int
    amount: str
    currency: str


class EventFields(actions.EventFields):
    contract_id: int
    charge_id: int
    session_id: int
    number: int
    version: int
    student_id: int
    coach_id: int
    amount: str
    currency: str


def event_fields(charge: Charge, *, by: User | None, now: datetime) -> EventFields:
    """The fields that all events of charges share, to be read after the row was saved."""
    return EventFields(
        **actions.event_fields(actor_id=by.pk if by else None, now=now),
        contract_id=charge.contract_id,
        charge_id=charge.pk,
        session_id=charge.session_id,
        number=charge.session.number,
        version=charge.version,
        student_id=charge.contract.student_id,
        coach_id=charge.contract.coach_id,
        amount=str(charge.amount),
        currency=charge.currency,
    )


class ChargeDue(ChargeEvent):
    """A session was agreed on that is to be paid through us."""


class ChargeChanged(ChargeEvent):
    """Its instants moved, a try began, or its payer went to the hosted page or came back without paying."""


class ChargeSucceeded(ChargeEvent):
    """The money is there and held; the book has it."""


@dataclass(frozen=True, kw_only=True)
class ChargeFailed(ChargeEvent):
    """A try brought no money. `trouble` says why; without `retry_at` it waits for its payer."""

    trouble: str
    attempt: int
    retry_at: datetime | None


class ChargeCalledOff(ChargeEvent):
    """Nothing is to be paid any more."""


@dataclass(frozen=True, kw_only=True)
class CardEvent(Event):
    stream_field: ClassVar[str] = "user_id"
    user_id: int
    card_id: int
    card: str


class CardSaved(CardEvent):
    pass


class CardRemoved(CardEvent):
    pass


class CardFields(actions.EventFields):
    user_id: int
    card_id: int
    card: str


def card_fields(card: SavedCard, *, by: User | None, now: datetime) -> CardFields:
    return CardFields(
        **actions.event_fields(actor_id=by.pk if by else None, now=now),
        user_id=card.user_id,
        card_id=card.pk,
        card=str(card),
    )
