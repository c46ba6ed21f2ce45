"""The inbox: one row per conversation, with whose turn it is. Five statements, however many rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from accounts.models import User
from chat.live.presence import who_is_here
from chat.models import Conversation, Entry, Participant
from chat.timeline.entries import preview
from chat.timeline.people import Person
from chat.timeline.queries import sides_of
from contracts.models import Contract
from core.pending import PendingDecision, by_deadline, of_person
from sessions.models import CoachingSession
from sessions.pending import pending_decisions_around

STEP = 200  # as many rows at first, and more each time that older ones are asked for
ROWS_MOST = 10 * STEP
Pair = tuple[int, int]
# What a row shows; reading and making objects of whole rows costs several times as much.
OF_PERSON = ("display_name", "email", "timezone", "language", "is_active", "shows_read_markers")
OF_CONVERSATION = (
    "last_activity_at",
    *(f"{side}__{name}" for side in ("student", "coach") for name in OF_PERSON),
)
OF_CONTRACT = (
    "status",
    "student_id",
    "coach_id",
    "open_version__number",
    "open_version__session_count",
    "agreed_version__session_count",
)


@dataclass(kw_only=True)
class InboxRow:
    """What one participant sees of a conversation in the list."""

    conversation_id: int
    other: Person
    here: bool
    line: str
    at: datetime
    unread: int
    aside: bool
    muted: bool
    archived: bool
    contract: Contract | None = None
    done: int = 0
    total: int = 0
    decisions: list[PendingDecision] = field(default_factory=list)

    @cached_property
    def decision(self) -> PendingDecision | None:
        """The viewer's own soonest, else the other's soonest."""
        mine = [each for each in self.decisions if each.person_id != self.other.id]
        return next(iter(by_deadline(mine or self.decisions)), None)

    @cached_property
    def is_mine(self) -> bool:
        return self.decision is not None and self.decision.person_id != self.other.id

    @cached_property
    def badge(self) -> str:
        """The contract in a few words."""
        if self.contract is None:
            return ""
        if self.contract.status == Contract.Status.OFFERED and self.contract.open_version:
            return gettext("Offer, version %(number)s") % {
                "number": self.contract.open_version.number
            }
        status = str(Contract.Status(self.contract.status).label).capitalize()
        if self.contract.status in (Contract.Status.ACTIVE, Contract.Status.PAUSED):
            progress = {"status": status, "done": self.done, "total": self.total}
            return gettext("%(status)s, %(done)s of %(total)s") % progress
        return status

    @property
    def tone(self) -> str:
        tones = {Contract.Status.OFFERED: "warn", Contract.Status.ACTIVE: "ok"}
        return tones.get(Contract.Status(self.contract.status), "") if self.contract else ""


@dataclass(frozen=True, kw_only=True)
class Inbox:
    """One's conversations under a filter: `all`, `mine`, `active` or `archived`.

    The counts are those of all conversations. `found` also has the one that is open, whatever the filter.
    `limit` is how many rows were asked for, `more` how many to ask for to see older ones, if there are any.
    """

    shown: str
    found: tuple[InboxRow, ...]
    limit: int
    more: int | None
    mine_count: int
    archived_count: int

    @property
    def rows(self) -> tuple[InboxRow, ...]:
        return tuple(row for row in self.found if FILTERS[self.shown](row))

    @property
    def opens(self) -> InboxRow | None:
        """What stands open beside the list at first: what waits for the viewer soonest, else the newest.

        What they marked as unread stays so until they open it.
        """
        rows = [row for row in self.rows if not row.aside]
        mine = by_deadline(row.decision for row in rows if row.decision and row.is_mine)
        soonest = next(iter(mine), None)
        waiting = (row for row in rows if soonest and row.decision is soonest)
        return next(waiting, next(iter(rows), None))

    def row(self, conversation_id: int) -> InboxRow | None:
        """The row of the open conversation."""
        return next((r for r in self.found if r.conversation_id == conversation_id), None)


# What is archived shows nowhere else; whatever happens in it brings it back. `_under` asks the same in SQL.
FILTERS: dict[str, Callable[[InboxRow], bool]] = {
    "all": lambda row: not row.archived,
    "mine": lambda row: not row.archived and row.is_mine,
    "active": lambda row: (
        not row.archived
        and row.contract is not None
        and row.contract.status == Contract.Status.ACTIVE
    ),
    "archived": lambda row: row.archived,
}


def inbox_of(
    user: User,
    *,
    now: datetime,
    shown: str = "all",
    open_id: int | None = None,
    limit: int | None = None,
) -> Inbox:
    """The inbox, the newest first; a filter that does not exist is none."""
    shown = shown if shown in FILTERS else "all"
    limit = min(max(limit or STEP, STEP), ROWS_MOST)
    decisions: dict[Pair, list[PendingDecision]] = defaultdict(list)
    for each in pending_decisions_around(user, now):  # one function knows it for all state machines
        if each.pair is not None:
            decisions[each.pair].append(each)
    mine = [pair for pair, found in decisions.items() if of_person(found, user.pk)]
    conversations = list(_conversations(user, _under(shown, user, mine), open_id, limit))
    lines = {entry.conversation_id: entry for entry in _last_lines(conversations)}
    here = who_is_here(
        c.coach_id if c.student_id == user.pk else c.student_id for c in conversations
    )
    rows: dict[Pair, InboxRow] = {}
    has_older = len(conversations) > limit
    for conversation in sorted(conversations[:limit], key=_newest_first):
        pair = (conversation.student_id, conversation.coach_id)
        rows[pair] = _row(conversation, user, lines.get(conversation.pk), here)
        rows[pair].decisions = decisions.get(pair, [])
    _add_contracts(rows, _contracts(conversations))
    counts = _counts(user, mine)
    return Inbox(
        shown=shown,
        found=tuple(rows.values()),
        limit=limit,
        more=limit + STEP if has_older and limit < ROWS_MOST else None,
        mine_count=counts["mine"],
        archived_count=counts["archived"],
    )


def _conversations(user: User, under: Q, open_id: int | None, limit: int) -> QuerySet[Any, Any]:
    """Those of the filter, the newest, and one more to know of it; whichever is open is among them."""
    first = [Case(When(pk=open_id, then=0), default=1)] if open_id else []
    newest = Entry.objects.filter(conversation=OuterRef("pk"), seq=OuterRef("last_seq"))
    found = (
        Conversation.objects.filter(participants__user=user)
        .annotate(
            unread=F("participants__unread"),
            aside=F("participants__marked_unread"),
            muted=F("participants__muted"),
            archived_at=F("participants__archived_at"),
            newest_id=Subquery(newest.values("pk")),
        )
        .filter(under | Q(pk=open_id) if open_id else under)
        .select_related("student", "coach")
        .only(*OF_CONVERSATION)
        .order_by(*first, "-last_activity_at", "-id")
    )
    return found[: limit + 1]


def _newest_first(conversation: Any) -> tuple[float, int]:
    return -conversation.last_activity_at.timestamp(), -conversation.pk


def _under(shown: str, user: User, mine: Iterable[Pair]) -> Q:
    """The conversations of a filter, before anything limits how many are read."""
    if shown == "archived":
        return Q(archived_at__isnull=False)
    here = Q(archived_at__isnull=True)
    if shown == "mine":
        return here & _of_pairs(mine, user)
    if shown == "active":
        of_pair = Contract.objects.filter(student=OuterRef("student"), coach=OuterRef("coach"))
        return here & Q(Exists(of_pair.filter(status=Contract.Status.ACTIVE)))
    return here


def _of_pairs(pairs: Iterable[Pair], user: User, through: str = "") -> Q:
    """The conversations of these pairs, of each of which this person is one."""
    coaches = {coach for student, coach in pairs if student == user.pk}
    students = {student for student, coach in pairs if coach == user.pk}
    as_student = Q(**{f"{through}student": user.pk, f"{through}coach__in": coaches})
    return as_student | Q(**{f"{through}coach": user.pk, f"{through}student__in": students})


def _counts(user: User, mine: Iterable[Pair]) -> dict[str, int]:
    """How many wait for this person and how many are put away."""
    archived = Q(archived_at__isnull=False)
    waits = ~archived & _of_pairs(mine, user, through="conversation__")
    return Participant.objects.filter(user=user).aggregate(
        mine=Count("pk", filter=waits),
        archived=Count("pk", filter=archived),
    )


def _last_lines(conversations: Iterable[Any]) -> QuerySet[Entry]:
    """By their keys: to look for them by number would read every entry of these conversations."""
    newest = {each.newest_id for each in conversations} - {None}
    return Entry.objects.for_timeline().filter(pk__in=newest)


def _contracts(conversations: Iterable[Any]) -> QuerySet[Any, Any]:
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
    return (
        Contract.objects.filter(
            student__in={each.student_id for each in conversations},
            coach__in={each.coach_id for each in conversations},
        )
        .select_related("open_version", "agreed_version")
        .only(*OF_CONTRACT)
        .annotate(done=Coalesce(Subquery(done), 0), rank=rank)
        .order_by("rank", "id")
    )


def _row(conversation: Any, user: User, last: Entry | None, here: set[int]) -> InboxRow:
    sides = sides_of(conversation)
    other = sides.other(user.pk)
    return InboxRow(
        conversation_id=conversation.pk,
        other=other,
        here=other.id in here,
        line=preview(last, Person.of(user), sides) if last else "",
        at=conversation.last_activity_at,
        unread=conversation.unread,
        aside=conversation.aside,
        muted=conversation.muted,
        archived=conversation.archived_at is not None,
    )


def _add_contracts(rows: dict[Pair, InboxRow], contracts: Iterable[Any]) -> None:
    """The last one of each pair."""
    for contract in contracts:
        row = rows.get((contract.student_id, contract.coach_id))
        if row is None:
            continue
        row.contract = contract
        row.done = contract.done
        terms = contract.agreed_version or contract.open_version
        row.total = terms.session_count if terms else 0
