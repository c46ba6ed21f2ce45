"""What a coach agreed on and delivered, month by month. Nothing here is a payment."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from accounts.models import User
from contracts.models import Contract
from core.zones import zone
from marketplace.prices import split
from sessions.models import CoachingSession
from sessions.queries import is_completed

MONTHS = 12
Status = CoachingSession.Status
TO_DELIVER = (
    Status.UNSCHEDULED,
    Status.OFFERED,
    Status.SCHEDULED,
    Status.CONFIRMED,
    Status.AWAITING_OUTCOME,
    Status.DISPUTED,
)


@dataclass(frozen=True, kw_only=True)
class EarningsMonth:
    """One calendar month on the coach's clock; `first` is its first day.

    `agreed`: totals of the contracts that came into force. `delivered`: the value of the completed
    sessions. `kept`: what is owed for late cancels and no-shows. `fee` and `share` divide the last two.
    """

    first: date
    agreed: Decimal
    delivered: Decimal
    kept: Decimal
    fee: Decimal
    sessions: int

    @property
    def share(self) -> Decimal:
        return self.delivered + self.kept - self.fee


@dataclass(frozen=True, kw_only=True)
class Earnings:
    """Twelve months in one currency, oldest first, and the value of what is still `to_deliver`."""

    currency: str
    months: tuple[EarningsMonth, ...]
    to_deliver: Decimal
    to_deliver_sessions: int

    @property
    def agreed(self) -> Decimal:
        return sum((month.agreed for month in self.months), Decimal(0))

    @property
    def delivered(self) -> Decimal:
        return sum((month.delivered for month in self.months), Decimal(0))

    @property
    def kept(self) -> Decimal:
        return sum((month.kept for month in self.months), Decimal(0))

    @property
    def earned(self) -> Decimal:
        """What fee and share divide."""
        return self.delivered + self.kept

    @property
    def fee(self) -> Decimal:
        return sum((month.fee for month in self.months), Decimal(0))

    @property
    def share(self) -> Decimal:
        return sum((month.share for month in self.months), Decimal(0))

    @property
    def sessions(self) -> int:
        return sum(month.sessions for month in self.months)


def earnings_of(coach: User, now: datetime) -> tuple[Earnings, ...]:
    """The last twelve months, one entry for each currency, by name. One query."""
    months = _months(now.astimezone(zone(coach.timezone)).date())
    since = datetime.combine(months[0], datetime.min.time(), tzinfo=zone(coach.timezone))
    ledgers: dict[str, _Ledger] = defaultdict(_Ledger)
    for row in _rows(coach, since):
        ledger = ledgers[row.contract__currency]
        ledger.agree(row, since, coach)
        ledger.count(row, since, coach)
    return tuple(ledgers[currency].earnings(currency, months) for currency in sorted(ledgers))


def _rows(coach: User, since: datetime) -> Iterable[Any]:
    """What is owed since then, what is still to deliver, and one row of each contract agreed since then.

    Plain tuples: a coach may have hundreds of sessions, and whole models would take ten times as long.
    """
    return (
        CoachingSession.objects.filter(contract__coach=coach)
        .filter(
            Q(owed_amount__gt=0, ends_at__gte=since)
            | Q(contract__status__in=Contract.AGREED, status__in=TO_DELIVER)
            | Q(contract__activated_at__gte=since, number=1, attempt=1)
        )
        .order_by()
        .values_list(
            "status",
            "resolution",
            "owed_amount",
            "ends_at",
            "terms__price_per_session",
            "contract",
            "contract__status",
            "contract__currency",
            "contract__activated_at",
            "contract__agreed_version__total_amount",
            named=True,
        )
    )


@dataclass(kw_only=True)
class _Ledger:
    """What was found so far, by first day of the month."""

    agreed: dict[date, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    delivered: dict[date, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    kept: dict[date, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    fee: dict[date, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    sessions: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    to_deliver: list[Decimal] = field(default_factory=list)
    contracts: set[int] = field(default_factory=set)

    def agree(self, row: Any, since: datetime, coach: User) -> None:
        """Count the contract of this row once, if it came into force since then."""
        activated_at = row.contract__activated_at
        if activated_at is None or activated_at < since or row.contract in self.contracts:
            return
        self.contracts.add(row.contract)
        self.agreed[_month_of(activated_at, coach)] += row.contract__agreed_version__total_amount

    def count(self, row: Any, since: datetime, coach: User) -> None:
        """Count what this session is or was worth."""
        if row.status in TO_DELIVER:
            if row.contract__status in Contract.AGREED:
                self.to_deliver.append(row.terms__price_per_session)
        elif row.owed_amount and row.ends_at and row.ends_at >= since:
            month = _month_of(row.ends_at, coach)
            held = is_completed(row)
            (self.delivered if held else self.kept)[month] += row.owed_amount
            self.fee[month] += split(row.owed_amount).fee
            self.sessions[month] += held

    def earnings(self, currency: str, months: tuple[date, ...]) -> Earnings:
        return Earnings(
            currency=currency,
            months=tuple(
                EarningsMonth(
                    first=first,
                    agreed=self.agreed[first],
                    delivered=self.delivered[first],
                    kept=self.kept[first],
                    fee=self.fee[first],
                    sessions=self.sessions[first],
                )
                for first in months
            ),
            to_deliver=sum(self.to_deliver, Decimal(0)),
            to_deliver_sessions=len(self.to_deliver),
        )


def _month_of(instant: datetime, coach: User) -> date:
    return instant.astimezone(zone(coach.timezone)).date().replace(day=1)


def _months(today: date) -> tuple[date, ...]:
    count = today.year * 12 + today.month - 1
    return tuple(date(*_year_and_month(count - back), 1) for back in range(MONTHS - 1, -1, -1))


def _year_and_month(count: int) -> tuple[int, int]:
    return count // 12, count % 12 + 1
