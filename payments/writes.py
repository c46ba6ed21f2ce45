"""What we ask Stripe to do: a verb and parameters, plain enough to be kept as JSON and sent again the same.

Amounts are whole minor units. `metadata` names our own rows, so that a lost answer can be looked up.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Metadata = dict[str, str]


@dataclass(frozen=True)
class Write:
    """`verb` is a service and its method, `ids` what stands in its address."""

    verb: str
    params: dict[str, Any] = field(default_factory=dict)
    ids: tuple[str, ...] = ()


def customer(*, email: str, name: str, metadata: Metadata) -> Write:
    return Write("customers.create", {"email": email, "name": name, "metadata": metadata})


def card_removal(card: str) -> Write:
    return Write("payment_methods.detach", ids=(card,))


def setup_checkout(
    *, customer: str, currency: str, back_url: str, left_url: str, metadata: Metadata
) -> Write:
    """A hosted page that keeps a card to be charged later without its owner."""
    return Write(
        "checkout.sessions.create",
        {
            "mode": "setup",
            "customer": customer,
            "currency": currency,
            "success_url": back_url,
            "cancel_url": left_url,
            "metadata": metadata,
            "setup_intent_data": {"metadata": metadata},
        },
    )


def payment_checkout(
    *,
    customer: str,
    amount: int,
    currency: str,
    name: str,
    back_url: str,
    left_url: str,
    expires_at: datetime,
    metadata: Metadata,
) -> Write:
    """A hosted page for one payment; the card is kept. `expires_at`: 30 minutes to 24 hours from now."""
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": name}}
    return Write(
        "checkout.sessions.create",
        {
            "mode": "payment",
            "customer": customer,
            "success_url": back_url,
            "cancel_url": left_url,
            "expires_at": int(expires_at.timestamp()),
            "line_items": [{"price_data": price, "quantity": 1}],
            "metadata": metadata,
            "payment_intent_data": {"metadata": metadata, "setup_future_usage": "off_session"},
        },
    )


def checkout_end(checkout: str) -> Write:
    return Write("checkout.sessions.expire", ids=(checkout,))


def off_session_intent(
    *, customer: str, card: str, amount: int, currency: str, description: str, metadata: Metadata
) -> Write:
    """Charge a saved card now, without its owner."""
    return Write(
        "payment_intents.create",
        {
            "amount": amount,
            "currency": currency,
            "customer": customer,
            "payment_method": card,
            "payment_method_types": ["card"],
            "off_session": True,
            "confirm": True,
            "description": description,
            "metadata": metadata,
        },
    )


def intent_end(intent: str) -> Write:
    return Write("payment_intents.cancel", {"cancellation_reason": "abandoned"}, (intent,))


def refund(*, charge: str, amount: int, metadata: Metadata) -> Write:
    return Write("refunds.create", {"charge": charge, "amount": amount, "metadata": metadata})
