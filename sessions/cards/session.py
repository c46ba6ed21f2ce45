"""The card of one session: times to choose from, then the booked session, then how it ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from calendars.busy import Calendars
from core.cards import Card
from core.zones import current_zone_name
from sessions.cards.actions import session_actions
from sessions.cards.session_view import SessionView, number_of_total
from sessions.cards.times import TimeChoice, time_choices
from sessions.cards.words import Badge, badge_of, lead_of, owed_words
from sessions.models import CoachingSession, TimesOffer
from sessions.policy import JOIN_OPENS, booking_words

Status = CoachingSession.Status


@dataclass(frozen=True, kw_only=True)
class SessionCard(Card):
    """`their_zone` is the other person's IANA zone; the viewer's own is the active one."""

    session_id: int
    url: str
    eyebrow: str
    title: str
    badge: Badge
    turn: str
    lead: str
    reason: str
    is_past: bool
    starts_at: datetime | None
    minutes: int
    their_zone: str
    other_name: str
    times: tuple[TimeChoice, ...]
    due: datetime | None
    countdown_to: datetime | None
    join_url: str
    words: tuple[str, ...]
    owed: str


def build_session_card(
    row: CoachingSession, viewer: User, now: datetime, calendars: Calendars
) -> SessionCard:
    """The session as this person may see and answer it at this moment."""
    view = SessionView(row=row, viewer=viewer, now=now)
    offer = _open_offer(row)
    badge = badge_of(view, offer)
    return SessionCard(
        dom_id=f"session-{row.pk}-card",
        version=row.version,
        actions=tuple(session_actions(view, offer)) if view.role else (),
        refresh_at=min((at for at in _instants(view, offer) if at > now), default=None),
        session_id=row.pk,
        url=reverse("session-detail", args=[row.pk]),
        eyebrow=_eyebrow(row),
        title=_title(row),
        badge=badge,
        turn=badge.turn,
        lead=lead_of(view, offer),
        reason=row.resolution_note or row.end_reason or row.dispute_reason,
        is_past=row.is_ended,
        starts_at=row.scheduled_at,
        minutes=row.duration_minutes,
        their_zone=view.other.timezone,
        other_name=view.other_name,
        times=time_choices(view, offer, calendars) if offer else (),
        due=_due(row),
        countdown_to=_countdown_to(view),
        join_url=_join_url(view),
        words=_words(view),
        owed=owed_words(view),
    )


def _open_offer(row: CoachingSession) -> TimesOffer | None:
    if row.status != Status.OFFERED:
        return None
    return next((o for o in row.offers.all() if o.status == TimesOffer.Status.OPEN), None)


def _eyebrow(row: CoachingSession) -> str:
    return _("Contract %(number)s") % {"number": row.contract.number}


def _title(row: CoachingSession) -> str:
    if row.status == Status.OFFERED:
        return _("Times for session %(place)s") % {"place": row.number_of_total}
    return number_of_total(row)


def _due(row: CoachingSession) -> datetime | None:
    return row.answer_by if row.status in (Status.OFFERED, Status.SCHEDULED) else None


def _countdown_to(view: SessionView) -> datetime | None:
    row = view.row
    if row.status != Status.CONFIRMED or row.scheduled_at is None or view.now >= row.scheduled_at:
        return None
    return row.scheduled_at


def _join_url(view: SessionView) -> str:
    """Where to meet, once the door is open."""
    row = view.row
    if view.role is None or row.status != Status.CONFIRMED or not row.meeting_url:
        return ""
    starts_at, ends_at = row.span
    return row.meeting_url if starts_at - JOIN_OPENS <= view.now < ends_at else ""


def _words(view: SessionView) -> tuple[str, ...]:
    if view.role is None:
        return ()
    if view.row.status == Status.OFFERED:
        return (booking_words(view.row, view.role),)
    if view.row.status not in CoachingSession.BLOCKING:
        return ()
    return view.policy.words(view.role, now=view.now, zone_name=current_zone_name())


def _instants(view: SessionView, offer: TimesOffer | None) -> Iterator[datetime]:
    """Every instant at which time alone changes this card."""
    row = view.row
    if offer is not None:
        yield offer.expires_at
        yield from offer.start_times
    if row.answer_by is not None:
        yield row.answer_by
    if row.final_at is not None:
        yield row.final_at
    if row.scheduled_at is not None and not row.is_ended:
        yield from view.policy.instants()
