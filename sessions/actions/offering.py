"""Offering exact starts for one session, and answering the offer."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import NotAllowed, NotPossibleNow
from core.events import record
from core.transactions import action
from sessions.actions.availability import note_availability_elsewhere
from sessions.actions.steps import (
    changed,
    checked_reason,
    checked_starts,
    checked_zone,
    close_open_offer,
    hold,
    refuse,
    refuse_clashes,
    require_active,
    require_party,
    require_version,
    why_not_times,
    write_starts,
)
from sessions.actions.told import about
from sessions.blocking import block
from sessions.events import SessionConfirmed, TimesClosed, TimesOffered
from sessions.models import CoachingSession, ProposedStart, TimesOffer
from sessions.policy import answer_by

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
    require_party(row, by)
    if (same := _same_open_offer(row, by, starts)) is not None:
        return same
    require_version(row, version)
    require_active(row)
    refuse(row, why_not_times(row))
    wanted = checked_starts(row, starts, most=MAX_OFFERED, now=now)
    refuse_clashes(row, wanted, field="starts")
    zone_name = checked_zone(timezone)
    close_open_offer(row, TimesOffer.Status.SUPERSEDED, now=now)
    offer = _write_offer(row, by, wanted, zone_name, now=now)
    row.status, row.answer_by = Status.OFFERED, offer.expires_at
    changed(row)
    record(TimesOffered(**about(row, by=by, now=now), offer_id=offer.pk, starts=tuple(wanted)))
    return offer


@action
def accept_time(
    offer: TimesOffer, *, by: User, starts_at: datetime, now: datetime
) -> CoachingSession:
    """Take one of the offered starts: the session is confirmed and both calendars are blocked.

    Accepting the same start again returns the session as it stands.
    Raises NotAllowed for the author, NotPossibleNow when the offer or the start has lapsed, SlotTaken.
    """
    row = hold(offer.session, calendars=True)
    fresh = TimesOffer.objects.get(pk=offer.pk)
    _require_other_side(row, fresh, by, _("You offered these times; the other side chooses."))
    start = fresh.starts.filter(starts_at=starts_at).first()
    stands = (row.status, row.scheduled_at) == (Status.CONFIRMED, starts_at)
    if stands and start is not None and start.is_chosen:
        return row
    _require_open(row, fresh, now=now)
    require_active(row)
    if start is None:
        raise NotPossibleNow(_("This time is not among the offered ones."), subject=row)
    if starts_at <= now:
        raise NotPossibleNow(_("This time has passed."), subject=row)
    block(row, starts_at=start.starts_at, ends_at=start.ends_at)
    start.is_chosen = True
    start.save(update_fields=["is_chosen"])
    fresh.status, fresh.decided_at = TimesOffer.Status.ACCEPTED, now
    fresh.save(update_fields=["status", "decided_at"])
    _book(row, fresh, start, by=by, now=now)
    note_availability_elsewhere(row, now=now)
    record(SessionConfirmed(**about(row, by=by, now=now), starts_at=starts_at, offer_id=fresh.pk))
    return row


@action
def decline_times(
    offer: TimesOffer, *, by: User, now: datetime, reason: str = ""
) -> CoachingSession:
    """None of them suits: the session is unscheduled again. The reason is optional.

    Raises NotAllowed for the author, NotPossibleNow when the offer is not open any more.
    """
    row, fresh = _hold_offer(offer)
    _require_other_side(row, fresh, by, _("You offered these times; withdraw them instead."))
    if fresh.status == TimesOffer.Status.DECLINED:
        return row
    _require_open(row, fresh, now=now)
    text = checked_reason(reason, needed=False)
    return _close(row, fresh, TimesOffer.Status.DECLINED, by=by, reason=text, now=now)


@action
def withdraw_times(offer: TimesOffer, *, by: User, now: datetime) -> CoachingSession:
    """The author takes the offer back: the session is unscheduled again.

    Raises NotAllowed for anybody else, NotPossibleNow when the offer is not open any more.
    """
    row, fresh = _hold_offer(offer)
    require_party(row, by)
    if fresh.author_id != by.pk:
        raise NotAllowed(_("Only the one who offered these times can withdraw them."))
    if fresh.status == TimesOffer.Status.WITHDRAWN:
        return row
    _require_open(row, fresh, now=now)
    return _close(row, fresh, TimesOffer.Status.WITHDRAWN, by=by, now=now)


def withdraw_open_times(row: CoachingSession, *, by: User | None, now: datetime) -> None:
    """Take the open offer of a locked session off the table, whoever made it; new terms came."""
    offer = row.offers.filter(status=TimesOffer.Status.OPEN).first()
    if offer is not None:
        _close(row, offer, TimesOffer.Status.WITHDRAWN, by=by, now=now)


@action
def lapse_times(offer: TimesOffer, *, now: datetime) -> CoachingSession:
    """The clock closes an offer that nobody answered. Does nothing before its time, or twice."""
    row, fresh = _hold_offer(offer)
    if fresh.status != TimesOffer.Status.OPEN or now < fresh.expires_at:
        return row
    return _close(row, fresh, TimesOffer.Status.LAPSED, by=None, now=now)


def _hold_offer(offer: TimesOffer) -> tuple[CoachingSession, TimesOffer]:
    row = hold(offer.session)
    return row, TimesOffer.objects.get(pk=offer.pk)


def _require_other_side(row: CoachingSession, offer: TimesOffer, by: User, why: str) -> None:
    require_party(row, by)
    if offer.author_id == by.pk:
        raise NotAllowed(why)


def _require_open(row: CoachingSession, offer: TimesOffer, *, now: datetime) -> None:
    if offer.status != TimesOffer.Status.OPEN:
        raise NotPossibleNow(_("This offer is no longer open."), subject=row)
    if now >= offer.expires_at:
        raise NotPossibleNow(_("This offer has lapsed."), subject=row)


def _same_open_offer(
    row: CoachingSession, by: User, starts: Sequence[datetime]
) -> TimesOffer | None:
    offer = row.offers.filter(status=TimesOffer.Status.OPEN, author=by).first()
    if offer is None:
        return None
    return offer if offer.start_times == sorted(set(starts)) else None


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
    write_starts(offer, starts, row=row)
    return offer


def _book(
    row: CoachingSession, offer: TimesOffer, start: ProposedStart, *, by: User, now: datetime
) -> None:
    row.status = Status.CONFIRMED
    row.scheduled_at, row.ends_at, row.timezone = start.starts_at, start.ends_at, offer.timezone
    row.booked_by, row.booked_at = by, now
    row.confirmed_by_coach, row.agreed_at = True, now
    row.answer_by = None
    changed(row)


def _close(
    row: CoachingSession,
    offer: TimesOffer,
    outcome: str,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
) -> CoachingSession:
    offer.status, offer.decided_at = outcome, now
    offer.save(update_fields=["status", "decided_at"])
    row.status, row.answer_by = Status.UNSCHEDULED, None
    changed(row)
    record(
        TimesClosed(**about(row, by=by, now=now), offer_id=offer.pk, outcome=outcome, reason=reason)
    )
    return row
