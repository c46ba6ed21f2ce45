"""The inbox: one row per conversation, with whose turn it is. Five statements, however many rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext

from accounts.models import User
from chat.live.presence import who_is_here
from chat.models import Entry, Participant
from chat.timeline.entries import preview
from chat.timeline.people import Person
from chat.workspace.listed import (
    ContractLine,
    Listed,
    Pair,
    contract_lines,
    last_lines,
    listed_conversations,
)
from contracts.models import Contract
from core.pending import PendingDecision, by_deadline, of_person
from sessions.pending import pending_decisions_around

STEP = 200  # as many rows at first, and more each time that older ones are asked for
ROWS_MOST = 10 * STEP


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
    contract: ContractLine | None = None
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
        contract = self.contract
        if contract is None:
            return ""
        if contract.status == Contract.Status.OFFERED and contract.offer_number:
            return gettext("Offer, version %(number)s") % {"number": contract.offer_number}
        status = str(Contract.Status(contract.status).label).capitalize()
        if contract.status in (Contract.Status.ACTIVE, Contract.Status.PAUSED):
            progress = {"status": status, "done": contract.done, "total": contract.total}
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
    under = _under(shown, user, mine)
    conversations = listed_conversations(user, under, open_id, limit)
    lines = {entry.conversation_id: entry for entry in last_lines(conversations)}
    here = who_is_here(each.sides.other(user.pk).id for each in conversations)
    viewer = Person.of(user)
    rows: dict[Pair, InboxRow] = {}
    has_older = len(conversations) > limit
    for conversation in sorted(conversations[:limit], key=_newest_first):
        pair = conversation.pair
        rows[pair] = _row(conversation, viewer, lines.get(conversation.pk), here)
        rows[pair].decisions = decisions.get(pair, [])
    for contract in contract_lines(conversations):
        if row := rows.get((contract.student_id, contract.coach_id)):
            row.contract = contract  # the last one of each pair
    counts = _counts(user, mine)
    return Inbox(
        shown=shown,
        found=tuple(rows.values()),
        limit=limit,
        more=limit + STEP if has_older and limit < ROWS_MOST else None,
        mine_count=counts["mine"],
        archived_count=counts["archived"],
    )


def _newest_first(conversation: Listed) -> tuple[float, int]:
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


def _row(
    conversation: Listed, viewer: Person, last: Entry | None, here: AbstractSet[int]
) -> InboxRow:
    other = conversation.sides.other(viewer.id)
    return InboxRow(
        conversation_id=conversation.pk,
        other=other,
        here=other.id in here,
        line=preview(last, viewer, conversation.sides) if last else "",
        at=conversation.last_activity_at,
        unread=conversation.unread,
        aside=conversation.aside,
        muted=conversation.muted,
        archived=conversation.archived_at is not None,
    )
