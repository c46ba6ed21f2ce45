"""A student books a free slot, the coach confirms or declines, either cancels."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from calendars.spans import Span
from core.actions import check, checked_reason, save_next_version
from core.events import record
from core.transactions import action
from sessions import rules
from sessions.actions.attempts import end_attempt
from sessions.actions.availability import note_availability_elsewhere
from sessions.actions.offering import offer_times
from sessions.actions.proposals import close_open_offer
from sessions.actions.steps import (
    checked_zone,
    hold,
)
from sessions.blocking import block
from sessions.errors import SettlementChanged
from sessions.events import (
    SessionCancelled,
    SessionConfirmed,
    SessionDeclined,
    SessionScheduled,
    event_fields,
)
from sessions.models import CoachingSession, TimesOffer
from sessions.policy import answer_by, policy_for, side_of
from sessions.scheduling import openings_of

Status = CoachingSession.Status
CANCELLED = (Status.CANCELLED, Status.CANCELLED_LATE, Status.CANCELLED_BY_COACH)


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
    picked = (row.status, row.booked_by_id, row.scheduled_at)
    if picked == (Status.SCHEDULED, by.pk, starts_at):
        return row
    check(rules.schedule(row, by=by), row=row, version=version)
    check(rules.start_at(row, starts_at, now=now))
    zone_name = checked_zone(timezone)
    ends_at = starts_at + row.length
    openings = openings_of(row.contract, [Span(starts_at, ends_at)], now=now)
    check(rules.in_hours(row, starts_at, openings=openings))
    block(row, starts_at=starts_at, ends_at=ends_at)
    close_open_offer(row, TimesOffer.Status.SUPERSEDED, now=now)
    row.status = Status.SCHEDULED
    row.scheduled_at, row.ends_at, row.timezone = starts_at, ends_at, zone_name
    row.booked_by, row.booked_at = by, now
    row.answer_by = waits_until = answer_by(now, starts_at)
    save_next_version(row)
    note_availability_elsewhere(row, now=now)
    record(
        SessionScheduled(
            **event_fields(row, by=by, now=now), starts_at=starts_at, answer_by=waits_until
        )
    )
    return row


def pick_start(
    session: CoachingSession,
    *,
    by: User,
    starts_at: datetime,
    timezone: str,
    version: int,
    now: datetime,
) -> CoachingSession:
    """The student books the start, the coach offers it as the only one. Raises what either refuses."""
    if by.pk != session.contract.coach_id:
        return schedule_session(
            session, by=by, starts_at=starts_at, timezone=timezone, version=version, now=now
        )
    return offer_times(
        session, by=by, starts=[starts_at], timezone=timezone, version=version, now=now
    ).session


@action
def confirm_session(
    session: CoachingSession, *, by: User, version: int, now: datetime
) -> CoachingSession:
    """The coach agrees to the start that the student picked. Confirming again changes nothing.

    Raises NotAllowed for the student, Stale, NotPossibleNow (also while a reschedule is pending), SlotTaken.
    """
    row = hold(session, calendars=True)
    if row.status == Status.CONFIRMED and by.pk == row.contract.coach_id:
        return row
    check(rules.confirm(row, by=by, now=now), row=row, version=version)
    starts_at, ends_at = row.span
    block(row, starts_at=starts_at, ends_at=ends_at)
    row.status, row.confirmed_by_coach, row.answer_by = Status.CONFIRMED, True, None
    row.agreed_at = now
    save_next_version(row)
    record(
        SessionConfirmed(**event_fields(row, by=by, now=now), starts_at=starts_at, offer_id=None)
    )
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
    if row.status == Status.DECLINED and row.ended_by_id == by.pk:
        return row
    check(rules.decline(row, by=by, now=now), row=row, version=version)
    fresh = _decline(row, by=by, reason=checked_reason(reason, optional=True), now=now)
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
    Returns the closed attempt. Cancelling it again changes nothing. A pending reschedule is void.
    Raises NotAllowed for a stranger, Stale, Invalid, NotPossibleNow from the start on, SettlementChanged.
    """
    row = hold(session)
    if row.status in CANCELLED and row.ended_by_id == by.pk:
        return row
    check(rules.cancel(row, by=by, now=now), row=row, version=version)
    text = checked_reason(reason, optional=True)
    outcome = policy_for(row).cancel_outcome(side_of(row.contract, by), now=now)
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
            **event_fields(row, by=by, now=now),
            status=outcome.status,
            reason=text,
            starts_at=starts_at,
            sequence=row.calendar_sequence,
            next_attempt_id=fresh.pk if fresh else None,
        )
    )
    return row


@action
def cancel_unpaid(session: CoachingSession, *, now: datetime) -> CoachingSession:
    """The clock calls off a session that was not paid in time: the credit goes back, nobody is to blame.

    Does nothing once it has started, is over, or twice. Returns the attempt as it stands.
    """
    row = hold(session)
    if row.status != Status.CONFIRMED or now >= row.span[0]:
        return row
    starts_at, _ends_at = row.span
    fresh = end_attempt(row, Status.CANCELLED, now=now, by=None, credit_back=True)
    note_availability_elsewhere(row, now=now)
    record(
        SessionCancelled(
            **event_fields(row, by=None, now=now),
            status=row.status,
            reason="",
            starts_at=starts_at,
            sequence=row.calendar_sequence,
            next_attempt_id=fresh.pk if fresh else None,
        )
    )
    return row


def _decline(
    row: CoachingSession, *, by: User | None, reason: str, now: datetime
) -> CoachingSession | None:
    fresh = end_attempt(row, Status.DECLINED, now=now, by=by, reason=reason, credit_back=True)
    note_availability_elsewhere(row, now=now)
    record(
        SessionDeclined(
            **event_fields(row, by=by, now=now),
            reason=reason,
            next_attempt_id=fresh.pk if fresh else None,
        )
    )
    return fresh
