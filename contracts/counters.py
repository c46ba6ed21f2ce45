"""When the two answered an offer with other terms: how often is limited, both together."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from contracts.models import Contract, ContractVersion

HOUR = timedelta(hours=1)


def counters_of(contract: Contract) -> list[datetime]:
    """When each counter was sent; read anew unless a card's `fetch` read them."""
    return [
        version.offered_at
        for version in contract.versions.all()
        if version.kind == ContractVersion.Kind.OFFER and version.based_on_id is not None
    ]


def within_an_hour(sent: Iterable[datetime], *, now: datetime) -> list[datetime]:
    """Those of the last hour."""
    return [at for at in sent if at > now - HOUR]


def next_counter_at(contract: Contract, *, now: datetime) -> datetime | None:
    """When the hour of the oldest counter of this last hour is over; None when none was sent in it."""
    oldest = min(within_an_hour(counters_of(contract), now=now), default=None)
    return None if oldest is None else oldest + HOUR
