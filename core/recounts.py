"""Figures that are stored beside what they follow from: which are wrong, and how each is put right.

Each app registers its own. `./dev manage recount` mends what is wrong, and a task looks every night.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """One row whose figure is `stored`, while a recount says `counted`."""

    row: Model
    stored: Any
    counted: Any

    def __str__(self) -> str:
        return f"{type(self.row).__name__} {self.row.pk}: {self.stored}, recounted {self.counted}"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`wrong` looks through all rows without a lock; `mend` counts one again, in a transaction of its own."""

    name: str
    wrong: Callable[[], Iterable[Wrong]]
    mend: Callable[[Any], object]


_figures: dict[str, Figure] = {}


def register_figure(figure: Figure) -> None:
    """In `AppConfig.ready`."""
    _figures[figure.name] = figure


def wrong_figures() -> Iterator[tuple[Figure, Wrong]]:
    """Every figure of every app that a recount does not confirm now."""
    for figure in _figures.values():
        for wrong in figure.wrong():
            yield figure, wrong
