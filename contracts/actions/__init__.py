"""Everything that changes a contract: atomic, under the lock of its row, one event each."""

from contracts.actions.offers import (
    accept_contract,
    counter_contract,
    decline_contract,
    lapse_contract,
    offer_contract,
    withdraw_contract,
)

__all__ = [
    "accept_contract",
    "counter_contract",
    "decline_contract",
    "lapse_contract",
    "offer_contract",
    "withdraw_contract",
]
