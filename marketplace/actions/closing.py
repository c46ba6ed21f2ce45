"""How a request ends, rests and comes back: withdrawn, expired, suspended, opened again."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.errors import NotAllowed, NotPossibleNow
from core.events import record
from core.transactions import action
from marketplace import limits
from marketplace.actions.rows import (
    locked_proposals,
    locked_request,
    must_be_fresh,
    must_be_verified,
    must_own,
    not_selected,
)
from marketplace.details import Problems
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
    row = locked_request(request.pk)
    must_own(row, by)
    if row.status == LearningRequest.Status.WITHDRAWN:
        return row
    if row.status != LearningRequest.Status.OPEN:
        raise NotPossibleNow(_("Only an open request can be withdrawn."), subject=row)
    must_be_fresh(row, version)
    return _close(row, LearningRequest.Status.WITHDRAWN, by=by, now=now)


@action
def expire_request(request: LearningRequest, *, now: datetime) -> LearningRequest:
    """The clock closes a request after 30 days without activity. Does nothing when that is not so."""
    row = locked_request(request.pk)
    if row.status != LearningRequest.Status.OPEN or now < row.expires_at:
        return row
    return _close(row, LearningRequest.Status.EXPIRED, by=None, now=now)


def _close(
    row: LearningRequest, status: LearningRequest.Status, *, by: User | None, now: datetime
) -> LearningRequest:
    closed = not_selected(row, now)
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
    row = locked_request(request.pk)
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
    row = locked_request(request.pk)
    must_own(row, by)
    if row.status != LearningRequest.Status.OPEN:
        raise NotPossibleNow(_("This request is not open any more."), subject=row)
    if not row.expiry_warned_at:
        return row
    must_be_fresh(row, version)
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

    Needs a verified email. Idempotent. Raises NotAllowed, NotPossibleNow, Stale.
    """
    row = locked_request(request.pk)
    must_own(row, by)
    must_be_verified(by)
    if row.status == LearningRequest.Status.OPEN:
        return row
    if row.status not in (LearningRequest.Status.WITHDRAWN, LearningRequest.Status.EXPIRED):
        raise NotPossibleNow(_("This request cannot be opened again."), subject=row)
    must_be_fresh(row, version)
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
    _must_be_staff(by)
    row = locked_request(request.pk)
    if row.status == LearningRequest.Status.SUSPENDED:
        return row
    problems = Problems()
    problems.text("reason", reason.strip(), limits.REASON)
    problems.refuse()
    row.status_before_suspension = row.status
    row.status = LearningRequest.Status.SUSPENDED
    row.suspended_at, row.suspension_reason = now, reason.strip()
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
    _must_be_staff(by)
    row = locked_request(request.pk)
    if row.status != LearningRequest.Status.SUSPENDED or row.suspended_at is None:
        return row
    rested = now - row.suspended_at
    for proposal in locked_proposals(row):
        proposal.expires_at += rested
        proposal.save(update_fields=["expires_at"])
    row.last_activity_at = min(row.last_activity_at + rested, now)
    row.status = row.status_before_suspension
    row.status_before_suspension, row.suspension_reason, row.suspended_at = "", "", None
    row.save()
    record(RequestReinstated(at=now, actor_id=by.pk, request_id=row.pk, student_id=row.student_id))
    return row


def _must_be_staff(by: User) -> None:
    if not by.is_staff:
        raise NotAllowed(gettext_lazy("Only staff may do that."))
