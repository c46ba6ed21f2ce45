"""Weekdays and zones as people say them."""

from django import template
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR

register = template.Library()


@register.filter
def place(zone_name: str) -> str:
    """`Kathmandu` for `Asia/Kathmandu`."""
    return zone_name.rsplit("/", 1)[-1].replace("_", " ")


@register.filter
def weekday(number: int) -> str:
    """The name of a weekday in the active language; Monday is 0."""
    return str(WEEKDAYS[number])


@register.filter
def weekday_short(number: int) -> str:
    """Such as `Mon`."""
    return str(WEEKDAYS_ABBR[number])
