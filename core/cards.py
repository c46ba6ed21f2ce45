"""Cards: what one person sees of one thing right now, and what that person can do with it.

An app that owns a model registers how its card is built and drawn (`register`, in `AppConfig.ready`).
The conversation, the pages and the answers to refused presses all draw through here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string

from core.errors import DomainError

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


def card_action(
    verb: str,
    label: str,
    url: str,
    *,
    refusal: DomainError | None = None,
    opens: Opens = "here",
    tone: Tone = "quiet",
    outcome: str = "",
    fields: tuple[tuple[str, str], ...] = (),
) -> CardAction:
    """A button as the verb's rule answers: enabled, or disabled with the sentence of its `refusal`.

    What opens "here" is pressed at once; a "drawer" or a "page" is looked at first.
    """
    return CardAction(
        verb=verb,
        label=label,
        url=url,
        method="post" if opens == "here" else "get",
        opens=opens,
        tone=tone,
        outcome=outcome,
        fields=fields,
        enabled=refusal is None,
        why_not="" if refusal is None else str(refusal.message),
    )


@dataclass(frozen=True, kw_only=True)
class CardPart:
    """A piece of a card that an app above the owner draws: `template` sees `data` as `part`."""

    template: str
    data: Any


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """What an app above adds to a card of an app below, for example a contract's progress."""

    actions: tuple[CardAction, ...] = ()
    parts: tuple[CardPart, ...] = ()
    refresh_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Card:
    """What every card has. `dom_id` is its element's id, `refresh_at` the next instant that changes it."""

    dom_id: str
    version: int
    actions: tuple[CardAction, ...]
    refresh_at: datetime | None = None
    parts: tuple[CardPart, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CardKind:
    build: Callable[[Any, Any, datetime], Card]
    template: str


_kinds: dict[type[Model], CardKind] = {}
_contributors: dict[type[Model], list[Callable[[Any, Any, datetime], Contribution]]] = {}
Fetch = Callable[[Sequence[Any], datetime], None]
_fetchers: dict[type[Model], list[Fetch]] = {}


def register(
    model: type[Model],
    *,
    build: Callable[[Any, Any, datetime], Card],
    template: str,
    fetch: Fetch | None = None,
) -> None:
    """Say how a model's card is made: `build(object, viewer, now)`, drawn by `template` as `card`.

    `fetch(objects, now)` reads what the cards of many need beyond the rows, for `prepare`.
    """
    _kinds[model] = CardKind(build=build, template=template)
    if fetch is not None:
        _fetchers.setdefault(model, []).insert(0, fetch)


def contribute(
    model: type[Model],
    build: Callable[[Any, Any, datetime], Contribution],
    *,
    fetch: Fetch | None = None,
) -> None:
    """Let an app above add to a card: `build(object, viewer, now)`, appended in order of registration."""
    _contributors.setdefault(model, []).append(build)
    if fetch is not None:
        _fetchers.setdefault(model, []).append(fetch)


def prepare(subjects: Iterable[Model], *, now: datetime) -> None:
    """Read what the cards of these objects need, in as many statements however many they are.

    Only for drawing: the objects keep what they read, so hand none of them to what decides afterwards.
    """
    by_model: defaultdict[type[Model], list[Model]] = defaultdict(list)
    for subject in subjects:
        by_model[type(subject)].append(subject)
    for model, objects in by_model.items():
        for fetch in _fetchers.get(model, ()):
            fetch(objects, now)


def has_card(subject: Model) -> bool:
    return type(subject) in _kinds


def build_card(subject: Model, *, viewer: Any, now: datetime) -> Card:
    """The whole card of this object for this viewer. Raises KeyError for a model without one."""
    card = _kinds[type(subject)].build(subject, viewer, now)
    for contributor in _contributors.get(type(subject), ()):
        card = _joined(card, contributor(subject, viewer, now))
    return replace(card, actions=tuple(sorted(card.actions, key=_place)))


def _place(action: CardAction) -> int:
    """What the card is for comes first, links to pages last; else the order of registration."""
    if action.tone == "primary":
        return 0
    return 2 if action.opens == "page" else 1


def _joined(card: Card, more: Contribution) -> Card:
    instants = [at for at in (card.refresh_at, more.refresh_at) if at is not None]
    return replace(
        card,
        actions=card.actions + more.actions,
        parts=card.parts + more.parts,
        refresh_at=min(instants, default=None),
    )


def render_card(
    subject: Model, *, viewer: Any, now: datetime, request: HttpRequest | None = None
) -> str:
    """The card as HTML in the active language and zone; has a CSRF token only if `request` is given."""
    return draw(
        subject, build_card(subject, viewer=viewer, now=now), viewer=viewer, request=request
    )


def draw(subject: Model, card: Card, *, viewer: Any, request: HttpRequest | None = None) -> str:
    """A card that was built already, as HTML."""
    template = _kinds[type(subject)].template
    return render_to_string(template, {"card": card, "viewer": viewer}, request=request)
