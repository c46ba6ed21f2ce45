"""The card of a wrap-up: what came of a session, and the way to the next one like it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.cards import Card, CardAction, card_action
from sessions import rules
from sessions.cards.session_view import SessionView
from sessions.models import CoachingSession, WrapUp
from sessions.queries import last_held, progress_of


@dataclass(frozen=True, kw_only=True)
class WrapUpCard(Card):
    """`their_zone` is the other person's IANA zone; the viewer's own is the active one."""

    url: str
    eyebrow: str
    title: str
    starts_at: datetime | None
    minutes: int
    their_zone: str
    texts: tuple[tuple[str, str], ...]


def build_wrap_up_card(wrap_up: WrapUp, viewer: User, now: datetime, _known: None) -> WrapUpCard:
    """What both wrote down, as it stands."""
    row = wrap_up.session
    view = SessionView(row=row, viewer=viewer, now=now)
    return WrapUpCard(
        dom_id=f"wrap-up-{wrap_up.pk}-card",
        version=row.version,
        actions=tuple(_answers(view)),
        url=reverse("session-detail", args=[row.pk]),
        eyebrow=_("Contract %(number)s") % {"number": row.contract.number},
        title=_("Wrap-up of session %(place)s") % {"place": row.number_of_total},
        starts_at=row.scheduled_at,
        minutes=row.duration_minutes,
        their_zone=view.other.timezone,
        texts=_texts(row),
    )


def _answers(view: SessionView) -> Iterator[CardAction]:
    if view.role is None:
        return
    if view.row.is_wrapped_up:
        yield from book_next(view)
    if rules.write_notes(view.row, by=view.viewer, now=view.now) is None:
        yield view.form("notes", _("Change the wrap-up"))


def book_next(view: SessionView) -> Iterator[CardAction]:
    """A week later at the same time: the student books it, the coach offers it.

    Only the session that was held last leads on; its wrap-up does, once there is one.
    """
    contract = view.row.contract
    progress = progress_of(contract)
    free, last = progress.next_free, last_held(progress.latest)
    if view.role is None or free is None or contract.status != "active":
        return
    if last is None or last.pk != view.row.pk:
        return
    books = view.role == "student"
    name = "session-schedule" if books else "session-offer-times"
    yield card_action(
        "book-next",
        _("Book the next like this") if books else _("Offer the next like this"),
        f"{reverse(name, args=[free.pk])}?like={view.row.pk}",
        opens="drawer",
    )


def _texts(row: CoachingSession) -> tuple[tuple[str, str], ...]:
    named = (
        (_("What we did"), row.outcome_summary),
        (_("Notes"), row.shared_notes),
        (_("Homework"), row.homework),
        (_("Next step"), row.next_step),
    )
    return tuple((name, text) for name, text in named if text)
