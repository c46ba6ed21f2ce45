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

_DOLLARS: Final = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN")
# What people write beside an amount, in small letters, and the currencies that they may mean by it.
SIGNS: Final[dict[str, tuple[str, ...]]] = {
    "€": ("EUR",), "euro": ("EUR",), "euros": ("EUR",), "£": ("GBP",), "pound": ("GBP",), "pounds": ("GBP",),
    "$": _DOLLARS, "dollar": _DOLLARS, "dollars": _DOLLARS, "us$": ("USD",), "ca$": ("CAD",), "c$": ("CAD",),
    "a$": ("AUD",), "au$": ("AUD",), "nz$": ("NZD",), "s$": ("SGD",), "hk$": ("HKD",), "mx$": ("MXN",),
    "r$": ("BRL",), "fr": ("CHF",), "fr.": ("CHF",), "sfr": ("CHF",), "sfr.": ("CHF",), "zł": ("PLN",),
    "kč": ("CZK",), "lei": ("RON",), "kr": ("SEK", "NOK", "DKK"), "kr.": ("SEK", "NOK", "DKK"), "₹": ("INR",),
    "rs": ("INR", "NPR"), "rs.": ("INR", "NPR"), "₪": ("ILS",), "₺": ("TRY",), "r": ("ZAR",),
}  # fmt: skip


def signs_of(currency: str) -> tuple[str, ...]:
    """What may stand beside an amount in this currency, in small letters; nothing for no currency."""
    if not currency:
        return ()
    return (currency.lower(), *(sign for sign, meant in SIGNS.items() if currency in meant))


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
