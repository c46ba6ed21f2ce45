"""Calendars: two people's time, given away once.

Everything that blocks time locks both persons' `Calendar` first, so checking and writing are one step.
The database refuses an overlap besides: an exclusion constraint on PostgreSQL; SQLite has one writer.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import (
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Value,
)
from django.db.models.functions import Coalesce

from accounts.actions.availability import BUFFER_MOST
from accounts.models import BusySlot, Calendar
from contracts.models import Contract
from core.together import Reader
from core.transactions import locked
from sessions.errors import SlotTaken
from sessions.models import CoachingSession

EXCLUSION_VIOLATION = "23P01"


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Whose calendar holds something else."""

    user_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Calendars:
    """What was read of some people's calendars: each one's buffer, and the slots by start."""

    buffers: Mapping[int, timedelta]
    slots: tuple[BusySlot, ...]


def parties(contract: Contract) -> tuple[int, int]:
    """Both persons' ids, ascending: the order in which calendars are locked."""
    first, second = sorted((contract.student_id, contract.coach_id))
    return first, second


def lock_calendars(user_ids: Iterable[int]) -> dict[int, Calendar]:
    """The calendars of these people under a lock, by user id. Take it before any other lock."""
    wanted = sorted(set(user_ids))
    rows = locked(Calendar.objects.filter(user_id__in=wanted).order_by("user_id"))
    found = {row.user_id: row for row in rows}
    if missing := [user_id for user_id in wanted if user_id not in found]:
        Calendar.objects.bulk_create(
            [Calendar(user_id=user_id) for user_id in missing], ignore_conflicts=True
        )
        return lock_calendars(wanted)
    return found


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


def read_calendars(
    people: Collection[int], spans: Collection[tuple[datetime, datetime]]
) -> Calendars:
    """What these people's calendars hold around these times, at least one, in two queries."""
    buffers = _buffers(people)
    widest = max(buffers.values())
    rows = BusySlot.objects.filter(
        user_id__in=people,
        starts_at__lt=max(end for _start, end in spans) + widest,
        ends_at__gt=min(start for start, _end in spans) - widest,
    )
    return Calendars(buffers=buffers, slots=tuple(rows.order_by("starts_at")))


def widest_buffer(people: Collection[int]) -> timedelta:
    """How far beyond its own time a session of these people can still be in the way of another."""
    return max(_buffers(people).values())


def busy_around(start: str, end: str) -> QuerySet[BusySlot]:
    """The slots that clash with an outer row's time, named by its fields: `find_clashes` as a subquery."""
    minutes = Coalesce(F("user__calendar__buffer_minutes"), 0, output_field=IntegerField())
    buffer = ExpressionWrapper(minutes * Value(timedelta(minutes=1)), output_field=DurationField())
    return BusySlot.objects.annotate(buffer=buffer).filter(
        starts_at__lt=OuterRef(end) + F("buffer"), ends_at__gt=OuterRef(start) - F("buffer")
    )


def calendars_since(people: Collection[int], now: datetime) -> Reader[Calendars]:
    """What these people's calendars hold from now on, for drawing; a buffer may reach over from before."""
    since = now - timedelta(minutes=BUFFER_MOST)
    busy = BusySlot.objects.filter(user_id__in=people, ends_at__gt=since)
    rows, slots = yield [_buffer_rows(people), busy.order_by("starts_at")]
    return Calendars(buffers=_by_person(people, rows), slots=tuple(slots))


def _buffers(user_ids: Collection[int]) -> dict[int, timedelta]:
    """How much time each of these people keeps free around a session."""
    return _by_person(user_ids, _buffer_rows(user_ids))


def _buffer_rows(user_ids: Collection[int]) -> QuerySet[Calendar, tuple[int, int]]:
    rows = Calendar.objects.filter(user_id__in=user_ids)
    return rows.values_list("user_id", "buffer_minutes")


def _by_person(user_ids: Iterable[int], rows: Iterable[tuple[int, int]]) -> dict[int, timedelta]:
    known = {user_id: timedelta(minutes=minutes) for user_id, minutes in rows}
    return {user_id: known.get(user_id, timedelta()) for user_id in user_ids}
