"""The inbox: one row per conversation, with whose turn it is. Two statements, however many rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet
from django.utils.translation import gettext

from accounts.models import User
from chat.entries import preview
from chat.models import Conversation, Entry
from chat.people import Person
from chat.presence import who_is_here
from chat.queries import sides_of
from contracts.models import Contract
from core.together import Reader, result_of
from sessions.models import CoachingSession
from sessions.needs import turns_of

ROWS_MOST = 200
Pair = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Something waits for an answer: of whom, and until when."""

    user_id: int
    until: datetime | None


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
    turns: list[Turn] = field(default_factory=list)

    @property
    def turn(self) -> Turn | None:
        """The viewer's own soonest, else the other's soonest."""
        mine = [turn for turn in self.turns if turn.user_id != self.other.id]
        waiting = mine or self.turns
        return min(waiting, key=lambda turn: (turn.until is None, turn.until), default=None)

    @property
    def is_mine(self) -> bool:
        return self.turn is not None and self.turn.user_id != self.other.id

    @property
    def badge(self) -> str:
        """The contract in a few words."""
        if self.contract is None:
            return ""
        if self.contract.status == Contract.Status.OFFERED and self.contract.open_version:
            return gettext("Offer, version %(number)s") % {
                "number": self.contract.open_version.number
            }
        status = self.contract.get_status_display().capitalize()
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
    """One's conversations under a filter: `all`, `mine`, `active` or `archived`."""

    shown: str
    every_row: tuple[InboxRow, ...]

    @property
    def rows(self) -> tuple[InboxRow, ...]:
        return tuple(row for row in self.every_row if FILTERS[self.shown](row))

    @property
    def mine_count(self) -> int:
        return sum(FILTERS["mine"](row) for row in self.every_row)

    @property
    def archived_count(self) -> int:
        return sum(row.archived for row in self.every_row)

    def row(self, conversation_id: int) -> InboxRow | None:
        """That conversation's row, whatever the filter."""
        return next((r for r in self.every_row if r.conversation_id == conversation_id), None)


# What is archived shows nowhere else; whatever happens in it brings it back.
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


def inbox_of(user: User, *, now: datetime, shown: str = "all") -> Inbox:
    """The inbox; a filter that does not exist is none."""
    return under(shown, rows_for(user, now=now))


def under(shown: str, rows: Iterable[InboxRow]) -> Inbox:
    """These rows under a filter; one that does not exist is none."""
    return Inbox(shown=shown if shown in FILTERS else "all", every_row=tuple(rows))


def rows_for(user: User, *, now: datetime) -> list[InboxRow]:
    """Every conversation, the newest first."""
    return result_of(reading_rows(user, now=now))


def reading_rows(user: User, *, now: datetime) -> Reader[list[InboxRow]]:
    """`rows_for` as a reader, for a page that reads other things with it."""
    mine = _conversations(user)
    conversations, newest, contracts = yield [mine, _last_lines(mine), _contracts(mine)]
    lines = {entry.conversation_id: entry for entry in newest}
    here = who_is_here(
        c.coach_id if c.student_id == user.pk else c.student_id for c in conversations
    )
    rows: dict[Pair, InboxRow] = {}
    for conversation in conversations:
        row = _row(conversation, user, lines.get(conversation.pk), here)
        rows[conversation.student_id, conversation.coach_id] = row
    if rows:
        _add_contracts(rows, contracts)
        _add_turns(rows, user, now)
    return list(rows.values())


def _conversations(user: User) -> QuerySet[Any, Any]:
    found = (
        Conversation.objects.filter(participants__user=user)
        .annotate(
            unread=F("participants__unread"),
            aside=F("participants__marked_unread"),
            muted=F("participants__muted"),
            archived_at=F("participants__archived_at"),
        )
        .select_related("student", "coach")
        .order_by("-last_activity_at", "-id")
    )
    return found[:ROWS_MOST]


def _last_lines(mine: QuerySet[Any, Any]) -> QuerySet[Entry]:
    return Entry.objects.for_timeline().filter(
        conversation__in=mine.values("pk"), seq=F("conversation__last_seq")
    )


def _contracts(mine: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Those of these pairs, with their progress: the last of a pair is its newest that is not over."""
    status, resolution = CoachingSession.Status, CoachingSession.Resolution
    completed = Q(sessions__status=status.COMPLETED) | Q(
        sessions__status=status.RESOLVED, sessions__resolution=resolution.COMPLETED
    )
    live = ExpressionWrapper(Q(status__in=Contract.LIVE), output_field=BooleanField())
    return (
        Contract.objects.filter(student__in=mine.values("student"), coach__in=mine.values("coach"))
        .select_related("open_version", "agreed_version")
        .annotate(done=Count("sessions", filter=completed), live=live)
        .order_by("live", "id")
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


def _add_turns(rows: dict[Pair, InboxRow], user: User, now: datetime) -> None:
    """What waits for either side, as everywhere else: one function knows it for all state machines."""
    for need in turns_of(user, now):
        if need.pair in rows:
            rows[need.pair].turns.append(Turn(user_id=need.person_id, until=need.deadline))
