"""How often requests, invitations and proposals are possible: per person, and per person and recipient.

Each function answers what one more would meet now, and is asked under `hold_…`. Rows count, whatever became
of them: a proposal that was withdrawn has been read.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import DomainError
from core.quotas import DAY, Quota
from marketplace.models import Invitation, LearningRequest, Proposal, RequestOpening

REQUESTS = Quota(
    name="requests",
    most=10,
    newcomers=5,
    within=DAY,
    says=_("You have opened %(most)s requests within %(within)s. You can open the next %(when)s."),
)
INVITATIONS = Quota(
    name="invitations",
    most=30,
    newcomers=10,
    within=DAY,
    says=_(
        "You have invited %(most)s times within %(within)s. You can send the next invitation %(when)s."
    ),
)
INVITATIONS_TO_ONE = Quota(
    name="invitations_to_one",
    most=3,
    newcomers=3,
    within=DAY,
    field="coach",
    says=_(
        "You have invited this coach %(most)s times within %(within)s. "
        "You can send the next invitation %(when)s."
    ),
)
PROPOSALS = Quota(
    name="proposals",
    most=30,
    newcomers=15,
    within=DAY,
    says=_(
        "You have sent %(most)s proposals within %(within)s. You can send the next proposal %(when)s."
    ),
)
PROPOSALS_TO_ONE = Quota(
    name="proposals_to_one",
    most=5,
    newcomers=5,
    within=DAY,
    field="request",
    says=_(
        "You have sent this student %(most)s proposals within %(within)s. "
        "You can send the next proposal %(when)s."
    ),
)


def hold_requests(by: User) -> None:
    REQUESTS.hold(by.pk)


def next_request(by: User, *, now: datetime) -> DomainError | None:
    """Opening one again counts as well: it is told to the same people."""
    uses = RequestOpening.objects.filter(request__student=by)
    return REQUESTS.refusal(uses, at="opened_at", by=by, now=now)


def hold_invitations(by: User) -> None:
    INVITATIONS.hold(by.pk)


def next_invitation(by: User, *, now: datetime, coach: User | None = None) -> DomainError | None:
    uses = Invitation.objects.filter(request__student=by)
    refusal = INVITATIONS.refusal(uses, at="invited_at", by=by, now=now)
    if refusal or coach is None:
        return refusal
    return INVITATIONS_TO_ONE.refusal(uses.filter(coach=coach), at="invited_at", by=by, now=now)


def hold_proposals(by: User) -> None:
    PROPOSALS.hold(by.pk)


def next_proposal(by: User, *, request: LearningRequest, now: datetime) -> DomainError | None:
    uses = Proposal.objects.filter(coach=by)
    to_one = uses.filter(request__student=request.student_id)
    return PROPOSALS.refusal(uses, at="submitted_at", by=by, now=now) or PROPOSALS_TO_ONE.refusal(
        to_one, at="submitted_at", by=by, now=now
    )
