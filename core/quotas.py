"""How often a person may do a thing, counted from the rows that doing it leaves.

Rows outlive every cache and every process. They are counted under a lock of the quota's own, so that two
presses at the limit wait for each other. docs/quotas.md lists every quota; a test compares the two.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Final, Protocol

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.durations import duration_text
from core.errors import TooMany
from core.transactions import hold_name
from core.zones import LocalTime

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
NEWCOMER_FOR: Final = timedelta(days=7)  # after the account was made

_all: dict[str, "Quota"] = {}


class Member(Protocol):
    """Whose uses are counted. `timezone` is an IANA name."""

    pk: Any
    date_joined: datetime
    timezone: str


@dataclass(frozen=True, kw_only=True)
class Quota:
    """At most `most` uses in any span of `within`; `newcomers` of an account that is younger than a week.

    `says` is the refusal, with `most`, `within` and `when` in it. Programs know it by `code`, and by `field`,
    the part of the input that it is about (empty for the whole).
    """

    name: str
    most: int
    newcomers: int
    within: timedelta
    says: Promise
    field: str = ""

    def __post_init__(self) -> None:
        if self.name in _all:
            raise ValueError(f"there are two quotas called {self.name}")
        _all[self.name] = self

    @property
    def code(self) -> str:
        return f"too_many_{self.name}"

    def hold(self, *whose: object) -> None:
        """Wait until no other transaction counts the same uses, and let none until this one ends."""
        hold_name(":".join(["quota", self.name, *map(str, whose)]))

    def refusal(
        self, uses: QuerySet[Any], *, at: str, now: datetime, by: Member | None = None
    ) -> TooMany | None:
        """What one more use meets now. `at` names the column that says when a row was a use.

        Without `by`, who may be anybody, the limit is the one for newcomers. One query.
        """
        newest = uses.filter(**{f"{at}__gt": now - self.within}).order_by(f"-{at}")
        instants = newest.values_list(at, flat=True)[: self.most_for(by, now=now)]
        return self.refusal_after(instants, by=by, now=now)

    def refusal_after(
        self, uses: Iterable[datetime], *, now: datetime, by: Member | None = None
    ) -> TooMany | None:
        """The same, after uses at these instants, in any order."""
        most = self.most_for(by, now=now)
        free_at = self.free_at(uses, most=most, now=now)
        if free_at is None:
            return None
        limits = {
            "most": most,
            "within": duration_text(int(self.within.total_seconds() // 60)),
            "when": when_in_words(free_at, now=now, zone_name=by.timezone if by else ""),
        }
        sentence = self.says % limits
        return TooMany(
            sentence,
            code=self.code,
            fields={self.field: [sentence]},
            retry_after_seconds=ceil((free_at - now).total_seconds()),
        )

    def most_for(self, by: Member | None, *, now: datetime) -> int:
        is_newcomer = by is None or now < by.date_joined + NEWCOMER_FOR
        return self.newcomers if is_newcomer else self.most

    def free_at(self, uses: Iterable[datetime], *, most: int, now: datetime) -> datetime | None:
        """When the next use is possible, if it is not now: when enough of those that count no longer do."""
        counted = sorted((at for at in uses if at > now - self.within), reverse=True)
        return counted[most - 1] + self.within if len(counted) >= most else None


def all_quotas() -> tuple[Quota, ...]:
    return tuple(_all.values())


def when_in_words(instant: datetime, *, now: datetime, zone_name: str = "") -> str:
    """Such as `at 17:20 (in 12 min)` or `on Thu 5 Nov at 17:20 (in 22 h)`; without a zone `in 12 min`.

    The minute is rounded up: at the time that is named it is possible.
    """
    minute = instant + timedelta(seconds=-instant.timestamp() % 60)
    minutes = ceil((minute - now).total_seconds() / 60)
    values = {"length": duration_text(minutes)}
    if not zone_name:
        return _("in %(length)s") % values
    local = LocalTime(instant=minute, zone_name=zone_name)
    values |= {"time": local.time_text, "day": local.date_text}
    if LocalTime(instant=now, zone_name=zone_name).day == local.day:
        return _("at %(time)s (in %(length)s)") % values
    return _("on %(day)s at %(time)s (in %(length)s)") % values
