"""Where people are and when they are free, as people say it."""

from django import template

from accounts.hosts import shown_address
from accounts.passwords import password_hint
from core import clock
from core.durations import duration_text
from core.zones import LocalTime

register = template.Library()
register.filter(shown_address)
register.simple_tag(password_hint)


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
    """Such as `7 h 30 min`."""
    return duration_text(minutes)
