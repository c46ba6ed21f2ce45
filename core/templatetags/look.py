"""Small parts of pages that are easier said in Python than in a template."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField, Textarea
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.avatars import avatar
from core.bidi import isolated
from core.cards import CardAction
from core.figures import with_figures
from core.icons import outline_icon
from core.zones import both_clocks, both_spans, current_zone_name

register = template.Library()
THEMES = ("dark", "light")

# These point along the text, so they turn round where the text runs from right to left.
DIRECTED = (
    "arrow-left",
    "arrow-right",
    "arrow-long",
    "arrow-uturn",
    "chevron-left",
    "chevron-right",
    "paper-",
)


@register.simple_tag(takes_context=True)
def chosen_theme(context: dict[str, Any]) -> str:
    """`dark` or `light`, or nothing where the system decides; static/js/elements/theme-choice.js keeps it."""
    cookies = getattr(context.get("request"), "COOKIES", {})
    theme = cookies.get("__Host-theme") or cookies.get("theme")
    return theme if theme in THEMES else ""


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An outline icon as inline SVG, for the eye only: its control carries the words.

    `size` "small" is 16 px instead of 20.
    """
    return outline_icon(name, small=bool(size), mirrored=name.startswith(DIRECTED))


@register.simple_tag(name="avatar")
def avatar_of(name: object, size: str = "", presence: str = "", picture: str = "") -> SafeString:
    """`size` "small" is 28 px instead of 36, "large" 56, "huge" 112; `presence` is "online" or nothing."""
    return avatar(str(name), size, presence, picture)


@register.filter(name="isolated")
def isolated_text(text: object) -> str:
    """What somebody wrote, for a place within a sentence."""
    return isolated(str(text))


SINGLE_LINES = {"text", "search", "email", "password", "number", "url", "tel"}


@register.filter
def with_enter_key(field: BoundField) -> SafeString:
    """The field as it is drawn; a single line also tells a touch keyboard what its Enter key does."""
    single = _is_single_line(field)
    return field.as_widget(attrs={"enterkeyhint": enter_key_hint(field)} if single else None)


def enter_key_hint(field: BoundField) -> str:
    """`search` in a form that searches, else `next` while there is more to write below, else `done`."""
    written = [each for each in field.form if _is_written(each)]
    if any(_input_type(each) == "search" for each in written):
        return "search"
    return "done" if field.name == written[-1].name else "next"


def _input_type(field: BoundField) -> str | None:
    return getattr(field.field.widget, "input_type", None)


def _is_single_line(field: BoundField) -> bool:
    return _input_type(field) in SINGLE_LINES


def _is_written(field: BoundField) -> bool:
    return _is_single_line(field) or isinstance(field.field.widget, Textarea)


@register.filter
def figures(text: str) -> SafeString:
    """What no line is broken in, such as a number of a contract, is marked in the text or HTML."""
    return with_figures(text)


@register.filter
def ranked(actions: Iterable[CardAction]) -> list[CardAction]:
    """The main answer first, the one that ends things last; otherwise as the card has them."""
    return sorted(actions, key=lambda action: ("primary", "quiet", "danger").index(action.tone))


BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac", "macOS"),
    ("Linux", "Linux"),
)


@register.filter
def browser_name(user_agent: str) -> str:
    """Such as `Firefox on Windows`: enough for people to know their own browser again."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Another program")


@register.simple_tag
def when(instant: datetime, theirs: str = "", mine: str = "", minutes: int = 0) -> SafeString:
    """An agreed instant with its day leaf, on the viewer's clock and in the zone `theirs` beside it.

    With `minutes` the time is shown from start to end, and how long it is where the clocks do not tell.
    """
    viewers = current_zone_name()
    return _when(
        instant, theirs or mine or viewers, mine or viewers, minutes, viewers, get_language()
    )


@lru_cache(maxsize=4096)
def _when(
    instant: datetime, theirs: str, mine: str, minutes: int, _viewers: str, _language: str | None
) -> SafeString:
    return render_to_string("components/when.html", _when_context(instant, theirs, mine, minutes))


def _when_context(instant: datetime, theirs: str, mine: str, minutes: int) -> dict[str, Any]:
    if not minutes:
        return {"instant": instant, "clocks": both_clocks(instant, mine=mine, theirs=theirs)}
    ends = instant + timedelta(minutes=minutes)
    both = both_spans(instant, ends, mine=mine, theirs=theirs)
    return {
        "instant": instant,
        "clocks": both.starts,
        "ends": both.ends,
        "length": both.length,
    }
