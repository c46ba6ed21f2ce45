"""Rows under their locks, in the order of the domain's rules: request, then proposals by id."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import has_verified_email
from core.errors import NotAllowed, Stale
from core.transactions import locked
from marketplace.models import LearningRequest, Proposal


def locked_request(request_id: int) -> LearningRequest:
    return locked(LearningRequest.objects.filter(pk=request_id)).get()


def locked_proposal(proposal: Proposal) -> Proposal:
    """The proposal behind its request, both locked; `.request` is the locked row."""
    request = locked_request(proposal.request_id)
    row = locked(Proposal.objects.filter(pk=proposal.pk)).get()
    row.request = request
    return row


def locked_proposals(request: LearningRequest) -> list[Proposal]:
    """The live proposals on a request that is locked already."""
    rows = list(locked(request.proposals.live().order_by("pk")))
    for row in rows:
        row.request = request
    return rows


def must_own(request: LearningRequest, by: User) -> None:
    """Only the student who posted it."""
    if request.student_id != by.pk:
        raise NotAllowed(_("Only the student who posted this request may do that."))


def must_be_author(proposal: Proposal, by: User) -> None:
    """Only the coach who wrote it."""
    if proposal.coach_id != by.pk:
        raise NotAllowed(_("Only the coach who sent this proposal may do that."))


def must_be_verified(by: User) -> None:
    """Only people whose email address is proven."""
    if not has_verified_email(by):
        raise not_verified()


def not_verified() -> NotAllowed:
    return NotAllowed(
        _("Please confirm your email address first; we sent you a link."),
        code="email_not_verified",
    )


def must_be_fresh(row: LearningRequest | Proposal, version: int) -> None:
    """The press must name the version that is true now."""
    if row.version != version:
        raise Stale(subject=row)


def moved(proposal: Proposal, status: Proposal.Status, now: datetime) -> None:
    """Change the status of a locked proposal."""
    proposal.status = status
    proposal.decided_at = now
    proposal.version += 1
    proposal.save()


def not_selected(request: LearningRequest, now: datetime) -> list[Proposal]:
    """Every pending proposal on a locked request becomes not selected; they are returned by id."""
    rows = [row for row in locked_proposals(request) if row.status == Proposal.Status.PENDING]
    for row in rows:
        moved(row, Proposal.Status.NOT_SELECTED, now)
    return rows
