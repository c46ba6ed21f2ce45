"""Spans that overlap, side by side."""

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

from calendars.spans import Lasting, Span, union

L = TypeVar("L", bound=Lasting)


class Lane(NamedTuple):
    """Which of so many lanes, the first is 0."""

    number: int
    of: int


class Crowd(NamedTuple):
    """So many things that found no lane of their own, and from when to when they last."""

    span: Span
    many: int


class InLanes(NamedTuple, Generic[L]):
    """Things in lanes of their own; each crowd stands in the last lane, which is then kept for them."""

    placed: list[tuple[L, Lane]]
    crowds: list[tuple[Crowd, Lane]]


def in_lanes(things: Sequence[L], *, most: int) -> InLanes[L]:
    """Side by side in so many lanes at most."""
    placed: list[tuple[L, Lane]] = []
    left: list[Span] = []
    for thing, lane in side_by_side(things):
        if lane.of <= most:
            placed.append((thing, lane))
        elif lane.number < most - 1:
            placed.append((thing, Lane(lane.number, most)))
        else:
            left.append(Span(thing.starts_at, thing.ends_at))
    crowds = [Crowd(span, sum(map(span.overlaps, left))) for span in union(left)]
    return InLanes(placed, [(crowd, Lane(most - 1, most)) for crowd in crowds])


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
