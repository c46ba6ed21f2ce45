"""A student books a free slot, the coach confirms or declines, either cancels."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from calendars.slots import within_hours
from core.errors import NotAllowed
from core.events import record
from core.transactions import action
from sessions import scheduling
from sessions.actions.availability import note_availability_elsewhere
from sessions.actions.offering import offer_times
from sessions.actions.steps import (
    changed,
    checked_reason,
    checked_zone,
    close_open_offer,
    end_attempt,
    hold,
    length_of,
    pending_move,
    refuse,
    require_active,
    require_party,
    require_version,
    why_not_start,
    why_not_times,
)
from sessions.actions.told import about
from sessions.blocking import block
from sessions.errors import SettlementChanged, SlotNotFree
from sessions.events import (
    SessionCancelled,
    SessionConfirmed,
    SessionDeclined,
    SessionScheduled,
)
from sessions.models import CoachingSession, TimesOffer
from sessions.policy import answer_by, policy_for

Status = CoachingSession.Status


@action
def schedule_session(
    session: CoachingSession,
    *,
    by: User,
    starts_at: datetime,
    timezone: str,
    version: int,
    now: datetime,
) -> CoachingSession:
    """The student picks a start that is free; it blocks both calendars and waits for the coach.

    An open offer of times is superseded. Picking the same start again returns the session as it stands.
    Raises NotAllowed for the coach, Stale, NotPossibleNow, SlotNotFree (availability, notice, horizon)
    or SlotTaken.
    """
    row = hold(session, calendars=True)
    if require_party(row, by) != "student":
        raise NotAllowed(_("The student picks the time. You can offer times instead."))
    if row.status == Status.SCHEDULED and (row.booked_by_id, row.scheduled_at) == (
        by.pk,
        starts_at,
    ):
        return row
    require_version(row, version)
    require_active(row)
    refuse(row, why_not_times(row))
    refuse(row, why_not_start(row, starts_at, now=now))
    zone_name = checked_zone(timezone)
    ends_at = starts_at + length_of(row)
    _require_available(row, starts_at, now=now)
    block(row, starts_at=starts_at, ends_at=ends_at)
    close_open_offer(row, TimesOffer.Status.SUPERSEDED, now=now)
    row.status = Status.SCHEDULED
    row.scheduled_at, row.ends_at, row.timezone = starts_at, ends_at, zone_name
    row.booked_by, row.booked_at = by, now
    row.answer_by = waits_until = answer_by(now, starts_at)
    changed(row)
    note_availability_elsewhere(row, now=now)
    record(
        SessionScheduled(**about(row, by=by, now=now), starts_at=starts_at, answer_by=waits_until)
    )
    return row


@action
def confirm_session(
    session: CoachingSession, *, by: User, version: int, now: datetime
) -> CoachingSession:
    """The coach agrees to the start that the student picked. Confirming again changes nothing.

    Raises NotAllowed for the student, Stale, NotPossibleNow (also while a move is pending), SlotTaken.
    """
    row = hold(session, calendars=True)
    if require_party(row, by) != "coach":
        raise NotAllowed(_("Only the coach confirms a session."))
    if row.status == Status.CONFIRMED and row.confirmed_by_coach:
        return row
    require_version(row, version)
    refuse(row, why_not_confirm(row, now=now))
    starts_at, ends_at = row.span
    block(row, starts_at=starts_at, ends_at=ends_at)
    row.status, row.confirmed_by_coach, row.answer_by = Status.CONFIRMED, True, None
    changed(row)
    record(SessionConfirmed(**about(row, by=by, now=now), starts_at=starts_at, offer_id=None))
    return row


@action
def decline_session(
    session: CoachingSession,
    *,
    by: User,
    version: int,
    now: datetime,
    reason: str = "",
    other_starts: Sequence[datetime] = (),
    timezone: str = "UTC",
) -> CoachingSession:
    """The coach cannot at that time: the credit goes back, with other times attached if there are any.

    Returns the declined attempt. Raises NotAllowed for the student, Stale, Invalid, NotPossibleNow.
    """
    row = hold(session)
    if require_party(row, by) != "coach":
        raise NotAllowed(_("Only the coach declines a session. You can cancel it."))
    if row.status == Status.DECLINED and row.ended_by_id == by.pk:
        return row
    require_version(row, version)
    refuse(row, why_not_decline(row, now=now))
    fresh = _decline(row, by=by, reason=checked_reason(reason, needed=False), now=now)
    if other_starts and fresh is not None:
        offer_times(
            fresh, by=by, starts=other_starts, timezone=timezone, version=fresh.version, now=now
        )
    return row


@action
def lapse_booking(session: CoachingSession, *, now: datetime) -> CoachingSession:
    """The clock declines a booking that the coach left unanswered. Does nothing before its time, or twice."""
    row = hold(session)
    if row.status != Status.SCHEDULED or row.answer_by is None or now < row.answer_by:
        return row
    _decline(row, by=None, reason="", now=now)
    return row


@action
def cancel_session(
    session: CoachingSession,
    *,
    by: User,
    version: int,
    now: datetime,
    reason: str = "",
    seen: str = "",
) -> CoachingSession:
    """Either side calls the session off; `policy.cancel_outcome` says beforehand what that means.

    `seen` is the status that it was said to lead to: a cut-off since then is shown before anything is done.
    Returns the closed attempt. Cancelling it again changes nothing. A pending move is void.
    Raises NotAllowed for a stranger, Stale, Invalid, NotPossibleNow from the start on, SettlementChanged.
    """
    row = hold(session)
    role = require_party(row, by)
    if row.status in CANCELLED and row.ended_by_id == by.pk:
        return row
    require_version(row, version)
    refuse(row, why_not_cancel(row, now=now))
    text = checked_reason(reason, needed=False)
    outcome = policy_for(row).cancel_outcome(role, now=now)
    if seen and seen != outcome.status:
        raise SettlementChanged
    starts_at, _ends_at = row.span
    fresh = end_attempt(
        row,
        outcome.status,
        now=now,
        by=by,
        reason=text,
        owed=outcome.owed,
        credit_back=outcome.credit_back,
    )
    note_availability_elsewhere(row, now=now)
    record(
        SessionCancelled(
            **about(row, by=by, now=now),
            status=outcome.status,
            reason=text,
            starts_at=starts_at,
            sequence=row.calendar_sequence,
            next_attempt_id=fresh.pk if fresh else None,
        )
    )
    return row


CANCELLED = (Status.CANCELLED, Status.CANCELLED_LATE, Status.CANCELLED_BY_COACH)


def why_not_confirm(row: CoachingSession, *, now: datetime) -> str:
    """The reason why the coach cannot confirm, or nothing."""
    if row.status != Status.SCHEDULED or row.scheduled_at is None or row.answer_by is None:
        return _("This session does not wait for a confirmation.")
    if now >= row.answer_by:
        return _("The time to confirm is over.")
    if pending_move(row) is not None:
        return _("A request for another time is open. Answer that first.")
    return ""


def why_not_decline(row: CoachingSession, *, now: datetime) -> str:
    """The reason why the coach cannot decline, or nothing."""
    if row.status != Status.SCHEDULED or row.scheduled_at is None:
        return _("This session does not wait for a confirmation.")
    if now >= row.scheduled_at:
        return _("The session's start has passed.")
    return ""


def why_not_cancel(row: CoachingSession, *, now: datetime) -> str:
    """The reason why nobody can cancel, or nothing."""
    if row.scheduled_at is None or row.status not in CoachingSession.BLOCKING:
        return _("This session is not booked.")
    return policy_for(row).why_not_cancel(now)


def _decline(
    row: CoachingSession, *, by: User | None, reason: str, now: datetime
) -> CoachingSession | None:
    fresh = end_attempt(row, Status.DECLINED, now=now, by=by, reason=reason, credit_back=True)
    note_availability_elsewhere(row, now=now)
    record(
        SessionDeclined(
            **about(row, by=by, now=now),
            reason=reason,
            next_attempt_id=fresh.pk if fresh else None,
        )
    )
    return fresh


def _require_available(row: CoachingSession, starts_at: datetime, *, now: datetime) -> None:
    """A student's pick keeps to the coach's hours; whether it is taken is the calendars' to say."""
    _student, coach = scheduling.calendars_of(row.contract)
    bounds = scheduling.booking_bounds(row.contract, coach, now=now)
    if not within_hours(
        coach,
        starts_at=starts_at,
        duration_minutes=row.duration_minutes,
        bounds=bounds,
    ):
        raise SlotNotFree(subject=row)
