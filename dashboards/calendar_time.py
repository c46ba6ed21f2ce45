"""What a person can do with a time that was chosen in the calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from accounts.models import User
from calendars import rules as calendar_rules
from calendars.models import Calendar
from calendars.spans import Span
from contracts.models import Contract
from core.errors import DomainError
from sessions import rules
from sessions.access import SESSION_JOINS
from sessions.models import CoachingSession

STARTS_MOST = 5  # in one offer


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The next free session with somebody: where to offer and to book it, or why that cannot be."""

    session: CoachingSession
    other: User
    starts: tuple[datetime, ...]
    why_not: str
    offer_url: str
    book_url: str


def choices_of(person: User, span: Span, *, now: datetime) -> list[Choice]:
    """One for each running contract, by name. One query."""
    found = (_choice(row, person, span, now=now) for row in _next_free(person))
    return sorted(found, key=lambda choice: choice.other.display_name.casefold())


def why_not_close(person: User, span: Span, *, now: datetime) -> DomainError | None:
    """What speaks against taking the time out of one's hours."""
    calendar = Calendar.objects.select_related("user").get(user=person)
    return calendar_rules.close_hours(calendar, span, by=person, now=now)


def _next_free(person: User) -> Iterator[CoachingSession]:
    free = CoachingSession.objects.filter(status=CoachingSession.Status.UNSCHEDULED)
    first = free.filter(contract=OuterRef("contract")).order_by("number").values("pk")[:1]
    rows = free.visible_to(person).filter(contract__status=Contract.Status.ACTIVE)
    return rows.filter(pk=Subquery(first)).select_related(*SESSION_JOINS).iterator()


def _choice(session: CoachingSession, person: User, span: Span, *, now: datetime) -> Choice:
    starts = _starts(session, span)
    refusal = rules.offer_times(session, by=person) or rules.start_at(session, starts[0], now=now)
    is_student = session.contract.student_id == person.pk
    return Choice(
        session=session,
        other=session.contract.other_party(person),
        starts=starts,
        why_not=str(refusal.message) if refusal else "",
        offer_url=_address("session-offer-times", session, starts=starts),
        book_url=_address("session-schedule", session, at=starts[:1]) if is_student else "",
    )


def _starts(session: CoachingSession, span: Span) -> tuple[datetime, ...]:
    """As many as fit one after the other; the first one even where it does not."""
    count = (span.ends_at - span.starts_at) // session.length
    return tuple(
        span.starts_at + n * session.length for n in range(min(max(count, 1), STARTS_MOST))
    )


def _address(name: str, session: CoachingSession, **starts: tuple[datetime, ...]) -> str:
    named = {key: [each.isoformat() for each in values] for key, values in starts.items()}
    return f"{reverse(name, args=[session.pk])}?{urlencode(named, doseq=True)}"
