"""How near a deadline is."""

from datetime import datetime, timedelta

from django import template

register = template.Library()
SOON = timedelta(hours=12)


@register.filter
def is_soon(deadline: datetime, now: datetime) -> bool:
    """Whether it ends within half a day."""
    return deadline - now < SOON
