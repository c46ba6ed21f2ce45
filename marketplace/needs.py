"""Open questions about requests and proposals."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.needs import Need
from marketplace.commitments import uncommitted
from marketplace.models import Invitation, LearningRequest, Proposal

RELEASED_AFTER = timedelta(days=14)
# What a line of "needs you" says; the rest of these rows is long and stays where it is.
PROPOSAL_FIELDS = (
    "coach__display_name", "request__student__display_name", "request__title", "request__currency",
    "request__version", "status", "request_version", "expected_total", "expires_at", "accepted_at",
)  # fmt: skip
REQUEST_FIELDS = ("student__display_name", "title", "budget", "currency", "last_activity_at")
Status = Proposal.Status


def turns_of(user: User, now: datetime) -> list[Need]:
    """What waits for this person, and for others in what they share with this person. Two queries."""
    return [*_proposals(user, now), *_requests(user, now)]


def _proposals(user: User, now: datetime) -> Iterator[Need]:
    party = Q(coach=user) | Q(request__student=user)
    unwritten = uncommitted(Proposal.objects.filter(party, status=Status.ACCEPTED))
    rows = (
        Proposal.objects.filter(
            party & Q(status=Status.PENDING, request__status="open", expires_at__gt=now)
            | Q(pk__in=unwritten.values("pk"))
        )
        .select_related("request__student", "coach")
        .only(*PROPOSAL_FIELDS)
    )
    for row in rows:
        yield from _accepted(row) if row.status == Status.ACCEPTED else _pending(row)


def _pending(row: Proposal) -> Iterator[Need]:
    request = row.request
    yield Need(
        kind="answer_proposal",
        person_id=request.student_id,
        title=_("Answer the proposal of %(name)s") % {"name": row.coach},
        about=request.title,
        action=_("Compare and answer"),
        url=reverse("job-manage", args=[request.pk]),
        deadline=row.expires_at,
        pair=(request.student_id, row.coach_id),
        other=str(row.coach),
        amount=row.expected_total,
        currency=request.currency,
    )
    if row.request_version < request.version:
        yield Need(
            kind="check_proposal",
            person_id=row.coach_id,
            title=_("Look at your proposal again"),
            about=_("%(title)s was changed since you wrote it") % {"title": request.title},
            action=_("See what changed"),
            url=reverse("job-detail", args=[request.pk]),
            deadline=row.expires_at,
            pair=(request.student_id, row.coach_id),
            other=str(request.student),
            amount=row.expected_total,
            currency=request.currency,
        )


def _accepted(row: Proposal) -> Iterator[Need]:
    """Either side may write the contract; without one the award is released by itself."""
    student, coach = row.request.student, row.coach
    for person, other in ((student, coach), (coach, student)):
        yield Need(
            kind="write_contract",
            person_id=person.pk,
            title=_("Write the contract with %(name)s") % {"name": other},
            about=row.request.title,
            action=_("Create contract"),
            url=reverse("contract-create", args=[row.pk]),
            deadline=row.accepted_at + RELEASED_AFTER if row.accepted_at else None,
            pair=(student.pk, coach.pk),
            other=str(other),
            amount=row.expected_total,
            currency=row.request.currency,
        )


def _requests(user: User, now: datetime) -> Iterator[Need]:
    answered = Proposal.objects.filter(
        Q(submitted_at__gte=OuterRef("invited_at")) | Q(status__in=Proposal.LIVE),
        request=OuterRef("request"),
        coach=user,
    )
    invited = Invitation.objects.filter(~Exists(answered), request=OuterRef("pk"), coach=user)
    rows = (
        LearningRequest.objects.filter(status=LearningRequest.Status.OPEN)
        .filter(Q(student=user, expiry_warned_at__gte=F("last_activity_at")) | Q(Exists(invited)))
        .select_related("student")
        .only(*REQUEST_FIELDS)
    )
    for row in rows:
        if row.expires_at <= now:
            continue
        yield _fading(row) if row.student_id == user.pk else _invitation(row, user)


def _fading(row: LearningRequest) -> Need:
    return Need(
        kind="keep_request",
        person_id=row.student_id,
        title=_("Say whether you still look for a coach"),
        about=row.title,
        action=_("Keep it open or withdraw it"),
        url=reverse("job-manage", args=[row.pk]),
        deadline=row.expires_at,
    )


def _invitation(row: LearningRequest, coach: User) -> Need:
    return Need(
        kind="answer_invitation",
        person_id=coach.pk,
        title=_("%(name)s invites you to propose") % {"name": row.student},
        about=row.title,
        action=_("Read the request"),
        url=reverse("job-detail", args=[row.pk]),
        deadline=row.expires_at,
        pair=(row.student_id, coach.pk),
        other=str(row.student),
        amount=row.budget,
        currency=row.currency,
    )
