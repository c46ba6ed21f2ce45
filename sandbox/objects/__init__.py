"""Stripe's objects, one module per family; importing them registers their addresses."""

from sandbox.objects import (
    accounts,
    balance,
    balance_settings,
    charges,
    checkout,
    customers,
    disputes,
    events,
    intents,
    payment_methods,
    payouts,
    refunds,
    setup_intents,
    transfers,
)

__all__ = [
    "accounts",
    "balance",
    "balance_settings",
    "charges",
    "checkout",
    "customers",
    "disputes",
    "events",
    "intents",
    "payment_methods",
    "payouts",
    "refunds",
    "setup_intents",
    "transfers",
]
