"""The time that sessions take out of two calendars, stored there as slots."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from calendars.busy import lock_calendars
from calendars.models import BusySlot
from core.recounts import Figure, Wrong, register_figure
from core.transactions import action
from sessions.blocking import block, parties, release
from sessions.models import CoachingSession

BOTH = 2


def wrong_slots() -> Iterator[Wrong]:
    """Sessions whose time is not held in both calendars, or is held though they are not booked."""
    slots = BusySlot.objects.filter(session_id=OuterRef("pk")).order_by()
    right = slots.filter(
        Q(user=OuterRef("contract__student")) | Q(user=OuterRef("contract__coach")),
        starts_at=OuterRef("scheduled_at"),
        ends_at=OuterRef("ends_at"),
    )
    blocking = CoachingSession.objects.blocking().annotate(held=_count(right))
    for row in _rows(blocking.exclude(held=BOTH)):
        yield Wrong(row=row, stored=row.held, counted=BOTH)
    held = BusySlot.objects.exclude(session_id__in=CoachingSession.objects.blocking().values("pk"))
    spare = CoachingSession.objects.filter(pk__in=held.values("session_id"))
    for row in _rows(spare.annotate(held=_count(slots))):
        yield Wrong(row=row, stored=row.held, counted=0)


def _count(slots: Any) -> Coalesce:
    counted = slots.values("session_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _rows(sessions: Any) -> Iterator[Any]:
    yield from sessions.select_related("contract").iterator()


@action
def mend_slots(session: CoachingSession) -> None:
    """Hold its time as it stands now, or give it back. Raises SlotTaken when somebody else has it."""
    lock_calendars(parties(session.contract))
    row = CoachingSession.objects.select_related("contract").get(pk=session.pk)
    if row.status in CoachingSession.BLOCKING:
        block(row, starts_at=row.span.starts_at, ends_at=row.span.ends_at)
    else:
        release(row)


register_figure(Figure(name="slots of sessions", wrong=wrong_slots, mend=mend_slots))
