"""Amounts as people read them."""

from decimal import Decimal
from functools import lru_cache

from django import template
from django.utils import formats
from django.utils.translation import get_language

from core.money import signs_of

register = template.Library()


@register.filter
def money(amount: Decimal, currency: str) -> str:
    """Such as `EUR 1,250.00`, with the separators of the active language."""
    return _money(amount, currency, get_language())


@lru_cache(maxsize=4096, typed=True)
def _money(amount: Decimal, currency: str, _language: str | None) -> str:
    return f"{currency} {formats.number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True)}"


@register.filter
def currency_marks(currency: str) -> str:
    """What people write beside an amount in it, in small letters, with blanks between."""
    return " ".join(signs_of(currency))
