"""One winner, and what happens when nothing comes of it."""

from datetime import datetime, timedelta

from accounts.models import User
from core.actions import check, check_version, save_next_version
from core.events import record
from core.transactions import action
from marketplace import rules
from marketplace.actions.proposals import event_about
from marketplace.actions.rows import (
    decide,
    hold_proposal,
    pass_over_pending,
)
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
    row = hold_proposal(proposal)
    request = row.request
    check(rules.own_request(request, by=by))
    if row.status == Proposal.Status.ACCEPTED and version in (row.version - 1, row.version):
        return row
    check(rules.pending(row, now=now))
    check_version(row, version)
    check_version(request, request_version, subject=row)
    check(rules.accept_proposal(row, by=by, now=now))
    row.status = Proposal.Status.ACCEPTED
    row.accepted_at = row.decided_at = now
    row.accepted_terms = terms_of(row)
    save_next_version(row)
    rivals = pass_over_pending(request, now=now)
    request.status = LearningRequest.Status.AWARDED
    request.last_activity_at = now
    request.save()
    record(
        event_about(
            ProposalAccepted,
            row,
            by=by,
            now=now,
            not_selected_ids=tuple(rival.pk for rival in rivals),
            not_selected_coach_ids=tuple(rival.coach_id for rival in rivals),
        )
    )
    return row


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
    row = hold_proposal(proposal)
    check(rules.own_request(row.request, by=by))
    if row.status == Proposal.Status.RELEASED:
        return row
    check(rules.release_proposal(row, by=by), row=row, version=version)
    return _release(row, by=by, now=now)


@action
def release_overdue_proposal(proposal: Proposal, *, now: datetime) -> Proposal:
    """The clock releases an award 14 days after it, when no contract came of it; else nothing happens."""
    row = hold_proposal(proposal)
    overdue = row.accepted_at is not None and now >= row.accepted_at + RELEASED_AFTER
    if row.status != Proposal.Status.ACCEPTED or not overdue or not rules.holds_no_contract(row):
        return row
    if row.request.status != LearningRequest.Status.AWARDED:
        return row  # frozen by staff: the clock waits
    return _release(row, by=None, now=now)


def _release(row: Proposal, *, by: User | None, now: datetime) -> Proposal:
    request = row.request
    decide(row, Proposal.Status.RELEASED, now=now)
    request.status = LearningRequest.Status.OPEN
    request.opened_at = request.last_activity_at = now
    request.expiry_warned_at = None
    request.save()
    former = request.proposals.filter(status=Proposal.Status.NOT_SELECTED)
    former_ids = sorted(set(former.exclude(coach=row.coach_id).values_list("coach_id", flat=True)))
    record(event_about(ProposalReleased, row, by=by, now=now, former_coach_ids=tuple(former_ids)))
    return row
