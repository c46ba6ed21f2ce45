"""Spans that overlap, side by side."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from calendars.spans import Lasting

L = TypeVar("L", bound=Lasting)


class Lane(NamedTuple):
    """Which of so many lanes, the first is 0."""

    number: int
    of: int


def side_by_side(things: Sequence[L]) -> list[tuple[L, Lane]]:
    """By start, each in a lane where nothing overlaps it; what overlaps shares the number of lanes."""
    placed: list[tuple[L, Lane]] = []
    together: list[tuple[L, int]] = []
    ends: list[L] = []  # the last thing of each lane
    for thing in sorted(things, key=lambda each: (each.starts_at, each.ends_at)):
        if together and all(last.ends_at <= thing.starts_at for last in ends):
            placed += _of_so_many(together, len(ends))
            together, ends = [], []
        free = next((n for n, last in enumerate(ends) if last.ends_at <= thing.starts_at), None)
        if free is None:
            free = len(ends)
            ends.append(thing)
        else:
            ends[free] = thing
        together.append((thing, free))
    return placed + _of_so_many(together, len(ends))


def _of_so_many(together: Sequence[tuple[L, int]], lanes: int) -> list[tuple[L, Lane]]:
    return [(thing, Lane(number, lanes)) for thing, number in together]
