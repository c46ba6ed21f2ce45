"""Offering exact starts for one session, and answering the offer."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from core.actions import check, checked_reason, save_next_version
from core.events import record
from core.transactions import action
from sessions import rules
from sessions.actions.availability import note_availability_elsewhere
from sessions.actions.proposals import (
    checked_starts,
    close_open_offer,
    close_proposal,
    hold_proposal,
    is_agreed_on,
    same_proposal,
    take_start,
    write_starts,
)
from sessions.actions.steps import checked_zone, hold
from sessions.events import SessionConfirmed, TimesClosed, TimesOffered, event_fields
from sessions.models import CoachingSession, TimesOffer
from sessions.policy import answer_by
from sessions.queries import asked_id

MAX_OFFERED = 5
Status = CoachingSession.Status


@action
def offer_times(
    session: CoachingSession,
    *,
    by: User,
    starts: Sequence[datetime],
    timezone: str,
    version: int,
    now: datetime,
) -> TimesOffer:
    """Put one to five exact starts to the other side; an offer that was open is replaced.

    Offers block no calendar: each start is checked again when it is accepted. The same offer made
    again by its author while open is returned as it stands.
    Raises NotAllowed, Invalid, Stale or NotPossibleNow.
    """
    row = hold(session)
    if (same := same_proposal(row.offers.all(), by=by, starts=starts)) is not None:
        return same
    check(rules.offer_times(row, by=by), row=row, version=version)
    wanted = checked_starts(row, starts, most=MAX_OFFERED, now=now)
    zone_name = checked_zone(timezone)
    close_open_offer(row, TimesOffer.Status.SUPERSEDED, now=now)
    offer = _write_offer(row, by, wanted, zone_name, now=now)
    row.status, row.answer_by = Status.OFFERED, offer.expires_at
    save_next_version(row)
    record(
        TimesOffered(**event_fields(row, by=by, now=now), offer_id=offer.pk, starts=tuple(wanted))
    )
    return offer


@action
def accept_time(
    offer: TimesOffer, *, by: User, starts_at: datetime, now: datetime
) -> CoachingSession:
    """Take one of the offered starts: the session is confirmed and both calendars are blocked.

    Accepting the same start again returns the session as it stands.
    Raises NotAllowed for the author, NotPossibleNow when the offer or the start has lapsed, SlotTaken.
    """
    fresh = hold_proposal(offer, calendars=True)
    row = fresh.session
    if is_agreed_on(fresh, starts_at, by=by):
        return row
    check(rules.accept_time(fresh, by=by, now=now, starts_at=starts_at))
    take_start(fresh, starts_at, outcome=TimesOffer.Status.ACCEPTED, now=now)
    row.booked_by, row.booked_at = by, now
    save_next_version(row)
    note_availability_elsewhere(row, now=now)
    record(
        SessionConfirmed(
            **event_fields(row, by=by, now=now), starts_at=starts_at, offer_id=fresh.pk
        )
    )
    return row


@action
def decline_times(
    offer: TimesOffer, *, by: User, now: datetime, reason: str = ""
) -> CoachingSession:
    """None of them suits: the session is unscheduled again. The reason is optional.

    Raises NotAllowed for the author, NotPossibleNow when the offer is not open any more.
    """
    fresh = hold_proposal(offer)
    if fresh.status == TimesOffer.Status.DECLINED and by.pk == asked_id(fresh):
        return fresh.session
    check(rules.decline_times(fresh, by=by, now=now))
    text = checked_reason(reason, optional=True)
    return _close(fresh, TimesOffer.Status.DECLINED, by=by, reason=text, now=now)


@action
def withdraw_times(offer: TimesOffer, *, by: User, now: datetime) -> CoachingSession:
    """The author takes the offer back: the session is unscheduled again.

    Raises NotAllowed for anybody else, NotPossibleNow when the offer is not open any more.
    """
    fresh = hold_proposal(offer)
    if fresh.status == TimesOffer.Status.WITHDRAWN and by.pk == fresh.author_id:
        return fresh.session
    check(rules.withdraw_times(fresh, by=by, now=now))
    return _close(fresh, TimesOffer.Status.WITHDRAWN, by=by, now=now)


def withdraw_open_times(row: CoachingSession, *, by: User | None, now: datetime) -> None:
    """Take the open offer of a locked session off the table, whoever made it; new terms came."""
    offer = row.offers.filter(status=TimesOffer.Status.OPEN).first()
    if offer is not None:
        offer.session = row
        _close(offer, TimesOffer.Status.WITHDRAWN, by=by, now=now)


@action
def lapse_times(offer: TimesOffer, *, now: datetime) -> CoachingSession:
    """The clock closes an offer that nobody answered. Does nothing before its time, or twice."""
    fresh = hold_proposal(offer)
    if fresh.status != TimesOffer.Status.OPEN or now < fresh.expires_at:
        return fresh.session
    return _close(fresh, TimesOffer.Status.LAPSED, by=None, now=now)


def _write_offer(
    row: CoachingSession, by: User, starts: Sequence[datetime], zone_name: str, *, now: datetime
) -> TimesOffer:
    offer = TimesOffer.objects.create(
        session=row,
        author=by,
        timezone=zone_name,
        asked_at=now,
        expires_at=answer_by(now, max(starts)),
    )
    write_starts(offer, starts)
    return offer


def _close(
    offer: TimesOffer, outcome: str, *, by: User | None, now: datetime, reason: str = ""
) -> CoachingSession:
    row = offer.session
    close_proposal(offer, outcome, now=now)
    row.status, row.answer_by = Status.UNSCHEDULED, None
    save_next_version(row)
    record(
        TimesClosed(
            **event_fields(row, by=by, now=now), offer_id=offer.pk, outcome=outcome, reason=reason
        )
    )
    return row
