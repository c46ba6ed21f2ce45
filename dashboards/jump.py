"""Where a person can jump to: conversations, contracts, sessions and requests, in that order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
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

UNTOUCHED = (CoachingSession.Status.UNSCHEDULED,)
QUERY_MOST = 200
NAMES = ("student__display_name", "coach__display_name")
Rows = QuerySet[Any, Any]


@dataclass(frozen=True, kw_only=True)
class Place:
    """One line of the list. `kind` is chat, contract, session or request."""

    kind: str
    name: str
    line: str
    url: str


def places_of(user: User, query: str = "") -> list[Place]:
    """What this person takes part in, in five queries at most: of each kind the newest.

    With a query: the newest that have all its words in their numbers, names and titles, and sessions that
    have no time yet as well.
    """
    words = query[:QUERY_MOST].split()
    return [
        *_conversations(user, words),
        *_contracts(user, words),
        *_sessions(user, words),
        *_requests(user, words),
    ]


def _with(words: Sequence[str], rows: Rows, *parts: str | Value) -> Rows:
    """Those rows in whose parts, as one text, each word is."""
    if not words:
        return rows
    texts = [part if isinstance(part, Value) else Cast(part, TextField()) for part in parts]
    spaced = chain.from_iterable((text, Value(" ")) for text in texts)
    rows = rows.alias(text=Concat(*spaced, output_field=TextField()))
    return rows.filter(*(Q(text__icontains=word) for word in words))


def _conversations(user: User, words: Sequence[str]) -> list[Place]:
    rows: Rows = Conversation.objects.visible_to(user).select_related("student", "coach")
    rows = _with(words, rows, *NAMES, Value(_("Conversation")))
    return [
        Place(
            kind="chat",
            name=_other(row, user).display_name,
            line=_("Conversation"),
            url=row.get_absolute_url(),
        )
        for row in rows.order_by("-last_activity_at", "-id")[:MOST]
    ]


def _contracts(user: User, words: Sequence[str]) -> list[Place]:
    rows: Rows = Contract.objects.visible_to(user).select_related(
        "student", "coach", "proposal__request"
    )
    rows = _with(words, rows, "number", "proposal__request__title", *NAMES)
    return [
        Place(
            kind="contract",
            name=row.proposal.request.title,
            line=f"{row.number} · {_other(row, user).display_name}",
            url=reverse("contract-detail", args=[row.pk]),
        )
        for row in rows.order_by("-created_at", "-id")[:MOST]
    ]


def _sessions(user: User, words: Sequence[str]) -> list[Place]:
    """Those without a time first, then the latest first."""
    rows: Rows = (
        CoachingSession.objects.visible_to(user)
        .filter(status__in=(*SESSIONS, *UNTOUCHED) if words else SESSIONS)
        .select_related("contract__student", "contract__coach")
        .order_by(F("scheduled_at").desc(nulls_first=True), "-id")
    )
    names = (f"contract__{name}" for name in NAMES)
    named = Value(_("Session %(number)s with %(name)s") % {"number": "", "name": ""})
    rows = _with(words, rows, named, "number", "contract__number", *names)
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


def _requests(user: User, words: Sequence[str]) -> list[Place]:
    """One's own as a student, and those one has proposed to as a coach."""
    mine = _with(words, LearningRequest.objects.filter(student=user), "title")
    own = [_own_request(row) for row in mine.order_by("-id")[:MOST]]
    proposals: Rows = Proposal.objects.filter(coach=user).select_related("request__student")
    proposals = _with(words, proposals, "request__title", "request__student__display_name")
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
