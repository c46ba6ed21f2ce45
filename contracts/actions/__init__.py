"""Everything that changes a contract: atomic, under the lock of its row, one event each."""

from contracts.actions.amendments import (
    accept_amendment,
    decline_amendment,
    lapse_amendment,
    propose_amendment,
    withdraw_amendment,
)
from contracts.actions.endings import cancel_contract, complete_contract, warn_of_end
from contracts.actions.motions import (
    accept_completion,
    accept_pause,
    decline_motion,
    lapse_motion,
    propose_completion,
    propose_pause,
    resume_after_longest_pause,
    resume_contract,
    withdraw_motion,
)
from contracts.actions.offers import (
    accept_contract,
    counter_contract,
    decline_contract,
    lapse_contract,
    offer_contract,
    withdraw_contract,
)

__all__ = [
    "accept_amendment",
    "accept_completion",
    "accept_contract",
    "accept_pause",
    "cancel_contract",
    "complete_contract",
    "counter_contract",
    "decline_amendment",
    "decline_contract",
    "decline_motion",
    "lapse_amendment",
    "lapse_contract",
    "lapse_motion",
    "offer_contract",
    "propose_amendment",
    "propose_completion",
    "propose_pause",
    "resume_after_longest_pause",
    "resume_contract",
    "warn_of_end",
    "withdraw_amendment",
    "withdraw_contract",
    "withdraw_motion",
]
