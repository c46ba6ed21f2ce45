"""Amounts: `Decimal` with two places, rounded half up, never a float."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")
MAX_AMOUNT: Final = Decimal("99999999.99")
# ISO 4217 codes with two decimal places; others need a different minor unit and are refused.
CURRENCIES: Final = (
    "EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK",
    "RON", "INR", "NPR", "BRL", "MXN", "ZAR", "SGD", "HKD", "MAD", "ILS", "TRY",
)  # fmt: skip


def rounded(amount: Decimal) -> Decimal:
    """To the minor unit, halves away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def minor_units(amount: Decimal) -> int:
    """In hundredths, the smallest unit of each of our currencies. Raises ValueError for parts of it."""
    units = amount * 100
    if units != int(units):
        raise ValueError(f"{amount} has parts of a minor unit")
    return int(units)


def from_minor_units(units: int) -> Decimal:
    return Decimal(units) * CENT


def share(amount: Decimal, *, percent: int | Decimal) -> Decimal:
    """That many hundredths of the amount."""
    return rounded(amount * percent / 100)
