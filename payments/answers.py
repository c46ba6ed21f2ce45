"""What Stripe told us, frozen. Amounts are whole minor units, instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime


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
    """A hosted page. `url` is None once it is over; `payment` is its intent and `saved` its card,
    where they were asked for too.
    """

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
    payment: "Intent | None" = None
    saved: Card | None = None


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
class Account:
    """A coach's account. `due` is what Stripe still has to be told."""

    id: str
    country: str
    currency: str
    can_receive: bool
    can_pay_out: bool
    is_submitted: bool
    disabled_reason: str
    due: tuple[str, ...]
    metadata: dict[str, str]


@dataclass(frozen=True)
class Link:
    """A hosted page for one person, to be opened at once. `expires_at` is None where Stripe tells none."""

    url: str
    expires_at: datetime | None


@dataclass(frozen=True)
class Transfer:
    id: str
    amount: int
    amount_reversed: int
    currency: str
    account: str | None
    charge: str | None
    group: str | None
    balance_transaction: str | None
    metadata: dict[str, str]


@dataclass(frozen=True)
class Reversal:
    id: str
    transfer: str | None
    amount: int
    currency: str
    metadata: dict[str, str]


@dataclass(frozen=True)
class Payout:
    id: str
    status: str
    amount: int
    currency: str
    is_automatic: bool
    arrives_at: datetime
    failure: str


@dataclass(frozen=True)
class Dispute:
    """`withdrawn` is what it took from our balance so far, fees included, less what came back."""

    id: str
    status: str
    reason: str
    amount: int
    currency: str
    charge: str | None
    withdrawn: int
    fee: int
    due_by: datetime | None
    submissions: int


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
    Customer | Card | SetupIntent | Checkout | Intent | Charge | Refund | BalanceLine | Balance | Account
    | Link | Transfer | Reversal | Payout | Dispute | Event
)  # fmt: skip
