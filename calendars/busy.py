"""What people's calendars hold: locks, buffers, and what is in the way of a time."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

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
from core.together import Reader
from core.transactions import locked


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
