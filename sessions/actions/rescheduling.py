"""Asking for another time, and answering: the 10-hour rule."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.actions import check, checked_reason, save_next_version
from core.errors import Invalid
from core.events import record
from core.transactions import action
from sessions import rules
from sessions.actions.availability import note_availability_elsewhere
from sessions.actions.proposals import (
    checked_starts,
    close_proposal,
    close_reschedule,
    hold_proposal,
    is_agreed_on,
    same_proposal,
    take_start,
    write_starts,
)
from sessions.actions.steps import checked_zone, hold
from sessions.events import RescheduleRequested, SessionRescheduled, event_fields
from sessions.models import CoachingSession, RescheduleRequest
from sessions.policy import answer_by, policy_for, rescheduled_late_after
from sessions.queries import asked_id

MAX_NEW_STARTS = 3
Status = CoachingSession.Status
RequestStatus = RescheduleRequest.Status


@action
def request_reschedule(
    session: CoachingSession,
    *,
    by: User,
    starts: Sequence[datetime],
    timezone: str,
    reason: str,
    version: int,
    now: datetime,
) -> RescheduleRequest:
    """Ask to move a booked session to one of one to three new starts. The old time stands meanwhile.

    Until T − 10 h either side may; from that instant until T the student only. The same request again
    is returned as it stands. Raises NotAllowed, Stale, Invalid, NotPossibleNow.
    """
    row = hold(session)
    if (same := same_proposal(row.reschedules.all(), by=by, starts=starts)) is not None:
        return same
    check(rules.request_reschedule(row, by=by, now=now), row=row, version=version)
    reschedule = _write(
        row,
        by=by,
        starts=starts,
        timezone=timezone,
        reason=checked_reason(reason),
        now=now,
        asked_late=now >= policy_for(row).cut_off,
    )
    return _asked(row, reschedule, by=by, now=now)


@action
def counter_reschedule(
    reschedule: RescheduleRequest,
    *,
    by: User,
    starts: Sequence[datetime],
    timezone: str,
    now: datetime,
    reason: str = "",
) -> RescheduleRequest:
    """Answer the request with other starts; it has the right of the first request and new 48 hours.

    Raises NotAllowed for its author, Invalid, NotPossibleNow (closed, lapsed, five counters already).
    """
    fresh = hold_proposal(reschedule)
    row = fresh.session
    same = same_proposal(row.reschedules.all(), by=by, starts=starts)
    if same is not None and fresh.status == RequestStatus.COUNTERED:
        return same
    check(rules.counter_reschedule(fresh, by=by, now=now))
    counter = _write(
        row,
        by=by,
        starts=starts,
        timezone=timezone,
        reason=checked_reason(reason, optional=True),
        now=now,
        asked_late=fresh.asked_late,
        counters=fresh,
    )
    return _asked(row, counter, by=by, now=now)


@action
def approve_reschedule(
    reschedule: RescheduleRequest, *, by: User, starts_at: datetime, now: datetime
) -> CoachingSession:
    """Agree to one of the new starts: the session is confirmed there and both calendars change.

    Approving the same start again returns the session as it stands.
    Raises NotAllowed for the author, NotPossibleNow, SlotTaken.
    """
    fresh = hold_proposal(reschedule, calendars=True)
    row = fresh.session
    if is_agreed_on(fresh, starts_at, by=by):
        return row
    check(rules.approve_reschedule(fresh, by=by, now=now, starts_at=starts_at))
    given_back = row.span
    take_start(fresh, starts_at, outcome=RequestStatus.APPROVED, now=now)
    row.rescheduled_late = rescheduled_late_after(row, fresh)
    row.sequence += 1
    save_next_version(row)
    note_availability_elsewhere(row, given_back, now=now)
    record(
        SessionRescheduled(
            **event_fields(row, by=by, now=now),
            reschedule_id=fresh.pk,
            old_start=fresh.old_start,
            starts_at=starts_at,
            sequence=row.calendar_sequence,
        )
    )
    return row


@action
def decline_reschedule(
    reschedule: RescheduleRequest, *, by: User, now: datetime, reason: str = ""
) -> CoachingSession:
    """Keep the old time. Raises NotAllowed for the author, NotPossibleNow when it is not open any more."""
    fresh = hold_proposal(reschedule)
    row = fresh.session
    if fresh.status == RequestStatus.DECLINED and by.pk == asked_id(fresh):
        return row
    check(rules.decline_reschedule(fresh, by=by, now=now))
    text = checked_reason(reason, optional=True)
    save_next_version(row)
    close_reschedule(fresh, RequestStatus.DECLINED, by=by, now=now, reason=text)
    return row


@action
def withdraw_reschedule(
    reschedule: RescheduleRequest, *, by: User, now: datetime
) -> CoachingSession:
    """The author takes the request back; the old time stands. Raises NotAllowed for anybody else."""
    fresh = hold_proposal(reschedule)
    row = fresh.session
    if fresh.status == RequestStatus.WITHDRAWN and by.pk == fresh.author_id:
        return row
    check(rules.withdraw_reschedule(fresh, by=by, now=now))
    save_next_version(row)
    close_reschedule(fresh, RequestStatus.WITHDRAWN, by=by, now=now)
    return row


@action
def expire_reschedule(reschedule: RescheduleRequest, *, now: datetime) -> CoachingSession:
    """The clock closes a request that nobody answered. Does nothing before its time, or twice."""
    fresh = hold_proposal(reschedule)
    row = fresh.session
    if fresh.status != RequestStatus.PENDING or now < fresh.expires_at:
        return row
    save_next_version(row)
    close_reschedule(fresh, RequestStatus.EXPIRED, by=None, now=now)
    return row


def _write(
    row: CoachingSession,
    *,
    by: User,
    starts: Sequence[datetime],
    timezone: str,
    reason: str,
    now: datetime,
    asked_late: bool,
    counters: RescheduleRequest | None = None,
) -> RescheduleRequest:
    old_start, _old_end = row.span
    wanted = checked_starts(row, starts, most=MAX_NEW_STARTS, now=now)
    if old_start in wanted:
        raise Invalid(fields={"starts": [_("This is the time that is booked already.")]})
    zone_name = checked_zone(timezone)
    if counters is not None:
        close_proposal(counters, RequestStatus.COUNTERED, now=now)
    reschedule = RescheduleRequest.objects.create(
        session=row,
        author=by,
        counters=counters,
        reason=reason,
        old_start=old_start,
        timezone=zone_name,
        asked_late=asked_late,
        asked_at=now,
        expires_at=answer_by(now, old_start, max(wanted)),
    )
    write_starts(reschedule, wanted)
    return reschedule


def _asked(
    row: CoachingSession, reschedule: RescheduleRequest, *, by: User, now: datetime
) -> RescheduleRequest:
    save_next_version(row)
    record(
        RescheduleRequested(
            **event_fields(row, by=by, now=now),
            reschedule_id=reschedule.pk,
            starts=tuple(reschedule.start_times),
            reason=reschedule.reason,
            is_counter=reschedule.counters_id is not None,
        )
    )
    return reschedule
