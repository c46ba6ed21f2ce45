"""What the sessions of a contract already bind, provided by the app above that knows them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from contracts.models import Contract


@dataclass(frozen=True, kw_only=True)
class Commitments:
    """`spent` credits are used or booked: fewer cannot be agreed on. `unscheduled` ones are still free.

    `completed` ones count as held.
    `booked`: a time is offered, asked for or confirmed. `unsettled`: the outcome of a held session is open.
    `last_booked_end` is the end of the latest booked session.
    """

    spent: int = 0
    unscheduled: int = 0
    completed: int = 0
    booked: bool = False
    unsettled: bool = False
    last_booked_end: datetime | None = None


_provide: Callable[[Contract], Commitments] | None = None


def register_provider(provide: Callable[[Contract], Commitments]) -> None:
    """Register who knows, in `AppConfig.ready`; called under the contract's lock, and to draw it."""
    global _provide
    _provide = provide


def commitments_of(contract: Contract) -> Commitments:
    return Commitments() if _provide is None else _provide(contract)
