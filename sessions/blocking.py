"""Calendars: two people's time, given away once.

Everything that blocks time locks both persons' `Calendar` first, so checking and writing are one step.
The database refuses an overlap besides: an exclusion constraint on PostgreSQL; SQLite has one writer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import BusySlot, Calendar
from contracts.models import Contract
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
    user_ids: Iterable[int],
    *,
    starts_at: datetime,
    ends_at: datetime,
    ignore: CoachingSession | None = None,
) -> Clash | None:
    """What already blocks that time for one of them, buffers included; `ignore`'s own slots do not count."""
    buffers = dict(
        Calendar.objects.filter(user_id__in=user_ids).values_list("user_id", "buffer_minutes")
    )
    for user_id in user_ids:
        buffer = timedelta(minutes=buffers.get(user_id, 0))
        rows = BusySlot.objects.filter(
            user_id=user_id, starts_at__lt=ends_at + buffer, ends_at__gt=starts_at - buffer
        )
        if ignore is not None:
            rows = rows.exclude(session_id=ignore.pk)
        if (slot := rows.order_by("starts_at").first()) is not None:
            return Clash(user_id=user_id, starts_at=slot.starts_at, ends_at=slot.ends_at)
    return None


def block(session: CoachingSession, *, starts_at: datetime, ends_at: datetime) -> None:
    """Take the time out of both calendars, giving back what the session held before.

    The calendars must be locked. Raises SlotTaken when either person's time is not free.
    """
    people = parties(session.contract)
    if find_clash(people, starts_at=starts_at, ends_at=ends_at, ignore=session):
        raise SlotTaken(subject=session)
    release(session)
    slots = [
        BusySlot(user_id=person, session_id=session.pk, starts_at=starts_at, ends_at=ends_at)
        for person in people
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


def why_not_free(clash: Clash, *, viewer_id: int) -> str:
    """The reason a start is greyed out, without telling what else the other person does."""
    if clash.user_id == viewer_id:
        return _("You have something else then.")
    return _("No longer free.")
