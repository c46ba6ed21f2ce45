"""Stripe's objects, one module per family; importing them registers their addresses."""

from sandbox.objects import (
    balance,
    charges,
    checkout,
    customers,
    events,
    intents,
    payment_methods,
    refunds,
    setup_intents,
)

__all__ = [
    "balance",
    "charges",
    "checkout",
    "customers",
    "events",
    "intents",
    "payment_methods",
    "refunds",
    "setup_intents",
]
