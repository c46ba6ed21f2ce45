"""Amounts: `Decimal` with two places, rounded half up, never a float."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")
FEE_PERCENT: Final = Decimal(15)
MAX_AMOUNT: Final = Decimal("99999999.99")
# ISO 4217 codes with two decimal places; others need a different minor unit and are refused.
CURRENCIES: Final = (
    "EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK",
    "RON", "INR", "NPR", "BRL", "MXN", "ZAR", "SGD", "HKD", "MAD", "ILS", "TRY",
)  # fmt: skip


def rounded(amount: Decimal) -> Decimal:
    """To the minor unit, halves away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def session_price(*, hourly_rate: Decimal, duration_minutes: int) -> Decimal:
    """What one session of that length costs at an hourly rate."""
    return rounded(hourly_rate * duration_minutes / 60)


def share(amount: Decimal, *, percent: int | Decimal) -> Decimal:
    """That many hundredths of the amount."""
    return rounded(amount * percent / 100)


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
