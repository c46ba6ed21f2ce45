"""One winner, and what happens when nothing comes of it."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import is_approved_coach
from core.errors import NotPossibleNow, Stale
from core.events import record
from core.transactions import action
from marketplace.actions.proposals import event_of, must_be_pending
from marketplace.actions.rows import (
    locked_proposal,
    moved,
    must_be_fresh,
    must_own,
    not_selected,
)
from marketplace.commitments import uncommitted
from marketplace.events import ProposalAccepted, ProposalReleased
from marketplace.models import LearningRequest, Proposal

RELEASED_AFTER = timedelta(days=14)


@action
def accept_proposal(
    proposal: Proposal, *, by: User, version: int, request_version: int, now: datetime
) -> Proposal:
    """Award the request to this proposal; the other pending ones become not selected.

    The owner names the versions of proposal and request that were on the screen. The terms are copied
    into `accepted_terms`, which nothing edits. Idempotent. Raises NotAllowed, NotPossibleNow, Stale.
    """
    row = locked_proposal(proposal)
    request = row.request
    must_own(request, by)
    if row.status == Proposal.Status.ACCEPTED and version in (row.version - 1, row.version):
        return row
    must_be_pending(row, now)
    must_be_fresh(row, version)
    if request.version != request_version:
        raise Stale(subject=row)
    if not is_approved_coach(row.coach):
        raise takes_no_work(row)
    row.status = Proposal.Status.ACCEPTED
    row.accepted_at = row.decided_at = now
    row.accepted_terms = terms_of(row)
    row.version += 1
    row.save()
    rivals = not_selected(request, now)
    request.status = LearningRequest.Status.AWARDED
    request.last_activity_at = now
    request.save()
    record(
        event_of(
            ProposalAccepted,
            row,
            by=by,
            now=now,
            not_selected_ids=tuple(rival.pk for rival in rivals),
            not_selected_coach_ids=tuple(rival.coach_id for rival in rivals),
        )
    )
    return row


def takes_no_work(proposal: Proposal) -> NotPossibleNow:
    """Why the proposal of a coach who is suspended, or no longer approved, cannot be accepted."""
    return NotPossibleNow(_("This coach does not take work at the moment."), subject=proposal)


def terms_of(proposal: Proposal) -> dict[str, object]:
    """The snapshot that a contract starts from. Amounts are decimal texts, never floats."""
    rate = proposal.hourly_rate
    return {
        "session_count": proposal.session_count,
        "payment_model": proposal.payment_model,
        "hourly_rate": None if rate is None else str(rate),
        "price_per_session": str(proposal.price_per_session),
        "duration_minutes": proposal.duration_minutes,
        "expected_total": str(proposal.expected_total),
        "payment_schedule": proposal.payment_schedule,
        "currency": proposal.request.currency,
        "timezone": proposal.request.timezone,
        "learning_outcomes": "",
    }


@action
def release_proposal(proposal: Proposal, *, by: User, version: int, now: datetime) -> Proposal:
    """The student takes the award back because no contract came of it; the request is open again.

    Idempotent. Raises NotAllowed, NotPossibleNow (a contract holds), Stale.
    """
    row = locked_proposal(proposal)
    must_own(row.request, by)
    if row.status == Proposal.Status.RELEASED:
        return row
    if row.status != Proposal.Status.ACCEPTED:
        raise NotPossibleNow(_("Only an accepted proposal can be released."), subject=row)
    must_be_fresh(row, version)
    if not is_uncommitted(row):
        raise NotPossibleNow(
            _("There is a contract for this proposal, so it cannot be released."), subject=row
        )
    return _release(row, by=by, now=now)


@action
def release_overdue_proposal(proposal: Proposal, *, now: datetime) -> Proposal:
    """The clock releases an award 14 days after it, when no contract came of it; else nothing happens."""
    row = locked_proposal(proposal)
    overdue = row.accepted_at is not None and now >= row.accepted_at + RELEASED_AFTER
    if row.status != Proposal.Status.ACCEPTED or not overdue or not is_uncommitted(row):
        return row
    if row.request.status != LearningRequest.Status.AWARDED:
        return row  # frozen by staff: the clock waits
    return _release(row, by=None, now=now)


def is_uncommitted(proposal: Proposal) -> bool:
    """Whether no contract holds this proposal."""
    return uncommitted(Proposal.objects.filter(pk=proposal.pk)).exists()


def _release(row: Proposal, *, by: User | None, now: datetime) -> Proposal:
    request = row.request
    if request.status == LearningRequest.Status.SUSPENDED:
        raise NotPossibleNow(_("The request is not open at the moment."), subject=row)
    moved(row, Proposal.Status.RELEASED, now)
    request.status = LearningRequest.Status.OPEN
    request.opened_at = request.last_activity_at = now
    request.expiry_warned_at = None
    request.save()
    former = request.proposals.filter(status=Proposal.Status.NOT_SELECTED)
    former_ids = sorted(set(former.exclude(coach=row.coach_id).values_list("coach_id", flat=True)))
    record(event_of(ProposalReleased, row, by=by, now=now, former_coach_ids=tuple(former_ids)))
    return row
