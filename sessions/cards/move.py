"""The card of a wish to move a session: old → new times, why, until when, and the answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from calendars.busy import Calendars
from core.cards import Card, CardAction
from sessions import rules
from sessions.cards.session_view import SessionView
from sessions.cards.times import TimeChoice, time_choices
from sessions.cards.words import Badge
from sessions.models import RescheduleRequest
from sessions.policy import moved_late_after

Move = RescheduleRequest.Status
TONES = {Move.APPROVED: "ok", Move.DECLINED: "danger"}


@dataclass(frozen=True, kw_only=True)
class MoveCard(Card):
    """`their_zone` is the other person's IANA zone; the viewer's own is the active one."""

    url: str
    eyebrow: str
    title: str
    badge: Badge
    lead: str
    reason: str
    is_past: bool
    old_start: datetime
    minutes: int
    their_zone: str
    times: tuple[TimeChoice, ...]
    due: datetime | None
    words: str


def build_move_card(
    move: RescheduleRequest, viewer: User, now: datetime, calendars: Calendars
) -> MoveCard:
    """The wish as this person may see and answer it at this moment."""
    view = SessionView(row=move.session, viewer=viewer, now=now)
    is_open = rules.request_waits(move, now=now) is None
    own = move.author_id == viewer.pk
    return MoveCard(
        dom_id=f"reschedule-{move.pk}-card",
        version=move.version,
        actions=tuple(_answers(view, move)),
        refresh_at=_refresh_at(move, now) if is_open else None,
        url=reverse("session-detail", args=[move.session_id]),
        eyebrow=_("Contract %(number)s") % {"number": move.session.contract.number},
        title=_("Move session %(number)d?") % {"number": move.session.number},
        badge=_badge(view, move, is_open=is_open, own=own),
        lead=_lead(view, move, own=own),
        reason=move.reason,
        is_past=not is_open,
        old_start=move.old_start,
        minutes=move.session.duration_minutes,
        their_zone=view.other.timezone,
        times=time_choices(view, move, calendars, is_open=is_open),
        due=move.expires_at if is_open else None,
        words=_words(view, move) if is_open else "",
    )


def _badge(view: SessionView, move: RescheduleRequest, *, is_open: bool, own: bool) -> Badge:
    if not is_open:
        lapsed = move.status == Move.PENDING
        text = Move.EXPIRED.label if lapsed else move.get_status_display()
        return Badge(text=str(text).capitalize(), tone=TONES.get(Move(move.status), ""))
    if own or view.role is None:
        return Badge(text=_("Waiting for %(name)s") % {"name": view.other_name}, turn="theirs")
    return Badge(text=_("Your answer"), tone="warn", turn="mine")


def _lead(view: SessionView, move: RescheduleRequest, *, own: bool) -> str:
    if own:
        return _("You asked for another time. The old one stands until %(name)s agrees.") % {
            "name": view.other_name
        }
    return _("%(name)s asks for another time. The old one stands until you agree.") % {
        "name": move.author.get_short_name()
    }


def _answers(view: SessionView, move: RescheduleRequest) -> Iterator[CardAction]:
    me, now = view.viewer, view.now
    named = (("reschedule", str(move.pk)),)
    stands = _("The session stays where it is.")
    if rules.withdraw_reschedule(move, by=me, now=now) is None:
        yield view.press(
            "withdraw-reschedule", _("Withdraw the request"), fields=named, outcome=stands
        )
    if rules.decline_reschedule(move, by=me, now=now) is None:
        yield view.press("decline-reschedule", _("Keep the old time"), fields=named, outcome=stands)
    if rules.counter_reschedule(move, by=me, now=now) is None:
        yield view.form("counter-reschedule", _("Propose other times"))


def _words(view: SessionView, move: RescheduleRequest) -> str:
    """What moving it will mean for cancelling."""
    if view.role is None:
        return ""
    late = moved_late_after(view.row, move)
    return view.policy.approval_words(view.role, moved_late=late)


def _refresh_at(move: RescheduleRequest, now: datetime) -> datetime | None:
    return min((at for at in (*move.start_times, move.expires_at) if at > now), default=None)
