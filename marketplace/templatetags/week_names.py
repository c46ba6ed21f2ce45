"""Weekdays in the active language."""

from django import template
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR

register = template.Library()


@register.filter
def weekday(number: int) -> str:
    """The name of a weekday in the active language; Monday is 0."""
    return str(WEEKDAYS[number])


@register.filter
def weekday_short(number: int) -> str:
    """Such as `Mon`."""
    return str(WEEKDAYS_ABBR[number])
