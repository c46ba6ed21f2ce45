"""Calendars: two people's time, given away once.

Everything that blocks time locks both persons' `Calendar` first, so checking and writing are one step.
The database refuses an overlap besides: an exclusion constraint on PostgreSQL; SQLite has one writer.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from calendars.busy import Calendars, Clash, read_calendars
from calendars.models import BusySlot
from contracts.models import Contract
from sessions.errors import SlotTaken
from sessions.models import CoachingSession

EXCLUSION_VIOLATION = "23P01"


def parties(contract: Contract) -> tuple[int, int]:
    """Both persons' ids, ascending: the order in which calendars are locked."""
    first, second = sorted((contract.student_id, contract.coach_id))
    return first, second


def find_clash(
    contract: Contract,
    *,
    starts_at: datetime,
    ends_at: datetime,
    ignore: CoachingSession | None = None,
) -> Clash | None:
    """What already blocks that time for one of the two, buffers included; `ignore`'s slots do not count."""
    return find_clashes(contract, [(starts_at, ends_at)], ignore=ignore)[0]


def block(session: CoachingSession, *, starts_at: datetime, ends_at: datetime) -> None:
    """Take the time out of both calendars, giving back what the session held before.

    The calendars must be locked. Raises SlotTaken when either person's time is not free.
    """
    if find_clash(session.contract, starts_at=starts_at, ends_at=ends_at, ignore=session):
        raise SlotTaken(subject=session)
    release(session)
    slots = [
        BusySlot(user_id=person, session_id=session.pk, starts_at=starts_at, ends_at=ends_at)
        for person in parties(session.contract)
    ]
    try:
        with transaction.atomic():
            BusySlot.objects.bulk_create(slots)
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", None) != EXCLUSION_VIOLATION:
            raise
        raise SlotTaken(subject=session) from error


def release(session: CoachingSession) -> None:
    """Give the session's time back to both."""
    BusySlot.objects.filter(session_id=session.pk).delete()


def find_clashes(
    contract: Contract,
    spans: Sequence[tuple[datetime, datetime]],
    *,
    ignore: CoachingSession | None = None,
    calendars: Calendars | None = None,
) -> list[Clash | None]:
    """What blocks each of these times for either person: in two queries, or in `calendars` as once read.

    Who decides gives none, so as to read them under the lock.
    """
    if not spans:
        return []
    people = parties(contract)
    known = calendars or read_calendars(people, spans)
    buffers = known.buffers
    mine = [slot for slot in known.slots if slot.user_id in people]
    slots = [slot for slot in mine if ignore is None or slot.session_id != ignore.pk]
    return [
        next(
            (
                Clash(user_id=slot.user_id, starts_at=slot.starts_at, ends_at=slot.ends_at)
                for slot in slots
                if slot.starts_at < end + buffers[slot.user_id]
                and slot.ends_at > start - buffers[slot.user_id]
            ),
            None,
        )
        for start, end in spans
    ]
