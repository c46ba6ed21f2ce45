"""What a session costs, and how an amount is divided between the coach and the platform."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from core.money import rounded, share

FEE_PERCENT: Final = Decimal(15)


def session_price(*, hourly_rate: Decimal, duration_minutes: int) -> Decimal:
    """What one session of that length costs at an hourly rate."""
    return rounded(hourly_rate * duration_minutes / 60)


@dataclass(frozen=True, kw_only=True)
class Split:
    """How an amount is divided: `fee` to the platform, the remainder `coach_share` to the coach."""

    amount: Decimal
    fee: Decimal
    coach_share: Decimal


def split(amount: Decimal) -> Split:
    """The platform fee rounded half up, and what is left for the coach; the two add up exactly."""
    fee = share(amount, percent=FEE_PERCENT)
    return Split(amount=amount, fee=fee, coach_share=amount - fee)
