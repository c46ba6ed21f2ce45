"""A coach's track record: sessions that the coach cancelled late or did not attend, of the last booked ones.

A mark is never stored: it is a session's own state, so whatever settles the session settles the mark.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.track_record import Mark, TrackRecord
from sessions.models import CoachingSession

Status = CoachingSession.Status
LAST = 30
WITHIN = timedelta(days=365)
# Sessions that were still booked when they came within reach of the late rule.
CAME_UP = (
    Status.COMPLETED,
    Status.CANCELLED_LATE,
    Status.CANCELLED_BY_COACH,
    Status.NOT_HELD,
    Status.NO_SHOW_STUDENT,
    Status.NO_SHOW_COACH,
    Status.RESOLVED,
)
MARKS = (Status.CANCELLED_BY_COACH, Status.NO_SHOW_COACH)


class Booked(NamedTuple):
    """One of a coach's last booked sessions."""

    coach_id: int
    status: str
    session_id: int
    number: int
    contract: str
    student: str
    starts_at: datetime


def track_records_of(coach_ids: Collection[int], now: datetime) -> dict[int, TrackRecord]:
    """The records of those coaches that have a mark among their last booked sessions. One query."""
    of_coach: defaultdict[int, list[Booked]] = defaultdict(list)
    for booked in (Booked(*row) for row in _last_booked(coach_ids, now)):
        of_coach[booked.coach_id].append(booked)
    return {
        coach_id: _track_record(booked)
        for coach_id, booked in of_coach.items()
        if any(each.status in MARKS for each in booked)
    }


def _last_booked(coach_ids: Collection[int], now: datetime) -> QuerySet[Any, Any]:
    """The fields of `Booked`, the latest first."""
    latest = [F("scheduled_at").desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by=F("contract__coach_id"), order_by=latest)
    rows = (
        CoachingSession.objects.filter(
            contract__coach_id__in=coach_ids,
            status__in=CAME_UP,
            scheduled_at__gt=now - WITHIN,
        )
        .annotate(place=place)
        .filter(place__lte=LAST)
        .order_by("place")
    )
    fields = (
        "contract__coach_id",
        "status",
        "pk",
        "number",
        "contract__number",
        "contract__student__display_name",
        "scheduled_at",
    )
    return rows.values_list(*fields)


def _track_record(booked: list[Booked]) -> TrackRecord:
    late = sum(each.status == Status.CANCELLED_BY_COACH for each in booked)
    absent = sum(each.status == Status.NO_SHOW_COACH for each in booked)
    return TrackRecord(
        words=tuple(_words(late, absent, len(booked))),
        own_words=tuple(_own_words(late, absent, len(booked))),
        marks=tuple(_mark(each) for each in booked if each.status in MARKS),
    )


def _words(late: int, absent: int, total: int) -> Iterator[str]:
    counts = {"late": late, "absent": absent, "total": total}
    if total == 1:
        yield (
            _("The last booked session was cancelled late by the coach.")
            if late
            else _("The coach did not come to the last booked session.")
        )
        return
    if late:
        yield (
            ngettext(
                "%(late)d of the last %(total)d booked sessions was cancelled late by the coach.",
                "%(late)d of the last %(total)d booked sessions were cancelled late by the coach.",
                late,
            )
            % counts
        )
    if absent:
        yield (
            _("The coach did not come to %(absent)d of the last %(total)d booked sessions.")
            % counts
        )


def _own_words(late: int, absent: int, total: int) -> Iterator[str]:
    counts = {"late": late, "absent": absent, "total": total}
    if total == 1:
        yield (
            _("You cancelled your last booked session within 10 hours of its start.")
            if late
            else _("You did not come to your last booked session.")
        )
        return
    if late:
        yield (
            _(
                "You cancelled %(late)d of your last %(total)d booked sessions within 10 hours of the start."
            )
            % counts
        )
    if absent:
        yield (_("You did not come to %(absent)d of your last %(total)d booked sessions.") % counts)


def _mark(each: Booked) -> Mark:
    return Mark(
        what=_("Cancelled late")
        if each.status == Status.CANCELLED_BY_COACH
        else _("You did not come"),
        about=_("Session %(number)d of %(contract)s with %(name)s")
        % {"number": each.number, "contract": each.contract, "name": each.student},
        starts_at=each.starts_at,
        url=reverse("session-detail", args=[each.session_id]),
    )
