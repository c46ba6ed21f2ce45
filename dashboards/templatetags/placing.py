"""Where something stands on the board, as the attributes that static/css/calendar/minutes.css knows."""

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString, mark_safe

from calendars.days import DayPart
from calendars.lanes import Lane
from dashboards.calendar_page import DrawnEntry

register = template.Library()


@register.filter
def since(part: DayPart) -> SafeString:
    """From when on, in hours and minutes since its day began."""
    return _since(part.at_minute)


@register.filter
def lasting(part: DayPart) -> SafeString:
    """From when on, and how long."""
    return _lasting(part.at_minute, part.minutes)


@register.filter
def taking(minutes: int) -> SafeString:
    """How long."""
    hours, rest = divmod(minutes, 60)
    return mark_safe(f'data-hs="{hours}" data-ms="{rest}"')  # noqa: S308 - whole numbers


@register.filter
@lru_cache(maxsize=256)
def beside(lane: Lane) -> SafeString:
    """In which of how many lanes."""
    return mark_safe(f'data-lane="{lane.number}" data-lanes="{lane.of}"')  # noqa: S308 - whole numbers


@register.filter
def attributes(drawn: DrawnEntry) -> SafeString:
    """All that styles and scripts know of an entry; a week may hold hundreds."""
    entry = drawn.entry
    said = {"waits": entry.waits_for_me, "over": entry.is_over, "small": drawn.is_small}
    flags = "".join(f" data-{name}" for name, is_so in said.items() if is_so)
    move = f' data-move="{drawn.move_url}"' if drawn.move_url else ""
    place = f"{lasting(drawn.part)} {beside(drawn.lane)}"
    return mark_safe(f'data-kind="{entry.kind}" {place}{flags}{move}')  # noqa: S308 - none of it is typed


@lru_cache(maxsize=2048)
def _since(at_minute: int) -> SafeString:
    hours, rest = divmod(at_minute, 60)
    return mark_safe(f'data-h="{hours}" data-m="{rest}"')  # noqa: S308 - whole numbers


@lru_cache(maxsize=4096)
def _lasting(at_minute: int, minutes: int) -> SafeString:
    return _since(at_minute) + SafeString(" ") + taking(minutes)
