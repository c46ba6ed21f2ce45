"""What the dashboard shows, each part from rows of this moment."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value

from accounts.models import CoachProfile, User
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


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`head` grows with every change in this person's conversations."""

    setup: Setup
    head: int


def standing_of(user: User) -> Standing:
    """What is missing before the person can post or propose, and the head. One query."""
    address = EmailAddress.objects.filter(
        user=OuterRef("pk"), email__iexact=OuterRef("email"), verified=True
    )
    verified, approval, head = (
        User.objects.filter(pk=user.pk)
        .annotate(
            verified=Exists(address),
            head=Subquery(_counters(Q(student=OuterRef("pk")) | Q(coach=OuterRef("pk")))),
        )
        .values_list("verified", "coach_profile__approval", "head")
        .get()
    )
    approved = approval == CoachProfile.Approval.APPROVED
    profile = "" if approved or not user.is_coach else approval or CoachProfile.Approval.DRAFT
    setup = Setup(verify_email=not verified, profile=profile)
    return Standing(setup=setup, head=head or 0)


def _counters(mine: Q) -> QuerySet[Any, Any]:
    rows = Conversation.objects.filter(mine).order_by().values(nobody=Value(1))
    return rows.annotate(head=Sum("counter")).values("head")


def head_of(user: User) -> int:
    """A number that grows with every change in this person's conversations. One query."""
    found = Conversation.objects.visible_to(user).aggregate(head=Sum("counter"))
    return found["head"] or 0
