"""Faults on demand: what goes wrong with the next calls, and with the next webhooks."""

from dataclasses import dataclass
from typing import Any

from sandbox.errors import ApiError
from sandbox.store import Store

# Of a call.
ERROR_BEFORE = "error_before"  # 500, nothing was done
ERROR_AFTER = "error_after"  # it was done, and the answer is a 500
DROP_AFTER = "drop_after"  # it was done, and the line is cut
TOO_OFTEN = "too_often"  # 429
BUSY = "busy"  # 409: another request holds the object
SLOW = "slow"  # it was done, and the answer waits
OF_A_CALL = (ERROR_BEFORE, ERROR_AFTER, DROP_AFTER, TOO_OFTEN, BUSY, SLOW)

# Of a webhook.
LOSE = "lose"
DOUBLE = "double"
SWAP = "swap"  # comes after the one that follows it
DELAY = "delay"
WRONG_SECRET = "wrong_secret"  # noqa: S105  (the name of a fault)
OF_A_WEBHOOK = (LOSE, DOUBLE, SWAP, DELAY, WRONG_SECRET)

SECONDS_OF_SLOW = 30.0
SECONDS_OF_DELAY = 60.0


@dataclass(frozen=True)
class Fault:
    """`path` is a part of the address that is meant; empty means every call that writes."""

    name: str
    path: str = ""
    seconds: float = SECONDS_OF_SLOW


NOTHING = Fault("")


def break_next_call(store: Store, fault: Fault, times: int = 1) -> None:
    with store.transaction():
        store.keep("faults", store.fact("faults", []) + [vars(fault)] * times)


def break_next_webhook(store: Store, name: str, times: int = 1) -> None:
    with store.transaction():
        store.keep("hook_faults", store.fact("hook_faults", []) + [name] * times)


def take_fault(store: Store, method: str, path: str) -> Fault:
    """The fault that is meant for this call, which it uses up."""
    waiting: list[dict[str, Any]] = store.fact("faults", [])
    for place, kept in enumerate(waiting):
        fault = Fault(**kept)
        if fault.path in path if fault.path else method == "POST":
            store.keep("faults", waiting[:place] + waiting[place + 1 :])
            return fault
    return NOTHING


def refuse(fault: Fault) -> None:
    """Raise ApiError where the call is not even begun."""
    if fault.name == ERROR_BEFORE:
        raise ApiError(500, "Something went wrong.", kind="api_error", is_replayed=False)
    if fault.name == TOO_OFTEN:
        raise ApiError(429, "Too many requests.", code="rate_limit", is_replayed=False)
    if fault.name == BUSY:
        message = "This object cannot be accessed right now because another request is using it."
        raise ApiError(409, message, code="lock_timeout", is_replayed=False)


@dataclass(frozen=True)
class Plan:
    times: int = 1
    seconds: float = 0.0
    secret: str = ""
    waits_for_the_next: bool = False


AS_IT_IS = Plan()
PLANS = {
    LOSE: Plan(times=0),
    DOUBLE: Plan(times=2),
    SWAP: Plan(seconds=SECONDS_OF_DELAY, waits_for_the_next=True),
    DELAY: Plan(seconds=SECONDS_OF_DELAY),
    WRONG_SECRET: Plan(secret="whsec_of_somebody_else"),  # noqa: S106  (wrong on purpose)
}


def plan_of_next_webhook(store: Store) -> Plan:
    waiting = store.fact("hook_faults", [])
    if not waiting:
        return AS_IT_IS
    store.keep("hook_faults", waiting[1:])
    return PLANS[waiting[0]]
