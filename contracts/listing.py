"""A person's contracts as pages: those that wait for this person's answer, then live ones, then the rest."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from typing import NamedTuple

from django.db.models import Case, Q, QuerySet, Value, When

from accounts.models import User
from contracts.models import Contract, ContractVersion, Motion
from contracts.queries import with_people

PAGE_ROWS = 20
FILTERS = ("all", "needs-me", "offered", "active", "ended")
ENDED = (
    Contract.Status.COMPLETED,
    Contract.Status.CANCELLED,
    Contract.Status.DECLINED,
    Contract.Status.WITHDRAWN,
    Contract.Status.LAPSED,
)
WAITING, LIVE, OVER = range(3)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class ListedContract:
    """`answer_by` is the first of the deadlines of what the reader is asked; None when nothing is."""

    contract: Contract
    answer_by: datetime | None


@dataclass(frozen=True, kw_only=True)
class ContractPage:
    """Some contracts and where the next page starts, "" at the end."""

    rows: tuple[ListedContract, ...]
    after: str


class _Place(NamedTuple):
    """Where a contract stands: by group, in the first one by deadline, then the newest first."""

    group: int
    until: int  # microseconds since 1970, 0 without a deadline
    newest_first: int  # the contract's id, negative

    @classmethod
    def read(cls, text: str) -> "_Place":
        """From the address; before everything when it names no place."""
        found = re.fullmatch(r"([0-2])-(\d{1,18})-(\d{1,18})", text, re.ASCII)
        return cls(int(found[1]), int(found[2]), -int(found[3])) if found else cls(-1, 0, 0)

    def __str__(self) -> str:
        return f"{self.group}-{self.until}-{-self.newest_first}"


def contract_page(user: User, *, chosen: str, after: str, now: datetime) -> ContractPage:
    """One page of the person's contracts under a filter, from behind the place `after`.

    The places are looked up first, by what leads to one's own rows; only what is shown is read in full.
    """
    deadlines = deadlines_for(user, now)
    edge = _Place.read(after)
    waiting = _waiting_places(user, chosen, edge, deadlines)
    behind = chain(waiting, _other_places(user, chosen, edge, deadlines))
    places = list(islice(behind, PAGE_ROWS + 1))
    shown = places[:PAGE_ROWS]
    ids = [-place.newest_first for place in shown]
    found = with_people(Contract.objects.filter(pk__in=ids)).in_bulk()
    return ContractPage(
        rows=tuple(
            ListedContract(contract=found[pk], answer_by=deadlines.get(pk))
            for pk in ids
            if pk in found
        ),
        after=str(shown[-1]) if len(places) > PAGE_ROWS else "",
    )


def deadlines_for(user: User, now: datetime) -> Mapping[int, datetime]:
    """By contract, until when the other party waits for this person's answer. One query."""
    mine = Q(contract__student=user) | Q(contract__coach=user)
    live = Q(contract__status__in=Contract.LIVE, expires_at__gt=now)
    versions = ContractVersion.objects.filter(mine, live, status=ContractVersion.Status.OFFERED)
    motions = Motion.objects.filter(mine, live, status=Motion.Status.OPEN)
    terms, wishes = (
        rows.exclude(author=user).order_by().values_list("contract_id", "expires_at")
        for rows in (versions, motions)
    )
    found: dict[int, datetime] = {}
    for contract_id, until in terms.union(wishes, all=True):
        found[contract_id] = min(until, found.get(contract_id, until))
    return found


def _waiting_places(
    user: User, chosen: str, edge: _Place, deadlines: Mapping[int, datetime]
) -> Sequence[_Place]:
    ids: Iterable[int] = deadlines
    if deadlines and chosen not in ("all", "needs-me"):
        fitting = _chosen(Contract.objects.visible_to(user), chosen)
        ids = fitting.filter(pk__in=deadlines).values_list("pk", flat=True)
    places = (_waiting_place(deadlines[pk], pk) for pk in ids)
    return sorted(place for place in places if place > edge)


def _waiting_place(until: datetime, pk: int) -> _Place:
    return _Place(WAITING, (until - EPOCH) // timedelta(microseconds=1), -pk)


def _other_places(
    user: User, chosen: str, edge: _Place, deadlines: Mapping[int, datetime]
) -> Iterator[_Place]:
    """Those that do not wait for this person, asked for when the page has room for them."""
    if chosen == "needs-me":
        return
    rows = _chosen(Contract.objects.visible_to(user), chosen).exclude(pk__in=deadlines)
    rows = rows.annotate(
        group=Case(When(status__in=Contract.LIVE, then=Value(LIVE)), default=Value(OVER))
    )
    if edge.group > WAITING:
        older = Q(group=edge.group, pk__lt=-edge.newest_first)
        rows = rows.filter(older | Q(group__gt=edge.group))
    ordered = rows.order_by("group", "-pk").values_list("group", "pk")
    for group, pk in ordered[: PAGE_ROWS + 1]:
        yield _Place(group, 0, -pk)


def _chosen(rows: QuerySet[Contract], chosen: str) -> QuerySet[Contract]:
    match chosen:
        case "offered":
            return rows.filter(status=Contract.Status.OFFERED)
        case "active":
            return rows.filter(status__in=Contract.AGREED)
        case "ended":
            return rows.filter(status__in=ENDED)
    return rows
