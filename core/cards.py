"""Cards: what one person sees of one thing right now, and what that person can do with it.

An app that owns a model registers how its card is built and drawn (`register`, in `AppConfig.ready`).
The conversation, the pages and the answers to refused presses all draw through here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, TypeVar

from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string

from core.errors import DomainError

M = TypeVar("M", bound=Model)
K = TypeVar("K")
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
class Known:
    """What `fetch` read for the cards of these objects: for each registered `fetch` what it returned."""

    objects: frozenset[tuple[type[Model], Any]]
    answers: Mapping["tuple[type[Model], Fetch]", Any]

    def of(self, subject: Model, fetch: "Fetch") -> Any:
        """What that `fetch` read. Raises KeyError for an object that was not among them."""
        if (type(subject), subject.pk) not in self.objects:
            raise KeyError(subject)
        return self.answers[type(subject), fetch]


Fetch = Callable[[Sequence[Any], datetime], Any]


@dataclass(frozen=True, kw_only=True)
class CardKind:
    build: Callable[[Any, Any, datetime, Any], Card]
    fetch: Fetch
    template: str


@dataclass(frozen=True, kw_only=True)
class Contributor:
    build: Callable[[Any, Any, datetime, Any], Contribution]
    fetch: Fetch


_kinds: dict[type[Model], CardKind] = {}
_contributors: dict[type[Model], list[Contributor]] = {}


def register(
    model: type[M],
    *,
    build: Callable[[M, Any, datetime, K], Card],
    template: str,
    fetch: Callable[[Sequence[M], datetime], K],
) -> None:
    """Say how a model's card is made: `build(object, viewer, now, known)`, drawn by `template` as `card`.

    `fetch(objects, now)` reads for many cards at once what they need beyond the rows: related rows are
    prefetched, the rest is returned and handed to each `build` as `known`.
    """
    _kinds[model] = CardKind(build=build, fetch=fetch, template=template)


def contribute(
    model: type[M],
    build: Callable[[M, Any, datetime, K], Contribution],
    *,
    fetch: Callable[[Sequence[M], datetime], K],
) -> None:
    """Let an app above add to a card, as in `register`; appended in order of registration."""
    _contributors.setdefault(model, []).append(Contributor(build=build, fetch=fetch))


def nothing_more(_objects: Sequence[Model], _now: datetime) -> None:
    """The `fetch` of what is made of the rows alone."""


def fetch(subjects: Iterable[Model], *, now: datetime) -> Known:
    """Read what the cards of these objects need. How often it asks depends on their kinds, not their number.

    Only for drawing: the objects keep related rows, so hand none of them to what decides afterwards.
    """
    by_model: defaultdict[type[Model], list[Model]] = defaultdict(list)
    for subject in subjects:
        by_model[type(subject)].append(subject)
    return Known(
        objects=frozenset((model, row.pk) for model, rows in by_model.items() for row in rows),
        answers={
            (model, each.fetch): each.fetch(rows, now)
            for model, rows in by_model.items()
            if model in _kinds
            for each in (_kinds[model], *_contributors.get(model, ()))
        },
    )


def has_card(subject: Model) -> bool:
    return type(subject) in _kinds


def build_card(subject: Model, *, viewer: Any, now: datetime, known: Known | None = None) -> Card:
    """The whole card of this object for this viewer. Raises KeyError for a model without one.

    `known` is what `fetch` read for it among others; without it, what this one needs is read here.
    """
    kind = _kinds[type(subject)]
    if known is None:
        known = fetch([subject], now=now)
    card = kind.build(subject, viewer, now, known.of(subject, kind.fetch))
    for each in _contributors.get(type(subject), ()):
        more = each.build(subject, viewer, now, known.of(subject, each.fetch))
        card = _joined(card, more)
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
    subject: Model,
    *,
    viewer: Any,
    now: datetime,
    known: Known | None = None,
    request: HttpRequest | None = None,
) -> str:
    """The card as HTML in the active language and zone; has a CSRF token only if `request` is given."""
    card = build_card(subject, viewer=viewer, now=now, known=known)
    return draw(subject, card, viewer=viewer, request=request)


def draw(subject: Model, card: Card, *, viewer: Any, request: HttpRequest | None = None) -> str:
    """A card that was built already, as HTML."""
    template = _kinds[type(subject)].template
    return render_to_string(template, {"card": card, "viewer": viewer}, request=request)
