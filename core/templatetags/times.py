"""Instants on the clocks of the people concerned."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.zones import LocalTime, both_clocks, both_spans, current_zone_name, day_text

register = template.Library()


@register.simple_tag
def clocks(
    instant: datetime, theirs: str = "", mine: str = "", minutes: int | None = None
) -> SafeString:
    """An instant in the viewer's zone and, where it reads differently, in the zone `theirs`.

    What takes so many minutes is told by both ends and its length where a clock is changed before its end.
    """
    viewers = current_zone_name()
    return _clocks(
        instant, theirs or mine or viewers, mine or viewers, minutes or 0, viewers, get_language()
    )


@lru_cache(maxsize=4096)
def _clocks(
    instant: datetime, theirs: str, mine: str, minutes: int, _viewers: str, _language: str | None
) -> SafeString:
    return render_to_string(
        "components/both_clocks.html", _clocks_context(instant, theirs, mine, minutes)
    )


def _clocks_context(instant: datetime, theirs: str, mine: str, minutes: int) -> dict[str, Any]:
    both = both_spans(instant, instant + timedelta(minutes=minutes), mine=mine, theirs=theirs)
    if both.is_uneven:
        return {
            "instant": instant,
            "clocks": both.starts,
            "ends": both.ends,
            "length": both.length,
        }
    return {"instant": instant, "clocks": both_clocks(instant, mine=mine, theirs=theirs)}


@register.filter(expects_localtime=True)
def iso(instant: datetime) -> str:
    """As machines read it, on the viewer's clock."""
    return instant.isoformat()


@register.filter(expects_localtime=True)
def day(instant: datetime) -> str:
    """Such as `5 Nov`, on the viewer's clock."""
    return day_text(instant.date(), "j M")


@register.filter
def named(instant: datetime) -> str:
    """A deadline on the viewer's clock, such as `Thu 5 Nov, 23:30 (Berlin)`."""
    return LocalTime(instant=instant, zone_name=current_zone_name()).text


@register.filter
def dated(instant: datetime) -> str:
    """An instant long ago or far ahead on the viewer's clock, such as `Thu 5 Nov 2026, 23:30`."""
    return LocalTime(instant=instant, zone_name=current_zone_name()).dated_text


@register.filter
def stamp(instant: datetime, pattern: str) -> str:
    """When something was done, in Django's format; in an hour that comes twice with its offset."""
    at = LocalTime(instant=instant, zone_name=current_zone_name())
    words = formats.date_format(at.wall, pattern)
    return f"{words} ({at.offset_text})" if at.is_repeated else words


@register.filter
def local(instant: datetime, zone_name: str) -> LocalTime:
    """The instant on the clock of a zone, for its `date_text`, `time_text`, `place`."""
    return LocalTime(instant=instant, zone_name=zone_name)
