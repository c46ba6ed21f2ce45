"""The running work of one person: contracts with their sessions, read in two queries for every part."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import User
from contracts.models import Contract
from core.pending import NEVER
from sessions.models import CoachingSession
from sessions.queries import Dot, dot_of, is_completed, latest_attempts

CONTRACTS_SHOWN, LINES_SHOWN = 12, 10
CONTRACT_FIELDS = (
    "number", "status", "currency", "ends_on", "student__display_name", "student__timezone",
    "student__picture", "coach__picture",
    "coach__display_name", "coach__timezone", "agreed_version__total_amount",
    "agreed_version__session_count",
)  # fmt: skip
SESSION_FIELDS = (
    "id", "contract", "number", "attempt", "status", "resolution", "scheduled_at", "ends_at",
    "duration_minutes",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class RunningContract:
    """An agreed contract as its party sees it. `done` of `total` sessions were held.

    `next_free_id` is the session that can be booked now, None when there is none or a pause forbids it.
    """

    id: int
    number: str
    coaching: bool
    other: str
    other_picture: str
    their_zone: str
    paused: bool
    ends_on: date | None
    total_amount: Decimal
    currency: str
    states: tuple[Dot, ...]
    done: int
    booked: int
    total: int
    next_starts_at: datetime | None
    next_minutes: int
    next_free_id: int | None


@dataclass(frozen=True, kw_only=True)
class AgendaLine:
    """One booked session. `confirmed` is false while the coach has not answered."""

    id: int
    starts_at: datetime
    ends_at: datetime
    minutes: int
    number: int
    total: int
    contract_number: str
    coaching: bool
    other: str
    their_zone: str
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class Work:
    """`next_change_at` is when time alone makes these lists untrue."""

    contracts: tuple[RunningContract, ...]
    agenda: tuple[AgendaLine, ...]
    next_change_at: datetime | None

    @property
    def first_contracts(self) -> tuple[RunningContract, ...]:
        """Those that the dashboard shows; the others are in the list of contracts."""
        return self.contracts[:CONTRACTS_SHOWN]

    @property
    def first_lines(self) -> tuple[AgendaLine, ...]:
        return self.agenda[:LINES_SHOWN]

    @property
    def later_lines(self) -> int:
        return len(self.agenda) - len(self.first_lines)


def work_of(user: User, now: datetime) -> Work:
    """Running contracts, the next session first, and every booked session to come. Two queries."""
    rows = (
        Contract.objects.visible_to(user)
        .filter(status__in=Contract.AGREED)
        .select_related("student", "coach", "agreed_version")
        .only(*CONTRACT_FIELDS)
    )
    contracts = {row.pk: row for row in rows}
    attempts: dict[int, list[Any]] = defaultdict(list)
    for session in _sessions_of(contracts):
        attempts[session.contract].append(session)
    latest = {pk: latest_attempts(attempts[pk]) for pk in contracts}
    agenda = sorted(
        (
            _line(session, contracts[pk], user)
            for pk, sessions in latest.items()
            for session in sessions
            if _is_to_come(session, now)
        ),
        key=lambda line: (line.starts_at, line.id),
    )
    running = sorted(
        (_running(row, latest[row.pk], user, now) for row in contracts.values()),
        key=lambda each: (each.next_starts_at or NEVER, -each.id),
    )
    ends = min((line.ends_at for line in agenda), default=None)
    return Work(contracts=tuple(running), agenda=tuple(agenda), next_change_at=ends)


def _sessions_of(contracts: Iterable[int]) -> Iterable[Any]:
    """As plain tuples of `SESSION_FIELDS`: there may be hundreds."""
    found = CoachingSession.objects.filter(contract__in=list(contracts)).order_by()
    return found.values_list(*SESSION_FIELDS, named=True)


def _is_to_come(session: Any, now: datetime) -> bool:
    return (
        session.status in CoachingSession.BLOCKING
        and session.ends_at is not None
        and session.ends_at > now
    )


def _running(
    row: Contract, sessions: tuple[Any, ...], user: User, now: datetime
) -> RunningContract:
    coaching = row.coach_id == user.pk
    other = row.student if coaching else row.coach
    terms = row.agreed_version
    to_come = [session for session in sessions if _is_to_come(session, now)]
    upcoming = min(to_come, key=lambda session: session.scheduled_at, default=None)
    free = next((s.id for s in sessions if s.status == CoachingSession.Status.UNSCHEDULED), None)
    paused = row.status == Contract.Status.PAUSED
    return RunningContract(
        id=row.pk,
        number=row.number,
        coaching=coaching,
        other=str(other),
        other_picture=other.picture,
        their_zone=other.timezone,
        paused=paused,
        ends_on=row.ends_on,
        total_amount=terms.total_amount if terms else Decimal(0),
        currency=row.currency,
        states=tuple(dot_of(session) for session in sessions),
        done=sum(is_completed(session) for session in sessions),
        booked=len(to_come),
        total=terms.session_count if terms else 0,
        next_starts_at=upcoming.scheduled_at if upcoming else None,
        next_minutes=upcoming.duration_minutes if upcoming else 0,
        next_free_id=None if paused else free,
    )


def _line(session: Any, contract: Contract, user: User) -> AgendaLine:
    coaching = contract.coach_id == user.pk
    other = contract.student if coaching else contract.coach
    return AgendaLine(
        id=session.id,
        starts_at=session.scheduled_at,
        ends_at=session.ends_at,
        minutes=session.duration_minutes,
        number=session.number,
        total=contract.agreed_version.session_count if contract.agreed_version else 0,
        contract_number=contract.number,
        coaching=coaching,
        other=str(other),
        their_zone=other.timezone,
        confirmed=session.status == CoachingSession.Status.CONFIRMED,
    )
