"""Where a person can jump to: conversations, contracts, sessions and requests, in that order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from chat.models import Conversation
from contracts.models import Contract
from core.folding import Spellings, words
from core.letters import folded
from core.terms import Query, read_query
from core.zones import LocalTime, current_zone_name
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
ROWS_AT_ONCE = 200
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

    With a query: the newest that have all its words and phrases in their numbers, names and titles, and
    sessions that have no time yet as well, in one query more.
    """
    wanted = read_query(query)
    return [
        *_conversations(user, wanted),
        *_contracts(user, wanted),
        *_sessions(user, wanted),
        *_requests(user, wanted),
    ]


def _newest(rows: Rows, wanted: Query, text: Callable[[Any], str]) -> Iterable[Any]:
    """The first of these rows in whose text all of it is, however either is spelled."""
    if not wanted.words:
        return rows[:MOST]
    fitting = (row for row in rows.iterator(chunk_size=ROWS_AT_ONCE) if _holds(text(row), wanted))
    return islice(fitting, MOST)


def _holds(text: str, wanted: Query) -> bool:
    """Whether each word is anywhere in the text, and each phrase as it is."""
    kept = f" {words(text)} "
    plain = folded(text).replace("'", "") + kept
    return all(_has(plain, each) for each in wanted.words) and all(
        any(form in kept for form in forms) for forms in wanted.sequences
    )


def _has(plain: str, wanted: Spellings) -> bool:
    return any(all(word in plain for word in spelling) for spelling in wanted)


def _names(row: Any) -> str:
    return f"{row.student.display_name} {row.coach.display_name}"


def _conversations(user: User, wanted: Query) -> list[Place]:
    rows: Rows = Conversation.objects.visible_to(user).select_related("student", "coach")
    return [
        Place(
            kind="chat",
            name=_other(row, user).get_full_name(),
            line=_("Conversation"),
            url=row.get_absolute_url(),
        )
        for row in _newest(
            rows.order_by("-last_activity_at", "-id"),
            wanted,
            lambda row: f"{_names(row)} {_('Conversation')}",
        )
    ]


def _contracts(user: User, wanted: Query) -> list[Place]:
    rows: Rows = Contract.objects.visible_to(user).select_related(
        "student", "coach", "proposal__request"
    )
    return [
        Place(
            kind="contract",
            name=row.proposal.request.title,
            line=f"{row.number} · {_other(row, user).get_full_name()}",
            url=reverse("contract-detail", args=[row.pk]),
        )
        for row in _newest(
            rows.order_by("-created_at", "-id"),
            wanted,
            lambda row: f"{row.number} {row.proposal.request.title} {_names(row)}",
        )
    ]


def _sessions(user: User, wanted: Query) -> list[Place]:
    """Those without a time first, then the latest first."""
    rows: Rows = (
        CoachingSession.objects.visible_to(user)
        .filter(status__in=(*SESSIONS, *UNTOUCHED) if wanted.words else SESSIONS)
        .select_related("contract__student", "contract__coach")
        .order_by(F("scheduled_at").desc(nulls_first=True), "-id")
    )
    found = _fitting_sessions(rows, wanted) if wanted.words else rows[:MOST]
    return [
        Place(
            kind="session",
            name=_session_name(row.number, _other(row.contract, user).get_full_name()),
            line=" · ".join(
                [
                    *([_moment(row.scheduled_at)] if row.scheduled_at else []),
                    row.get_status_display(),
                    row.contract.number,
                ]
            ),
            url=reverse("session-detail", args=[row.pk]),
        )
        for row in found
    ]


def _fitting_sessions(rows: Rows, wanted: Query) -> Rows:
    """The first whose text has it all. There are many and few fit: only of these whole rows are made."""
    parts = rows.values_list(
        "pk",
        "number",
        "contract__student__display_name",
        "contract__coach__display_name",
        "contract__number",
    )
    fitting = (
        pk
        for pk, number, student, coach, contract in parts.iterator(chunk_size=ROWS_AT_ONCE)
        if _holds(f"{_session_name(number, f'{student} {coach}')} {contract}", wanted)
    )
    return rows.filter(pk__in=list(islice(fitting, MOST)))


def _session_name(number: int, name: str) -> str:
    return _("Session %(number)s with %(name)s") % {"number": number, "name": name}


def _requests(user: User, wanted: Query) -> list[Place]:
    """One's own as a student, and those one has proposed to as a coach."""
    mine: Rows = LearningRequest.objects.filter(student=user).order_by("-id")
    own = [_own_request(row) for row in _newest(mine, wanted, lambda row: row.title)]
    proposals: Rows = Proposal.objects.filter(coach=user).select_related("request__student")
    others = [
        Place(
            kind="request",
            name=row.request.title,
            line=_("Request of %(name)s") % {"name": row.request.student.get_full_name()},
            url=reverse("job-detail", args=[row.request_id]),
        )
        for row in _newest(
            proposals.order_by("-id"),
            wanted,
            lambda row: f"{row.request.title} {row.request.student.display_name}",
        )
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
    return LocalTime(instant=instant, zone_name=current_zone_name()).dated_text


def _other(row: Any, user: User) -> User:
    """The other person of a conversation or a contract."""
    found: User = row.coach if row.student_id == user.pk else row.student
    return found
