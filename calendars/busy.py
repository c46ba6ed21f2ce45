"""People's time, given away once.

Who gives time away locks the `Calendar` of everybody concerned first, so checking and writing are one step.
The database refuses an overlap besides: an exclusion constraint on PostgreSQL; SQLite has one writer.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

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

from calendars.actions import BUFFER_MOST
from calendars.models import BusySlot, Calendar
from calendars.spans import MINUTE, Span, union
from core.transactions import locked

EXCLUSION_VIOLATION = "23P01"


class TimeTaken(Exception):
    """Somebody's calendar holds something else at that time; nothing was written."""


class Slot(NamedTuple):
    """A `BusySlot` as it is read: what somebody's calendar holds."""

    user_id: int
    session_id: int
    starts_at: datetime
    ends_at: datetime

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)


@dataclass(frozen=True, kw_only=True)
class Calendars:
    """What was read of some people's calendars: each one's buffer, and the slots by start."""

    buffers: Mapping[int, timedelta]
    slots: tuple[Slot, ...]

    def clash(self, people: Collection[int], span: Span, *, ignore: int | None) -> Slot | None:
        """The first slot in the way of one of these people; those of the session `ignore` are not."""
        wide = {person: span.with_buffer(self.buffers[person]) for person in people}
        in_the_way = (
            slot
            for slot in self.slots
            if slot.user_id in wide
            and slot.session_id != ignore
            and wide[slot.user_id].overlaps(slot)
        )
        return next(in_the_way, None)


# --- Giving time away ---------------------------------------------------------------------------


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


def block(people: Collection[int], span: Span, *, session_id: int) -> None:
    """Take the time out of these calendars, giving back what the session held before.

    The calendars must be locked. Raises TimeTaken when somebody's time is not free.
    """
    if find_clashes(people, [span], ignore_session_id=session_id)[0] is not None:
        raise TimeTaken
    release(people, session_id=session_id)
    slots = [
        BusySlot(
            user_id=person,
            session_id=session_id,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
        )
        for person in people
    ]
    try:
        with transaction.atomic():
            BusySlot.objects.bulk_create(slots)
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", None) != EXCLUSION_VIOLATION:
            raise
        raise TimeTaken from error


def release(people: Collection[int], *, session_id: int) -> None:
    """Give the session's time back to these people, who are all that it is taken from."""
    BusySlot.objects.filter(user_id__in=people, session_id=session_id).delete()


# --- What is in the way -------------------------------------------------------------------------


def find_clashes(
    people: Collection[int],
    spans: Sequence[Span],
    *,
    ignore_session_id: int | None = None,
    calendars: Calendars | None = None,
) -> list[Slot | None]:
    """What blocks each of these times for any of them: in two queries, or in `calendars` as once read.

    Who decides gives none, so as to read them under the lock.
    """
    if not spans:
        return []
    known = calendars or read_calendars(people, spans)
    return [known.clash(people, span, ignore=ignore_session_id) for span in spans]


def read_calendars(people: Collection[int], spans: Collection[Span]) -> Calendars:
    """What these people's calendars hold around these times, at least one, in two queries."""
    buffers = _buffers(people)
    around = Span(min(span.starts_at for span in spans), max(span.ends_at for span in spans))
    return Calendars(buffers=buffers, slots=tuple(_slots_around(buffers, around)))


def busy_spans(
    calendars: Iterable[Calendar], window: Span, *, ignore_session_id: int | None = None
) -> list[Span]:
    """What blocks any of these people in that time, each slot widened by its person's buffer."""
    buffers = {row.user_id: row.buffer_minutes * MINUTE for row in calendars}
    return union(
        slot.span.with_buffer(buffers[slot.user_id])
        for slot in _slots_around(buffers, window)
        if slot.session_id != ignore_session_id
    )


def busy_around(start: str, end: str) -> QuerySet[BusySlot]:
    """The slots that clash with an outer row's time, named by its fields: `find_clashes` as a subquery."""
    minutes = Coalesce(F("user__calendar__buffer_minutes"), 0, output_field=IntegerField())
    buffer = ExpressionWrapper(minutes * Value(timedelta(minutes=1)), output_field=DurationField())
    return BusySlot.objects.annotate(buffer=buffer).filter(
        starts_at__lt=OuterRef(end) + F("buffer"), ends_at__gt=OuterRef(start) - F("buffer")
    )


def calendars_since(people: Collection[int], now: datetime) -> Calendars:
    """What these people's calendars hold from now on, for drawing; a buffer may reach over from before."""
    busy = BusySlot.objects.filter(user_id__in=people, ends_at__gt=now - BUFFER_MOST * MINUTE)
    slots = tuple(Slot(*row) for row in _slot_rows(busy))
    return Calendars(buffers=_buffers(people), slots=slots)


def widest_buffer(people: Collection[int]) -> timedelta:
    """How far beyond its own time a session of these people can still be in the way of another."""
    return max(_buffers(people).values())


def _slots_around(buffers: Mapping[int, timedelta], window: Span) -> Iterable[Slot]:
    """Every slot of these people that may be in the way of something in the window, by start."""
    wide = window.with_buffer(max(buffers.values()))
    rows = BusySlot.objects.filter(
        user_id__in=buffers, starts_at__lt=wide.ends_at, ends_at__gt=wide.starts_at
    )
    return (Slot(*row) for row in _slot_rows(rows))


def _slot_rows(
    slots: QuerySet[BusySlot],
) -> QuerySet[BusySlot, tuple[int, int, datetime, datetime]]:
    return slots.order_by("starts_at").values_list("user_id", "session_id", "starts_at", "ends_at")


def _buffers(user_ids: Collection[int]) -> dict[int, timedelta]:
    """How much time each of these people keeps free around a session."""
    rows = Calendar.objects.filter(user_id__in=user_ids).values_list("user_id", "buffer_minutes")
    known = {user_id: minutes * MINUTE for user_id, minutes in rows}
    return {user_id: known.get(user_id, timedelta()) for user_id in user_ids}
