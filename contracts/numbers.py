"""Contract numbers: SK-YYYY-NNNNNN, without gaps within a UTC year."""

from datetime import UTC, datetime

from contracts.models import YearCounter
from core.transactions import locked


def next_number(now: datetime) -> str:
    """The next number of the UTC year of `now`.

    Call it inside the transaction that uses the number, as its last lock: the counter's row stays
    locked until the commit, and a rollback gives the number back.
    """
    year = now.astimezone(UTC).year
    YearCounter.objects.get_or_create(year=year)
    counter = locked(YearCounter.objects.all()).get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"SK-{year}-{counter.last:06d}"
