"""Asking for another time, and answering: the 10-hour rule."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Invalid, NotAllowed, NotPossibleNow
from core.events import record
from core.transactions import action
from sessions.actions.availability import note_availability_elsewhere
from sessions.actions.steps import (
    changed,
    checked_reason,
    checked_starts,
    checked_zone,
    close_move,
    hold,
    pending_move,
    refuse,
    refuse_clashes,
    require_active,
    require_party,
    require_version,
    why_not_start,
    write_starts,
)
from sessions.actions.told import about
from sessions.blocking import block
from sessions.events import RescheduleRequested, SessionMoved
from sessions.models import CoachingSession, RescheduleRequest
from sessions.policy import (
    MAX_COUNTERS,
    MAX_MOVES,
    Role,
    answer_by,
    moved_late_after,
    policy_for,
)

MAX_NEW_STARTS = 3
Status = CoachingSession.Status
Move = RescheduleRequest.Status


@action
def request_reschedule(
    session: CoachingSession,
    *,
    by: User,
    new_starts: Sequence[datetime],
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
    role = require_party(row, by)
    if (same := _same_pending(row, by, new_starts)) is not None:
        return same
    require_version(row, version)
    refuse(row, why_not_ask(row, role, now=now))
    move = _write(
        row,
        by=by,
        new_starts=new_starts,
        timezone=timezone,
        reason=checked_reason(reason),
        now=now,
        asked_late=now >= policy_for(row).cut_off,
    )
    return _asked(row, move, by=by, now=now)


@action
def counter_reschedule(
    move: RescheduleRequest,
    *,
    by: User,
    new_starts: Sequence[datetime],
    timezone: str,
    now: datetime,
    reason: str = "",
) -> RescheduleRequest:
    """Answer a wish to move with other starts; it has the right of the first request and new 48 hours.

    Raises NotAllowed for its author, Invalid, NotPossibleNow (closed, lapsed, five counters already).
    """
    row, fresh = _hold_move(move)
    require_other_side(row, fresh, by)
    if fresh.status == Move.COUNTERED:
        if (same := _same_pending(row, by, new_starts)) is not None:
            return same
        raise NotPossibleNow(_("This request was answered already."), subject=row)
    refuse(row, why_not_answer(row, fresh, now=now))
    if fresh.counter_count >= MAX_COUNTERS:
        raise NotPossibleNow(
            _("You went back and forth five times. Approve or decline."), subject=row
        )
    counter = _write(
        row,
        by=by,
        new_starts=new_starts,
        timezone=timezone,
        reason=checked_reason(reason, needed=False),
        now=now,
        asked_late=fresh.asked_late,
        counters=fresh,
    )
    return _asked(row, counter, by=by, now=now)


@action
def approve_reschedule(
    move: RescheduleRequest, *, by: User, starts_at: datetime, now: datetime
) -> CoachingSession:
    """Agree to one of the new starts: the session is confirmed there and both calendars change.

    Approving the same start again returns the session as it stands.
    Raises NotAllowed for the author, NotPossibleNow, SlotTaken.
    """
    row = hold(move.session, calendars=True)
    fresh = RescheduleRequest.objects.select_related("counters").get(pk=move.pk)
    require_other_side(row, fresh, by)
    start = fresh.starts.filter(starts_at=starts_at).first()
    if start is not None and start.is_chosen and row.scheduled_at == starts_at:
        return row
    refuse(row, why_not_answer(row, fresh, now=now))
    require_active(row)
    if start is None:
        raise NotPossibleNow(_("This time is not among the proposed ones."), subject=row)
    refuse(row, _why_not_this_start(row, starts_at, now=now))
    given_back = row.span
    block(row, starts_at=start.starts_at, ends_at=start.ends_at)
    start.is_chosen = True
    start.save(update_fields=["is_chosen"])
    fresh.status, fresh.decided_at = Move.APPROVED, now
    fresh.version += 1
    fresh.save()
    row.moved_late = moved_late_after(row, fresh)
    row.status, row.confirmed_by_coach, row.answer_by = Status.CONFIRMED, True, None
    row.agreed_at = now
    row.scheduled_at, row.ends_at, row.timezone = start.starts_at, start.ends_at, fresh.timezone
    row.sequence += 1
    changed(row)
    note_availability_elsewhere(row, given_back, now=now)
    record(
        SessionMoved(
            **about(row, by=by, now=now),
            reschedule_id=fresh.pk,
            old_start=fresh.old_start,
            starts_at=starts_at,
            sequence=row.calendar_sequence,
        )
    )
    return row


@action
def decline_reschedule(
    move: RescheduleRequest, *, by: User, now: datetime, reason: str = ""
) -> CoachingSession:
    """Keep the old time. Raises NotAllowed for the author, NotPossibleNow when it is not open any more."""
    row, fresh = _hold_move(move)
    require_other_side(row, fresh, by)
    if fresh.status == Move.DECLINED:
        return row
    refuse(row, why_not_answer(row, fresh, now=now))
    text = checked_reason(reason, needed=False)
    changed(row)
    close_move(row, fresh, Move.DECLINED, by=by, now=now, reason=text)
    return row


@action
def withdraw_reschedule(move: RescheduleRequest, *, by: User, now: datetime) -> CoachingSession:
    """The author takes the wish back; the old time stands. Raises NotAllowed for anybody else."""
    row, fresh = _hold_move(move)
    require_party(row, by)
    if fresh.author_id != by.pk:
        raise NotAllowed(_("Only the one who asked can withdraw the request."))
    if fresh.status == Move.WITHDRAWN:
        return row
    refuse(row, why_not_answer(row, fresh, now=now))
    changed(row)
    close_move(row, fresh, Move.WITHDRAWN, by=by, now=now)
    return row


@action
def expire_reschedule(move: RescheduleRequest, *, now: datetime) -> CoachingSession:
    """The clock closes a wish that nobody answered. Does nothing before its time, or twice."""
    row, fresh = _hold_move(move)
    if fresh.status != Move.PENDING or now < fresh.expires_at:
        return row
    changed(row)
    close_move(row, fresh, Move.EXPIRED, by=None, now=now)
    return row


def why_not_ask(row: CoachingSession, role: Role, *, now: datetime) -> str:
    """The reason why this side cannot ask for another time, or nothing."""
    if row.status not in CoachingSession.BLOCKING:
        return _("This session is not booked.")
    if pending_move(row) is not None:
        return _("A request for another time is open already.")
    return policy_for(row).why_not_ask_move(role, now=now)


def why_not_answer(row: CoachingSession, move: RescheduleRequest, *, now: datetime) -> str:
    """The reason why nobody can answer this wish any more, or nothing."""
    if move.status != Move.PENDING or row.status not in CoachingSession.BLOCKING:
        return _("This request is no longer open.")
    if now >= move.expires_at:
        return _("This request has lapsed. The old time stands.")
    return ""


def _why_not_this_start(row: CoachingSession, starts_at: datetime, *, now: datetime) -> str:
    if policy_for(row).moves >= MAX_MOVES:
        return _("This session was moved three times already.")
    return why_not_start(row, starts_at, now=now)


def _write(
    row: CoachingSession,
    *,
    by: User,
    new_starts: Sequence[datetime],
    timezone: str,
    reason: str,
    now: datetime,
    asked_late: bool,
    counters: RescheduleRequest | None = None,
) -> RescheduleRequest:
    old_start, _old_end = row.span
    wanted = checked_starts(row, new_starts, most=MAX_NEW_STARTS, now=now)
    if old_start in wanted:
        raise Invalid(fields={"starts": [_("This is the time that is booked already.")]})
    refuse_clashes(row, wanted, field="starts")
    zone_name = checked_zone(timezone)
    if counters is not None:
        counters.status, counters.decided_at = Move.COUNTERED, now
        counters.version += 1
        counters.save(update_fields=["status", "decided_at", "version"])
    move = RescheduleRequest.objects.create(
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
    write_starts(move, wanted, row=row)
    return move


def _asked(
    row: CoachingSession, move: RescheduleRequest, *, by: User, now: datetime
) -> RescheduleRequest:
    changed(row)
    record(
        RescheduleRequested(
            **about(row, by=by, now=now),
            reschedule_id=move.pk,
            new_starts=tuple(move.start_times),
            reason=move.reason,
            is_counter=move.counters_id is not None,
        )
    )
    return move


def _hold_move(move: RescheduleRequest) -> tuple[CoachingSession, RescheduleRequest]:
    row = hold(move.session)
    return row, RescheduleRequest.objects.select_related("counters").get(pk=move.pk)


def require_other_side(row: CoachingSession, move: RescheduleRequest, by: User) -> None:
    """Raises NotAllowed for who asked, as for a stranger."""
    require_party(row, by)
    if move.author_id == by.pk:
        raise NotAllowed(_("You asked for this; the other side answers."))


def _same_pending(
    row: CoachingSession, by: User, new_starts: Sequence[datetime]
) -> RescheduleRequest | None:
    move = pending_move(row)
    if move is None or move.author_id != by.pk:
        return None
    return move if move.start_times == sorted(set(new_starts)) else None
