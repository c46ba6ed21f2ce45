"""What the dashboard shows, each part from rows of this moment."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum

from accounts.models import CoachProfile, User
from accounts.queries import has_verified_email
from chat.models import Conversation
from marketplace.models import LearningRequest, Proposal


@dataclass(frozen=True, kw_only=True)
class OwnRequest:
    """An open or unfinished request of the student, with the proposals that wait for an answer."""

    id: int
    title: str
    status: str
    waiting: int
    expires_at: datetime | None

    @property
    def is_draft(self) -> bool:
        return self.status == LearningRequest.Status.DRAFT


@dataclass(frozen=True, kw_only=True)
class PendingProposal:
    """A proposal of the coach that waits for the student."""

    id: int
    request_id: int
    title: str
    other: str
    total: Decimal
    currency: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What a newcomer still has to do before the product is of use."""

    verify_email: bool
    profile: str  # the approval of the coach profile while it is not approved, else nothing

    def __bool__(self) -> bool:
        return self.verify_email or bool(self.profile)


def requests_of(student: User, now: datetime) -> tuple[OwnRequest, ...]:
    """Drafts and open requests, the one with most waiting proposals first. One query."""
    pending = Q(proposals__status=Proposal.Status.PENDING, proposals__expires_at__gt=now)
    rows = (
        LearningRequest.objects.filter(student=student, status__in=["open", "draft"])
        .annotate(waiting=Count("proposals", filter=pending))
        .order_by("-waiting", "-id")
    )
    return tuple(
        OwnRequest(
            id=row.pk,
            title=row.title,
            status=row.status,
            waiting=row.waiting,
            expires_at=row.expires_at if row.status == LearningRequest.Status.OPEN else None,
        )
        for row in rows
    )


def pipeline_of(coach: User, now: datetime) -> tuple[PendingProposal, ...]:
    """Proposals that wait for a student, the one that expires next first. One query."""
    rows = (
        Proposal.objects.pending()
        .filter(coach=coach, expires_at__gt=now)
        .select_related("request__student")
        .order_by("expires_at", "id")
    )
    return tuple(
        PendingProposal(
            id=row.pk,
            request_id=row.request_id,
            title=row.request.title,
            other=str(row.request.student),
            total=row.expected_total,
            currency=row.request.currency,
            expires_at=row.expires_at,
        )
        for row in rows
    )


def setup_of(user: User) -> Setup:
    """What is missing before the person can post or propose. Two queries at most."""
    profile = ""
    if user.is_coach:
        found = CoachProfile.objects.filter(user=user).values_list("approval", flat=True).first()
        if found == CoachProfile.Approval.APPROVED:
            return Setup(verify_email=False, profile="")
        profile = found or CoachProfile.Approval.DRAFT
    return Setup(verify_email=not has_verified_email(user), profile=profile)


def head_of(user: User) -> int:
    """A number that grows with every change in this person's conversations. One query."""
    found = Conversation.objects.visible_to(user).aggregate(head=Sum("counter"))
    return found["head"] or 0
