"""What only grows, and for how many days each of it is kept: the setting `KEEP_DAYS`, docs/retention.md.

Each app says what of its own may go. What was agreed and said is kept for good.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

BATCH = 1000


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Rows that are kept for `KEEP_DAYS[name]` days from the instant in the field `since`.

    `order` names a field with an index in whose order they age: the oldest are looked at, not all.
    """

    name: str
    rows: Callable[[], QuerySet[Any]]
    since: str
    order: str = "pk"


_kept: dict[str, Kept] = {}


def keep_for_a_while(kept: Kept) -> None:
    """Register in `AppConfig.ready`."""
    _kept[kept.name] = kept


def forget_old(*, now: datetime, until: Callable[[], bool]) -> int:
    """Take away what is older than it is kept, a batch at a time, or until then. Returns how many rows."""
    count = 0
    for kept in _kept.values():
        before = now - timedelta(days=settings.KEEP_DAYS[kept.name])
        while not until() and (ids := _oldest(kept, before)):
            kept.rows().filter(pk__in=ids).delete()
            count += len(ids)
    return count


def _oldest(kept: Kept, before: datetime) -> list[Any]:
    rows = kept.rows().order_by(kept.order).values_list("pk", kept.since)[:BATCH]
    return [pk for pk, since in rows if since < before]
