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


def customer(*, email: str | None, name: str, metadata: Metadata) -> Write:
    address = {"email": email} if email else {}
    return Write("customers.create", {**address, "name": name, "metadata": metadata})


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
            "payment_method_types": ["card"],
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
            "payment_method_types": ["card"],
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


# --- coaches --------------------------------------------------------------------------------------


def account(*, country: str, email: str, metadata: Metadata) -> Write:
    """A coach's account. Stripe asks them who they are; we bear fees and losses."""
    return Write(
        "accounts.create",
        {
            "country": country,
            "email": email,
            "controller": {
                "fees": {"payer": "application"},
                "losses": {"payments": "application"},
                "requirement_collection": "stripe",
                "stripe_dashboard": {"type": "express"},
            },
            "capabilities": {"transfers": {"requested": True}},
            "metadata": metadata,
        },
    )


def account_link(account: str, *, back_url: str, again_url: str) -> Write:
    """`again_url` is opened when the link is over, and makes another."""
    return Write(
        "account_links.create",
        {
            "account": account,
            "type": "account_onboarding",
            "return_url": back_url,
            "refresh_url": again_url,
        },
    )


def login_link(account: str) -> Write:
    return Write("accounts.login_links.create", ids=(account,))


def payout_schedule(account: str, schedule: dict[str, str | int]) -> Write:
    """Such as {"interval": "weekly", "weekly_anchor": "monday"}."""
    return Write("accounts.update", {"settings": {"payouts": {"schedule": schedule}}}, (account,))


def transfer(
    *, account: str, charge: str, amount: int, currency: str, group: str, metadata: Metadata
) -> Write:
    """Always from the charge that brought the money, which need not be available yet."""
    return Write(
        "transfers.create",
        {
            "amount": amount,
            "currency": currency,
            "destination": account,
            "source_transaction": charge,
            "transfer_group": group,
            "metadata": metadata,
        },
    )


def reversal(transfer: str, *, amount: int, metadata: Metadata) -> Write:
    params = {"amount": amount, "metadata": metadata}
    return Write("transfers.reversals.create", params, (transfer,))


# --- disputes -------------------------------------------------------------------------------------


def evidence(dispute: str, texts: dict[str, str], *, submit: bool) -> Write:
    """What is submitted cannot be changed any more."""
    return Write("disputes.update", {"evidence": texts, "submit": submit}, (dispute,))


def dispute_end(dispute: str) -> Write:
    """Accept it as lost."""
    return Write("disputes.close", ids=(dispute,))
