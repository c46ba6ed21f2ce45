"""Where people are and when they are free, as people say it."""

from django import template
from django.utils import formats
from django.utils.translation import ngettext

from core import clock
from core.zones import LocalTime

register = template.Library()


@register.filter
def place(zone_name: str) -> str:
    """The zone as people say it: `Lord Howe`."""
    return LocalTime(instant=clock.now(), zone_name=zone_name).place


@register.filter
def clock_there(zone_name: str) -> str:
    """What the clock in a zone shows now."""
    return LocalTime(instant=clock.now(), zone_name=zone_name).time_text


@register.filter
def hours_text(minutes: int) -> str:
    """Such as `7.5 hours`."""
    hours = round(minutes / 60, 1)
    text = formats.number_format(hours, decimal_pos=0 if hours == int(hours) else 1)
    return ngettext("%(hours)s hour", "%(hours)s hours", 1 if hours == 1 else 2) % {"hours": text}
