"""Two people's time and the session that it is given to."""

from collections.abc import Sequence
from datetime import datetime

from calendars import busy
from calendars.busy import Calendars, Slot, TimeTaken
from calendars.spans import Span
from contracts.models import Contract
from sessions.errors import SlotTaken
from sessions.models import CoachingSession


def parties(contract: Contract) -> tuple[int, int]:
    """Both persons' ids, ascending: the order in which calendars are locked."""
    first, second = sorted((contract.student_id, contract.coach_id))
    return first, second


def block(session: CoachingSession, *, starts_at: datetime, ends_at: datetime) -> None:
    """Take the time out of both calendars, giving back what the session held before.

    The calendars must be locked. Raises SlotTaken when either person's time is not free.
    """
    try:
        busy.block(parties(session.contract), Span(starts_at, ends_at), session_id=session.pk)
    except TimeTaken as error:
        raise SlotTaken(subject=session) from error


def release(session: CoachingSession) -> None:
    """Give the session's time back to both."""
    busy.release(parties(session.contract), session_id=session.pk)


def find_clashes(
    contract: Contract,
    spans: Sequence[Span],
    *,
    ignore: CoachingSession | None = None,
    calendars: Calendars | None = None,
) -> list[Slot | None]:
    """What blocks each of these times for either person, as `calendars.busy.find_clashes` reads it.

    What the session `ignore` holds does not count.
    """
    return busy.find_clashes(
        parties(contract),
        spans,
        ignore_session_id=None if ignore is None else ignore.pk,
        calendars=calendars,
    )
