"""What the inbox reads: a few values of many rows, three statements however many."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from accounts.models import User
from chat.models import SUBJECT_FIELDS, Conversation, Entry
from chat.timeline.people import Sides
from chat.timeline.statements import PERSON_COLUMNS, person_of
from contracts.models import Contract
from sessions.models import CoachingSession

Pair = tuple[int, int]
# Reading and making objects of whole rows costs several times as much as these values of them.
OF_LISTED = (
    "pk",
    "last_activity_at",
    "unread",
    "aside",
    "muted",
    "archived_at",
    "newest_id",
    *(f"{side}__{name}" for side in ("student", "coach") for name in PERSON_COLUMNS),
)
OF_LINE = ("conversation", "kind", "author", "event", "params", "body", "deleted_at")
OF_CONTRACT = (
    "student_id",
    "coach_id",
    "status",
    "open_version__number",
    "open_version__session_count",
    "agreed_version__session_count",
    "done",
)


class Listed(NamedTuple):
    """A conversation as its viewer has it."""

    pk: int
    last_activity_at: datetime
    unread: int
    aside: bool
    muted: bool
    archived_at: datetime | None
    newest_id: int | None
    sides: Sides

    @property
    def pair(self) -> Pair:
        return self.sides.student.id, self.sides.coach.id


class ContractLine(NamedTuple):
    """What a row says of the pair's contract; what is on offer or agreed is None where nothing is."""

    student_id: int
    coach_id: int
    status: str
    offer_number: int | None
    offered: int | None
    agreed: int | None
    done: int

    @property
    def total(self) -> int:
        return (self.offered if self.agreed is None else self.agreed) or 0


def listed_conversations(user: User, under: Q, open_id: int | None, limit: int) -> list[Listed]:
    """Those of the filter, the newest, and one more to know of it; whichever is open is among them."""
    first = [Case(When(pk=open_id, then=0), default=1)] if open_id else []
    newest = Entry.objects.filter(conversation=OuterRef("pk"), seq=OuterRef("last_seq"))
    rows = (
        Conversation.objects.filter(participants__user=user)
        .annotate(
            unread=F("participants__unread"),
            aside=F("participants__marked_unread"),
            muted=F("participants__muted"),
            archived_at=F("participants__archived_at"),
            newest_id=Subquery(newest.values("pk")),
        )
        .filter(under | Q(pk=open_id) if open_id else under)
        .order_by(*first, "-last_activity_at", "-id")
        .values_list(*OF_LISTED)
    )
    return [_listed(*row) for row in rows[: limit + 1]]


def _listed(*values: Any) -> Listed:
    own, people = values[: -2 * len(PERSON_COLUMNS)], values[-2 * len(PERSON_COLUMNS) :]
    student, coach = people[: len(PERSON_COLUMNS)], people[len(PERSON_COLUMNS) :]
    return Listed._make((*own, Sides(student=person_of(student), coach=person_of(coach))))


def last_lines(conversations: Iterable[Listed]) -> QuerySet[Entry]:
    """By their keys: to look for them by number would read every entry of these conversations."""
    newest = {each.newest_id for each in conversations if each.newest_id is not None}
    return Entry.objects.filter(pk__in=newest).only(*OF_LINE, *SUBJECT_FIELDS)


def contract_lines(conversations: Iterable[Listed]) -> list[ContractLine]:
    """Those of these pairs, with their progress: the last of a pair is the one that its row is about.

    That is one in force, else one on offer, else the newest. An offer beside one in force shows as a
    pending decision.
    """
    status, resolution = CoachingSession.Status, CoachingSession.Resolution
    completed = Q(status=status.COMPLETED) | Q(
        status=status.RESOLVED, resolution=resolution.COMPLETED
    )
    of_contract = CoachingSession.objects.filter(completed, contract=OuterRef("pk")).order_by()
    done = of_contract.values("contract").values(count=Count("pk"))
    ranks = {Contract.Status.OFFERED: 1, Contract.Status.PAUSED: 2, Contract.Status.ACTIVE: 3}
    rank = Case(*(When(status=each, then=rank) for each, rank in ranks.items()), default=0)
    rows = (
        Contract.objects.filter(
            student__in={each.sides.student.id for each in conversations},
            coach__in={each.sides.coach.id for each in conversations},
        )
        .annotate(done=Coalesce(Subquery(done), 0), rank=rank)
        .order_by("rank", "id")
        .values_list(*OF_CONTRACT)
    )
    return [ContractLine(*row) for row in rows]
