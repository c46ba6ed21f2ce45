"""Where a person can jump to: conversations, contracts, sessions and requests, in that order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from chat.models import Conversation
from contracts.models import Contract
from marketplace.models import LearningRequest, Proposal
from sessions.models import CoachingSession

MOST = 60
# Of each contract the attempts that lead somewhere: offered, booked, held, or in dispute.
SESSIONS = (
    CoachingSession.Status.OFFERED,
    *CoachingSession.BLOCKING,
    CoachingSession.Status.AWAITING_OUTCOME,
    CoachingSession.Status.DISPUTED,
    CoachingSession.Status.COMPLETED,
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """One line of the list. `kind` is chat, contract, session or request."""

    kind: str
    name: str
    line: str
    url: str


def places_of(user: User) -> list[Place]:
    """What this person takes part in, in five queries at most."""
    return [*_conversations(user), *_contracts(user), *_sessions(user), *_requests(user)]


def _conversations(user: User) -> list[Place]:
    rows = Conversation.objects.visible_to(user).select_related("student", "coach")
    return [
        Place(
            kind="chat",
            name=_other(row, user).display_name,
            line=_("Conversation"),
            url=reverse("chat-conversation", args=[row.pk]),
        )
        for row in rows.order_by("-last_activity_at")[:MOST]
    ]


def _contracts(user: User) -> list[Place]:
    rows = Contract.objects.visible_to(user).select_related("student", "coach", "proposal__request")
    return [
        Place(
            kind="contract",
            name=row.proposal.request.title,
            line=f"{row.number} · {_other(row, user).display_name}",
            url=reverse("contract-detail", args=[row.pk]),
        )
        for row in rows.order_by("-created_at")[:MOST]
    ]


def _sessions(user: User) -> list[Place]:
    """Those without a time first, then the latest first."""
    rows = (
        CoachingSession.objects.visible_to(user)
        .filter(status__in=SESSIONS)
        .select_related("contract__student", "contract__coach")
        .order_by(F("scheduled_at").desc(nulls_first=True), "-id")
    )
    return [
        Place(
            kind="session",
            name=_("Session %(number)s with %(name)s")
            % {"number": row.number, "name": _other(row.contract, user).display_name},
            line=" · ".join(
                [
                    *([_moment(row.scheduled_at)] if row.scheduled_at else []),
                    row.get_status_display(),
                    row.contract.number,
                ]
            ),
            url=reverse("session-detail", args=[row.pk]),
        )
        for row in rows[:MOST]
    ]


def _requests(user: User) -> list[Place]:
    """One's own as a student, and those one has proposed to as a coach."""
    own = [
        _own_request(row)
        for row in LearningRequest.objects.filter(student=user).order_by("-id")[:MOST]
    ]
    proposals = Proposal.objects.filter(coach=user).select_related("request__student")
    others = [
        Place(
            kind="request",
            name=row.request.title,
            line=_("Request of %(name)s") % {"name": row.request.student.display_name},
            url=reverse("job-detail", args=[row.request_id]),
        )
        for row in proposals.order_by("-id")[:MOST]
    ]
    return own + list({place.url: place for place in others}.values())


def _own_request(row: LearningRequest) -> Place:
    draft = row.status == LearningRequest.Status.DRAFT
    return Place(
        kind="request",
        name=row.title or _("Untitled draft"),
        line=_("Your request, %(status)s") % {"status": row.get_status_display()},
        url=reverse("edit-job" if draft else "job-manage", args=[row.pk]),
    )


def _moment(instant: datetime) -> str:
    return formats.date_format(localtime(instant), "D j M Y, H:i")


def _other(row: Any, user: User) -> User:
    """The other person of a conversation or a contract."""
    found: User = row.coach if row.student_id == user.pk else row.student
    return found
