"""The time in which a contract's sessions lie."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from contracts.models import Contract
from core.zones import zone


@dataclass(frozen=True, kw_only=True)
class Period:
    """Half-open in UTC: from the first minute of the effective start to the last of the end date."""

    starts_at: datetime
    ends_at: datetime


def period_of(contract: Contract) -> Period:
    """The period of an agreed contract, its days read in the zone of the terms in force.

    Raises ValueError for a contract that nobody accepted.
    """
    terms = contract.agreed_version
    if terms is None or contract.starts_on is None or contract.ends_on is None:
        raise ValueError("the contract was not accepted")
    return Period(
        starts_at=_midnight(contract.starts_on, terms.timezone),
        ends_at=_midnight(contract.ends_on + timedelta(days=1), terms.timezone),
    )


def local_day(instant: datetime, zone_name: str) -> date:
    """The calendar day of an instant in an IANA zone."""
    return instant.astimezone(zone(zone_name)).date()


def _midnight(day: date, zone_name: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone(zone_name)).astimezone(UTC)
