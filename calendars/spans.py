"""Stretches of time, and what can be done with them: the one arithmetic behind every calendar.

Lists of spans are ascending, and no span in them overlaps or touches another, wherever one is returned.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import NamedTuple, Protocol

MINUTE, QUARTER, DAY = timedelta(minutes=1), timedelta(minutes=15), timedelta(days=1)
WEEK = 7 * DAY


class Lasting(Protocol):
    """A span, or a row that begins and ends as one."""

    @property
    def starts_at(self) -> datetime: ...

    @property
    def ends_at(self) -> datetime: ...


class Span(NamedTuple):
    """Half-open [starts_at, ends_at), aware UTC instants; it ends after it starts."""

    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """Its elapsed length, whole minutes."""
        return (self.ends_at - self.starts_at) // MINUTE

    def overlaps(self, other: Lasting) -> bool:
        """Whether an instant is in both: back to back, none is."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def covers(self, other: Lasting) -> bool:
        """Whether all of the other is in this one."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def with_buffer(self, buffer: timedelta) -> "Span":
        """With so much more on either side."""
        return Span(self.starts_at - buffer, self.ends_at + buffer)


def union(spans: Iterable[Span]) -> list[Span]:
    """The time that is in any of them, given in any order."""
    found: list[Span] = []
    for starts_at, ends_at in sorted(spans, key=itemgetter(0)):
        if found and starts_at <= found[-1].ends_at:
            if ends_at > found[-1].ends_at:
                found[-1] = Span(found[-1].starts_at, ends_at)
        else:
            found.append(Span(starts_at, ends_at))
    return found


def intersection(first: Sequence[Span], second: Sequence[Span]) -> list[Span]:
    """The time that is in both; each must be as `union` returns it."""
    shared: list[Span] = []
    i = k = 0
    while i < len(first) and k < len(second):
        starts_at = max(first[i].starts_at, second[k].starts_at)
        ends_at = min(first[i].ends_at, second[k].ends_at)
        if starts_at < ends_at:
            shared.append(Span(starts_at, ends_at))
        if first[i].ends_at <= second[k].ends_at:
            i += 1
        else:
            k += 1
    return shared


def difference(spans: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    """What is left of the spans without the taken time; each must be as `union` returns it."""
    left: list[Span] = []
    first = 0  # of what is taken, the first that may reach into the span
    for starts_at, ends_at in spans:
        while first < len(taken) and taken[first].ends_at <= starts_at:
            first += 1
        at, k = starts_at, first
        while k < len(taken) and taken[k].starts_at < ends_at:
            if at < taken[k].starts_at:
                left.append(Span(at, taken[k].starts_at))
            at, k = taken[k].ends_at, k + 1
        if at < ends_at:
            left.append(Span(at, ends_at))
    return left


def total_minutes(spans: Iterable[Span]) -> int:
    """How long they last together, if none overlaps another."""
    return sum(span.minutes for span in spans)
