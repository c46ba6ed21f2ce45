"""Who is told of an event, by what the event says of its people."""

from collections.abc import Callable, Iterable
from typing import Any

# Of each event the function reads the ids that it needs, so that events of every app can be told.
Readers = Callable[[Any], Iterable[int]]

# How a question ends that nobody needs to hear of: another took its place, or its subject is gone.
SILENT_ENDS = ("superseded", "void", "countered")


def both(event: Any) -> tuple[int, ...]:
    return (event.student_id, event.coach_id)


def the_other(event: Any) -> tuple[int, ...]:
    """Who did not do it; both when the clock did."""
    return tuple(user_id for user_id in both(event) if user_id != event.actor_id)


def the_student(event: Any) -> tuple[int, ...]:
    return (event.student_id,)


def the_coach(event: Any) -> tuple[int, ...]:
    return (event.coach_id,)


def the_absent(event: Any) -> tuple[int, ...]:
    return (event.absent_id,)


def the_person(event: Any) -> tuple[int, ...]:
    return (event.user_id,)


def unless_silent(readers: Readers) -> Readers:
    """They, unless the question ended in a way that nobody needs to hear of."""
    return lambda event: () if event.outcome in SILENT_ENDS else readers(event)


def if_outcome(outcome: str, readers: Readers) -> Readers:
    """They, when it came out that way."""
    return lambda event: readers(event) if event.outcome == outcome else ()
