"""The card of one session: times to choose from, then the booked session, then how it ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from calendars.busy import Calendars
from core.cards import Card
from core.zones import current_zone_name
from sessions.cards.answers import answers
from sessions.cards.seen import Seen, number_of_total
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
    seen = Seen(row=row, viewer=viewer, now=now)
    offer = _open_offer(row)
    badge = badge_of(seen, offer)
    return SessionCard(
        dom_id=f"session-{row.pk}-card",
        version=row.version,
        actions=tuple(answers(seen, offer)) if seen.role else (),
        refresh_at=min((at for at in _instants(seen, offer) if at > now), default=None),
        session_id=row.pk,
        url=reverse("session-detail", args=[row.pk]),
        eyebrow=_eyebrow(row),
        title=_title(row),
        badge=badge,
        turn=badge.turn,
        lead=lead_of(seen, offer),
        reason=row.resolution_note or row.end_reason or row.dispute_reason,
        is_past=row.is_ended,
        starts_at=row.scheduled_at,
        minutes=row.duration_minutes,
        their_zone=seen.other.timezone,
        other_name=seen.other_name,
        times=time_choices(seen, offer, calendars) if offer else (),
        due=_due(row),
        countdown_to=_countdown_to(seen),
        join_url=_join_url(seen),
        words=_words(seen),
        owed=owed_words(seen),
    )


def _open_offer(row: CoachingSession) -> TimesOffer | None:
    if row.status != Status.OFFERED:
        return None
    prefetch_related_objects([row], "offers__starts")
    return next((o for o in row.offers.all() if o.status == TimesOffer.Status.OPEN), None)


def _eyebrow(row: CoachingSession) -> str:
    return _("Contract %(number)s") % {"number": row.contract.number}


def _title(row: CoachingSession) -> str:
    if row.status == Status.OFFERED:
        return _("Times for session %(place)s") % {"place": row.number_of_total}
    return number_of_total(row)


def _due(row: CoachingSession) -> datetime | None:
    return row.answer_by if row.status in (Status.OFFERED, Status.SCHEDULED) else None


def _countdown_to(seen: Seen) -> datetime | None:
    row = seen.row
    if row.status != Status.CONFIRMED or row.scheduled_at is None or seen.now >= row.scheduled_at:
        return None
    return row.scheduled_at


def _join_url(seen: Seen) -> str:
    """Where to meet, once the door is open."""
    row = seen.row
    if seen.role is None or row.status != Status.CONFIRMED or not row.meeting_url:
        return ""
    starts_at, ends_at = row.span
    return row.meeting_url if starts_at - JOIN_OPENS <= seen.now < ends_at else ""


def _words(seen: Seen) -> tuple[str, ...]:
    if seen.role is None:
        return ()
    if seen.row.status == Status.OFFERED:
        return (booking_words(seen.row, seen.role),)
    if seen.row.status not in CoachingSession.BLOCKING:
        return ()
    return seen.policy.words(seen.role, now=seen.now, zone_name=current_zone_name())


def _instants(seen: Seen, offer: TimesOffer | None) -> Iterator[datetime]:
    """Every instant at which time alone changes this card."""
    row = seen.row
    if offer is not None:
        yield offer.expires_at
        yield from offer.start_times
    if row.answer_by is not None:
        yield row.answer_by
    if row.final_at is not None:
        yield row.final_at
    if row.scheduled_at is not None and not row.is_ended:
        yield from seen.policy.instants()
