"""What one person's time holds: sessions, times that were put to somebody, open hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.db.models import BooleanField, Case, ExpressionWrapper, F, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import User
from calendars.hours import free_spans, weekly_spans
from calendars.models import Calendar
from calendars.slots import bookable_spans
from calendars.spans import Span, difference, intersection, union
from contracts.models import Contract
from sessions.models import CoachingSession, ProposedStart
from sessions.scheduling import booking_bounds, calendars_of

Status = CoachingSession.Status
# Those that take or took somebody's time; what was called off left it free.
HELD = (
    Status.SCHEDULED, Status.CONFIRMED, Status.AWAITING_OUTCOME, Status.COMPLETED, Status.DISPUTED,
    Status.RESOLVED, Status.NO_SHOW_STUDENT, Status.NO_SHOW_COACH,
)  # fmt: skip


class Kind(StrEnum):
    """`OFFERED` is put to the other side, `ASKED` to this person."""

    SESSION = "session"
    OFFERED = "offered"
    ASKED = "asked"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing with a time. Of a proposed start `is_move` says that the session has a time already."""

    kind: Kind
    span: Span
    session_id: int
    other: str
    their_zone: str
    status: str
    is_move: bool
    waits_for_me: bool
    is_over: bool

    @property
    def starts_at(self) -> datetime:
        return self.span.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.span.ends_at

    @property
    def url(self) -> str:
        return _address("session-detail", self.session_id)

    @property
    def move_url(self) -> str:
        """Where another time is asked for, while it is booked and to come; else empty."""
        if self.is_over or self.status not in CoachingSession.BLOCKING:
            return ""
        return _address("session-reschedule", self.session_id)


@lru_cache(maxsize=8192)
def _address(name: str, session_id: int) -> str:
    return reverse(name, args=[session_id])


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Entries by start. `closed` is what the weekly hours leave open and a date that differs does not.

    `theirs` is when this person can book the one whose clock stands beside.
    """

    entries: tuple[Entry, ...]
    open: tuple[Span, ...]
    closed: tuple[Span, ...]
    theirs: tuple[Span, ...]


@dataclass(frozen=True, kw_only=True)
class OtherPerson:
    """Somebody with whom this person has a running contract."""

    id: int
    name: str
    zone_name: str


def schedule_of(
    user: User, window: Span, *, now: datetime, beside: OtherPerson | None = None
) -> Schedule:
    """In five queries, whatever there is; in up to five more with somebody beside."""
    entries = [*_sessions(user, window, now), *_proposed(user, window, now)]
    calendar = (
        Calendar.objects.select_related("user")
        .prefetch_related("weekly_ranges", "date_overrides")
        .get(user=user)
    )
    opened = free_spans(calendar, window)
    return Schedule(
        entries=tuple(sorted(entries, key=lambda entry: entry.span)),
        open=tuple(opened),
        closed=tuple(difference(weekly_spans(calendar, window), opened)),
        theirs=tuple(_bookable(user, beside, window, now)) if beside else (),
    )


def _bookable(student: User, coach: OtherPerson, window: Span, now: datetime) -> list[Span]:
    """When this person can book that coach, by any contract that is in force."""
    contracts = list(
        Contract.objects.filter(
            student=student, coach_id=coach.id, status=Contract.Status.ACTIVE
        ).select_related("agreed_version")
    )
    if not contracts:
        return []
    mine, theirs = calendars_of(contracts[0])
    bounds = [booking_bounds(contract, theirs, now=now) for contract in contracts]
    allowed = union(
        Span(each.earliest, until)
        for each in bounds
        if each.earliest < (until := min(each.latest, each.ends_by))
    )
    free = bookable_spans(theirs, from_=window.starts_at, until=window.ends_at, student=mine)
    return intersection(free, allowed)


def people_beside(user: User) -> list[OtherPerson]:
    """By name. One query."""
    agreed = Contract.objects.visible_to(user).filter(status__in=Contract.AGREED)
    ids = Case(When(coach=user, then=F("student_id")), default=F("coach_id"))
    rows = (
        User.objects.filter(pk__in=agreed.order_by().values(other_id=ids))
        .order_by("display_name", "pk")
        .values_list("pk", "display_name", "timezone")
    )
    return [OtherPerson(id=pk, name=name, zone_name=zone_name) for pk, name, zone_name in rows]


def _sessions(user: User, window: Span, now: datetime) -> Iterator[Entry]:
    rows = (
        CoachingSession.objects.visible_to(user)
        .filter(
            status__in=HELD, scheduled_at__lt=window.ends_at, ends_at__gt=window.starts_at
        )
        .order_by()
        .values_list(
            "id", "status", "scheduled_at", "ends_at", "contract__coach_id",
            "contract__student__display_name", "contract__student__timezone",
            "contract__coach__display_name", "contract__coach__timezone", named=True,
        )
    )  # fmt: skip
    return (_session_entry(row, user, now) for row in rows)


def _session_entry(row: Any, user: User, now: datetime) -> Entry:
    coaching = row.contract__coach_id == user.pk
    return Entry(
        kind=Kind.SESSION,
        span=Span(row.scheduled_at, row.ends_at),
        session_id=row.id,
        other=row.contract__student__display_name
        if coaching
        else row.contract__coach__display_name,
        their_zone=row.contract__student__timezone if coaching else row.contract__coach__timezone,
        status=row.status,
        is_move=False,
        waits_for_me=coaching and row.status == Status.SCHEDULED,
        is_over=row.ends_at <= now,
    )


def _proposed(user: User, window: Span, now: datetime) -> Iterator[Entry]:
    rows = _with_names(
        ProposedStart.objects.waiting(now)
        .filter(starts_at__lt=window.ends_at, ends_at__gt=window.starts_at)
        .filter(Q(student_id=user.pk) | Q(coach_id=user.pk))
    )
    return (_proposed_entry(row, user) for row in rows)


def _with_names(starts: QuerySet[ProposedStart]) -> QuerySet[ProposedStart, Any]:
    fields = {
        "author": "author_id",
        "student": "session__contract__student__display_name",
        "student_zone": "session__contract__student__timezone",
        "coach": "session__contract__coach__display_name",
        "coach_zone": "session__contract__coach__timezone",
    }
    named = {
        name: Coalesce(f"offer__{path}", f"reschedule__{path}") for name, path in fields.items()
    }
    is_move = ExpressionWrapper(Q(reschedule__isnull=False), output_field=BooleanField())
    return (
        starts.annotate(**named, is_move=is_move)
        .order_by()
        .values_list(
            "starts_at", "ends_at", "session_id", "coach_id", "is_move", *named, named=True
        )
    )


def _proposed_entry(row: Any, user: User) -> Entry:
    coaching = row.coach_id == user.pk
    asked = row.author != user.pk
    return Entry(
        kind=Kind.ASKED if asked else Kind.OFFERED,
        span=Span(row.starts_at, row.ends_at),
        session_id=row.session_id,
        other=row.student if coaching else row.coach,
        their_zone=row.student_zone if coaching else row.coach_zone,
        status=Status.OFFERED,
        is_move=row.is_move,
        waits_for_me=asked,
        is_over=False,
    )
