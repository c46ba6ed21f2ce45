"""Rows under their locks, in the order of the domain's rules: request, then proposals by id."""

from datetime import datetime

from core.actions import save_next_version
from core.transactions import locked
from marketplace.models import LearningRequest, Proposal


def hold_request(request_id: int) -> LearningRequest:
    return locked(LearningRequest.objects.filter(pk=request_id)).get()


def hold_proposal(proposal: Proposal) -> Proposal:
    """The proposal behind its request, both locked; `.request` is the locked row."""
    request = hold_request(proposal.request_id)
    row = locked(Proposal.objects.filter(pk=proposal.pk)).get()
    row.request = request
    return row


def hold_live_proposals(request: LearningRequest) -> list[Proposal]:
    """The live proposals on a request that is locked already."""
    rows = list(locked(request.proposals.live().order_by("pk")))
    for row in rows:
        row.request = request
    return rows


def decide(proposal: Proposal, status: Proposal.Status, *, now: datetime) -> None:
    """Give a locked proposal its new status."""
    proposal.status = status
    proposal.decided_at = now
    save_next_version(proposal)


def pass_over_pending(request: LearningRequest, *, now: datetime) -> list[Proposal]:
    """Every pending proposal on a locked request becomes not selected; they are returned by id."""
    pending = Proposal.Status.PENDING
    rows = [row for row in hold_live_proposals(request) if row.status == pending]
    for row in rows:
        decide(row, Proposal.Status.NOT_SELECTED, now=now)
    return rows
