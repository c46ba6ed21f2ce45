"""How a request ends, rests and comes back: withdrawn, expired, suspended, opened again."""

from datetime import datetime, timedelta

from accounts.models import User
from accounts.rules import staff
from core.actions import check, check_version, checked_reason
from core.events import record
from core.transactions import action
from marketplace import quotas, rules
from marketplace.actions.rows import (
    hold_live_proposals,
    hold_request,
    pass_over_pending,
)
from marketplace.events import (
    RequestClosed,
    RequestExpiryWarned,
    RequestKeptOpen,
    RequestPosted,
    RequestReinstated,
    RequestSuspended,
)
from marketplace.models import LearningRequest

WARNED_AFTER = timedelta(days=25)


@action
def withdraw_request(
    request: LearningRequest, *, by: User, version: int, now: datetime
) -> LearningRequest:
    """The student stops looking; pending proposals become not selected.

    Idempotent. Raises NotAllowed, NotPossibleNow, Stale.
    """
    row = hold_request(request.pk)
    check(rules.own_request(row, by=by))
    if row.status == LearningRequest.Status.WITHDRAWN:
        return row
    check(rules.withdraw_request(row, by=by))
    check_version(row, version)
    return _close(row, LearningRequest.Status.WITHDRAWN, by=by, now=now)


@action
def expire_request(request: LearningRequest, *, now: datetime) -> LearningRequest:
    """The clock closes a request after 30 days without activity. Does nothing when that is not so."""
    row = hold_request(request.pk)
    if row.status != LearningRequest.Status.OPEN or now < row.expires_at:
        return row
    return _close(row, LearningRequest.Status.EXPIRED, by=None, now=now)


def _close(
    row: LearningRequest, status: LearningRequest.Status, *, by: User | None, now: datetime
) -> LearningRequest:
    closed = pass_over_pending(row, now=now)
    row.status = status
    row.last_activity_at = now
    row.save()
    record(
        RequestClosed(
            at=now,
            actor_id=by.pk if by else None,
            request_id=row.pk,
            student_id=row.student_id,
            status=status.value,
            proposal_ids=tuple(proposal.pk for proposal in closed),
            coach_ids=tuple(proposal.coach_id for proposal in closed),
        )
    )
    return row


@action
def warn_of_expiry(request: LearningRequest, *, now: datetime) -> LearningRequest:
    """The clock warns the student once, 25 days after the last activity."""
    row = hold_request(request.pk)
    due = now >= row.last_activity_at + WARNED_AFTER
    if row.status != LearningRequest.Status.OPEN or row.expiry_warned_at or not due:
        return row
    row.expiry_warned_at = now
    row.save(update_fields=["expiry_warned_at"])
    record(RequestExpiryWarned(at=now, actor_id=None, request_id=row.pk, student_id=row.student_id))
    return row


@action
def keep_request_open(
    request: LearningRequest, *, by: User, version: int, now: datetime
) -> LearningRequest:
    """The student still looks: the 30 days start again. Raises NotAllowed, NotPossibleNow, Stale."""
    row = hold_request(request.pk)
    check(rules.keep_request_open(row, by=by))
    if not row.expiry_warned_at:
        return row
    check_version(row, version)
    row.last_activity_at = now
    row.expiry_warned_at = None
    row.save(update_fields=["last_activity_at", "expiry_warned_at"])
    record(RequestKeptOpen(at=now, actor_id=by.pk, request_id=row.pk, student_id=row.student_id))
    return row


@action
def reopen_request(
    request: LearningRequest, *, by: User, version: int, now: datetime
) -> LearningRequest:
    """Open a withdrawn or expired request again; earlier proposers may send a new proposal.

    Needs a verified email. Idempotent. Raises NotAllowed, NotPossibleNow, Stale, TooMany.
    """
    row = hold_request(request.pk)
    check(rules.own_request(row, by=by) or rules.verified(by))
    if row.status == LearningRequest.Status.OPEN:
        return row
    quotas.hold_requests(by)
    check(rules.reopen_request(row, by=by, now=now))
    check_version(row, version)
    row.openings.create(opened_at=now)
    row.status = LearningRequest.Status.OPEN
    row.opened_at = row.last_activity_at = now
    row.expiry_warned_at = None
    row.save()
    record(RequestPosted(at=now, actor_id=by.pk, request_id=row.pk, student_id=row.student_id))
    return row


@action
def suspend_request(
    request: LearningRequest, *, by: User, reason: str, now: datetime
) -> LearningRequest:
    """Staff freeze a request in whatever state it is; nothing moves until it is reinstated.

    Idempotent. `reason` of 10 to 500 characters reaches the student. Raises NotAllowed, Invalid.
    """
    check(staff(by))
    row = hold_request(request.pk)
    if row.status == LearningRequest.Status.SUSPENDED:
        return row
    reason = checked_reason(reason)
    row.status_before_suspension = row.status
    row.status = LearningRequest.Status.SUSPENDED
    row.suspended_at, row.suspension_reason = now, reason
    row.save()
    record(
        RequestSuspended(
            at=now,
            actor_id=by.pk,
            request_id=row.pk,
            student_id=row.student_id,
            reason=row.suspension_reason,
        )
    )
    return row


@action
def reinstate_request(request: LearningRequest, *, by: User, now: datetime) -> LearningRequest:
    """Staff give a suspended request its former state back; its clocks go on where they stood.

    Idempotent. Raises NotAllowed.
    """
    check(staff(by))
    row = hold_request(request.pk)
    if row.status != LearningRequest.Status.SUSPENDED or row.suspended_at is None:
        return row
    rested = now - row.suspended_at
    for proposal in hold_live_proposals(row):
        proposal.expires_at += rested
        proposal.save(update_fields=["expires_at"])
    row.last_activity_at = min(row.last_activity_at + rested, now)
    row.status = row.status_before_suspension
    row.status_before_suspension, row.suspension_reason, row.suspended_at = "", "", None
    row.save()
    record(RequestReinstated(at=now, actor_id=by.pk, request_id=row.pk, student_id=row.student_id))
    return row
