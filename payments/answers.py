"""What Stripe told us, frozen. Amounts are whole minor units, instants are aware UTC.

Nothing here imports `stripe`: the readers take its objects as they come and name what we use.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Customer:
    id: str
    email: str | None
    metadata: dict[str, str]


@dataclass(frozen=True)
class Card:
    """A saved card. `customer` is None once it was taken away."""

    id: str
    customer: str | None
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    fingerprint: str | None


@dataclass(frozen=True)
class SetupIntent:
    id: str
    status: str
    customer: str | None
    card: str | None
    metadata: dict[str, str]


@dataclass(frozen=True)
class Checkout:
    """A hosted page. `url` is None once it is over."""

    id: str
    mode: str
    status: str
    payment_status: str
    url: str | None
    expires_at: datetime
    customer: str | None
    intent: str | None
    setup_intent: str | None
    metadata: dict[str, str]


@dataclass(frozen=True)
class Intent:
    """A payment over all its attempts. `failure` is the code of the last one that failed."""

    id: str
    status: str
    amount: int
    amount_received: int
    currency: str
    customer: str | None
    card: str | None
    charge: str | None
    failure: str
    confirm_url: str | None
    metadata: dict[str, str]


@dataclass(frozen=True)
class Charge:
    id: str
    status: str
    amount: int
    amount_refunded: int
    currency: str
    intent: str | None
    balance_transaction: str | None
    is_disputed: bool
    failure: str


@dataclass(frozen=True)
class Refund:
    id: str
    status: str
    amount: int
    currency: str
    charge: str | None
    intent: str | None
    failure: str
    metadata: dict[str, str]


@dataclass(frozen=True)
class BalanceLine:
    """One movement of a balance: `net` = `amount` − `fee`."""

    id: str
    kind: str
    amount: int
    fee: int
    net: int
    currency: str
    source: str | None
    status: str
    available_on: datetime
    created_at: datetime


@dataclass(frozen=True)
class Balance:
    """Minor units by currency."""

    available: dict[str, int]
    pending: dict[str, int]


@dataclass(frozen=True)
class Event:
    """That something happened to one object. What is true now is asked for, never read from here."""

    id: str
    kind: str
    object_kind: str
    object_id: str | None
    account: str | None
    livemode: bool
    api_version: str | None
    created_at: datetime


Answer = (
    Customer
    | Card
    | SetupIntent
    | Checkout
    | Intent
    | Charge
    | Refund
    | BalanceLine
    | Balance
    | Event
)


# --- readers ----------------------------------------------------------------------------------


def customer(told: Any) -> Customer:
    return Customer(told.id, told.email, _texts(told.metadata))


def card(told: Any) -> Card:
    face = told.card
    return Card(
        id=told.id,
        customer=_name(told.customer),
        brand=face.brand,
        last4=face.last4,
        exp_month=face.exp_month,
        exp_year=face.exp_year,
        fingerprint=face.fingerprint,
    )


def setup_intent(told: Any) -> SetupIntent:
    return SetupIntent(
        id=told.id,
        status=told.status,
        customer=_name(told.customer),
        card=_name(told.payment_method),
        metadata=_texts(told.metadata),
    )


def checkout(told: Any) -> Checkout:
    return Checkout(
        id=told.id,
        mode=told.mode,
        status=told.status,
        payment_status=told.payment_status,
        url=told.url,
        expires_at=_instant(told.expires_at),
        customer=_name(told.customer),
        intent=_name(told.payment_intent),
        setup_intent=_name(told.setup_intent),
        metadata=_texts(told.metadata),
    )


def intent(told: Any) -> Intent:
    action, problem = told.next_action, told.last_payment_error
    is_redirect = action is not None and action.type == "redirect_to_url"
    return Intent(
        id=told.id,
        status=told.status,
        amount=told.amount,
        amount_received=told.amount_received,
        currency=told.currency,
        customer=_name(told.customer),
        card=_name(told.payment_method),
        charge=_name(told.latest_charge),
        failure=failure_code(problem),
        confirm_url=action.redirect_to_url.url if is_redirect else None,
        metadata=_texts(told.metadata),
    )


def failure_code(problem: Any) -> str:
    """The bank's own reason, or Stripe's where the bank gave none; empty where nothing failed."""
    if problem is None:
        return ""
    return getattr(problem, "decline_code", None) or problem.code or ""


def charge(told: Any) -> Charge:
    return Charge(
        id=told.id,
        status=told.status,
        amount=told.amount,
        amount_refunded=told.amount_refunded,
        currency=told.currency,
        intent=_name(told.payment_intent),
        balance_transaction=_name(told.balance_transaction),
        is_disputed=told.disputed,
        failure=told.failure_code or "",
    )


def refund(told: Any) -> Refund:
    return Refund(
        id=told.id,
        status=told.status,
        amount=told.amount,
        currency=told.currency,
        charge=_name(told.charge),
        intent=_name(told.payment_intent),
        failure=getattr(told, "failure_reason", None) or "",
        metadata=_texts(told.metadata),
    )


def balance_line(told: Any) -> BalanceLine:
    return BalanceLine(
        id=told.id,
        kind=told.type,
        amount=told.amount,
        fee=told.fee,
        net=told.net,
        currency=told.currency,
        source=_name(told.source),
        status=told.status,
        available_on=_instant(told.available_on),
        created_at=_instant(told.created),
    )


def balance(told: Any) -> Balance:
    sides = [
        {each.currency: each.amount for each in side} for side in (told.available, told.pending)
    ]
    return Balance(*sides)


def event(told: Any) -> Event:
    about = told.data.object
    return Event(
        id=told.id,
        kind=told.type,
        object_kind=about.object,
        object_id=getattr(about, "id", None),
        account=getattr(told, "account", None),
        livemode=told.livemode,
        api_version=told.api_version,
        created_at=_instant(told.created),
    )


READERS: dict[str, Callable[[Any], Answer]] = {
    "balance": balance,
    "balance_transaction": balance_line,
    "charge": charge,
    "checkout.session": checkout,
    "customer": customer,
    "event": event,
    "payment_intent": intent,
    "payment_method": card,
    "refund": refund,
    "setup_intent": setup_intent,
}


def read(told: Any) -> Answer:
    """By what it says it is."""
    return READERS[told.object](told)


def _name(value: Any) -> str | None:
    """An object is named or shown whole; either way its id."""
    return value if value is None or isinstance(value, str) else str(value.id)


def _texts(metadata: Any) -> dict[str, str]:
    return dict(metadata.to_dict()) if metadata else {}


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
