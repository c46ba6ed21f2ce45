"""Amounts as people read them."""

from decimal import Decimal

from django import template
from django.utils import formats

register = template.Library()


@register.filter
def money(amount: Decimal, currency: str) -> str:
    """Such as `EUR 1,250.00`, with the separators of the active language."""
    return f"{currency} {formats.number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True)}"
