"""Cards: what one person sees of one thing right now, and what that person can do with it.

An app that owns a model registers how its card is built and drawn (`register`, in `AppConfig.ready`).
The conversation, the pages and the answers to refused presses all draw through here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string

Tone = Literal["primary", "quiet", "danger"]
Opens = Literal["here", "drawer", "page"]


@dataclass(frozen=True, kw_only=True)
class CardAction:
    """One thing the viewer can do: drawn enabled only when pressing it would succeed.

    `method` "post" presses at once with the hidden `fields`; "get" opens a form (`opens` says where).
    `outcome` is said before the press, in words. A disabled action has `why_not` instead.
    """

    verb: str
    label: str
    url: str
    method: Literal["post", "get"] = "post"
    tone: Tone = "quiet"
    enabled: bool = True
    why_not: str = ""
    outcome: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    opens: Opens = "here"


@dataclass(frozen=True, kw_only=True)
class Card:
    """What every card has. `dom_id` is its element's id, `refresh_at` the next instant that changes it."""

    dom_id: str
    version: int
    actions: tuple[CardAction, ...]
    refresh_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class CardKind:
    build: Callable[[Any, Any, datetime], Card]
    template: str


_kinds: dict[type[Model], CardKind] = {}


def register(
    model: type[Model], *, build: Callable[[Any, Any, datetime], Card], template: str
) -> None:
    """Say how a model's card is made: `build(object, viewer, now)`, drawn by `template` as `card`."""
    _kinds[model] = CardKind(build=build, template=template)


def has_card(subject: Model) -> bool:
    return type(subject) in _kinds


def build_card(subject: Model, *, viewer: Any, now: datetime) -> Card:
    """The card of this object for this viewer. Raises KeyError for a model without one."""
    return _kinds[type(subject)].build(subject, viewer, now)


def render_card(
    subject: Model, *, viewer: Any, now: datetime, request: HttpRequest | None = None
) -> str:
    """The card as HTML in the active language and zone; with a CSRF token only when `request` is given."""
    kind = _kinds[type(subject)]
    card = kind.build(subject, viewer, now)
    return render_to_string(
        kind.template, {"card": card, "viewer": viewer, "now": now}, request=request
    )
