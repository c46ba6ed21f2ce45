"""Open questions about sessions, and all questions of all apps below, as one list."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import connection
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

import contracts.pending
import marketplace.pending
from accounts.models import User
from contracts.models import Contract
from core.among import Among
from core.pending import (
    ME,
    NOW,
    PendingDecision,
    PendingRow,
    Rows,
    as_pending,
    of_person,
    prepared_union,
    read_pending,
)
from core.prepared import Statement
from sessions.models import CoachingSession, NoShowClaim, RescheduleRequest, TimesOffer
from sessions.policy import OUTCOME_WINDOW

Status = CoachingSession.Status
KINDS = (
    "find_time",
    "choose_time",
    "confirm_session",
    "answer_reschedule",
    "answer_no_show",
    "say_outcome",
)


def pending_decisions_of(user: User, now: datetime) -> list[PendingDecision]:
    """Everything that waits for this person, over all state machines, by deadline. One query."""
    return of_person(pending_decisions_around(user, now), user.pk)


def pending_decisions_around(user: User, now: datetime) -> list[PendingDecision]:
    """The same, with what waits for others in what they share with this person, in no order. One query."""
    asking = tuple(source for source in _sources if source.asks())
    statement = _statement(connection.vendor, asking)
    rows = read_pending(statement, person_id=user.pk, name=user.display_name, now=now)
    return [decision for row in rows for decision in _decisions_of(row)]


@dataclass(frozen=True)
class Source:
    """An app above that asks something too: which rows, and in which words."""

    rows: Callable[[], list[Rows]]
    decisions: Callable[[PendingRow], Iterator[PendingDecision]]
    asks: Callable[[], bool]


_sources: list[Source] = []


def register_source(source: Source) -> None:
    """In `AppConfig.ready`. Where it does not ask, as `asks` says, its rows are not looked for."""
    _sources.append(source)


@cache
def _statement(_vendor: str, sources: tuple[Source, ...]) -> Statement:
    """All questions of all apps, in the SQL of this database."""
    above = [rows for source in sources for rows in source.rows()]
    return prepared_union(
        [
            *marketplace.pending.pending_rows(),
            *contracts.pending.pending_rows(),
            *pending_rows(),
            *above,
        ]
    )


def _decisions_of(row: PendingRow) -> Iterator[PendingDecision]:
    yield from marketplace.pending.decisions(row)
    yield from contracts.pending.decisions(row)
    yield from decisions(row)
    for source in _sources:
        yield from source.decisions(row)


def pending_rows() -> list[Rows]:
    """What sessions ask: of one side, or of both to find a time or to say how it went.

    What is over asks nothing.
    """
    own = Contract.objects.filter(Q(student=ME) | Q(coach=ME)).values("pk")
    mine = CoachingSession.objects.filter(Among("contract_id", own)).exclude(
        status__in=CoachingSession.ENDED
    )
    of_mine = Among("session_id", mine.values("pk"))
    reschedules = RescheduleRequest.objects.filter(of_mine, status="pending", expires_at__gt=NOW)
    offers = TimesOffer.objects.filter(of_mine, status="open", expires_at__gt=NOW)
    claims = NoShowClaim.objects.filter(of_mine, status="open", contest_by__gt=NOW)
    asked = Exists(RescheduleRequest.objects.filter(session=OuterRef("pk"), status="pending"))
    # Of what answers itself in time PostgreSQL expects a hundredth, and would look through everybody's.
    scheduled = mine.annotate(until=Coalesce("answer_by", NOW)).filter(
        ~asked, status=Status.SCHEDULED, until__gt=NOW
    )
    claimed = Exists(NoShowClaim.objects.filter(session=OuterRef("pk"), status="open"))
    held = mine.filter(
        ~claimed, status=Status.AWAITING_OUTCOME, ends_at__gt=NOW.ago(OUTCOME_WINDOW)
    )
    return [
        _about(_without_a_time(mine), "find_time"),
        _about(offers, "choose_time", through="session__", until="expires_at"),
        _about(scheduled, "confirm_session", until="answer_by"),
        _about(reschedules, "answer_reschedule", through="session__", until="expires_at"),
        _about(claims, "answer_no_show", through="session__", until="contest_by"),
        _about(held, "say_outcome", until="ends_at"),
    ]


def _without_a_time(mine: Rows) -> Rows:
    """The first free credit of each active contract in which nothing is offered or booked."""
    same = CoachingSession.objects.filter(contract=OuterRef("contract"))
    booked = same.filter(status__in=[Status.OFFERED, Status.SCHEDULED, Status.CONFIRMED])
    earlier = same.filter(status=Status.UNSCHEDULED, number__lt=OuterRef("number"))
    return mine.filter(
        ~Exists(booked),
        ~Exists(earlier),
        status=Status.UNSCHEDULED,
        contract__status=Contract.Status.ACTIVE,
    )


def _about(rows: Rows, kind: str, *, through: str = "", until: str | None = None) -> Rows:
    """`through` is the way from these rows to their session."""
    return as_pending(
        rows,
        kind=Value(kind),
        asked_by="author_id" if through else None,
        subject=f"{through}pk",
        until=until,
        first=f"{through}contract__student_id",
        first_name=f"{through}contract__student__display_name",
        first_picture=f"{through}contract__student__picture",
        second=f"{through}contract__coach_id",
        second_name=f"{through}contract__coach__display_name",
        second_picture=f"{through}contract__coach__picture",
        amount=f"{through}terms__price_per_session",
        currency=f"{through}contract__currency",
        label=f"{through}contract__number",
        number=f"{through}number",
        starts_at=f"{through}scheduled_at",
        minutes=f"{through}duration_minutes",
    )


def decisions(row: PendingRow) -> Iterator[PendingDecision]:
    """The question in words, to each person whom it is put to; nothing for a row of another app."""
    if row.kind in ("find_time", "say_outcome"):
        until = row.until + OUTCOME_WINDOW if row.until else None
        for person_id in row.pair:
            yield _decision(row, person_id, until)
    elif row.kind == "confirm_session":
        yield _decision(row, row.second, row.until)
    elif row.kind in KINDS:
        yield _decision(row, row.other_than(row.asked_by), row.until)


def _decision(row: PendingRow, person_id: int, deadline: datetime | None) -> PendingDecision:
    title, action = _words(row.kind, is_student=person_id == row.first)
    return PendingDecision(
        kind=row.kind,
        person_id=person_id,
        title=title,
        about=_("Session %(number)d of %(contract)s")
        % {"number": row.number, "contract": row.label},
        action=action,
        url=reverse("session-detail", args=[row.subject]),
        deadline=deadline,
        pair=row.pair,
        other=row.name_beside(person_id),
        other_picture=row.picture_beside(person_id),
        amount=row.amount,
        currency=row.currency,
        starts_at=row.starts_at,
        minutes=row.minutes,
    )


def _words(kind: str, *, is_student: bool) -> tuple[str, str]:
    """Title and button."""
    if kind == "find_time":
        if is_student:
            return _("Book the next session"), _("Find a time")
        return _("Offer times for the next session"), _("Find a time")
    return {
        "answer_no_show": (_("Say whether you were there"), _("Answer")),
        "say_outcome": (_("Say how the session went"), _("Say how it went")),
        "answer_reschedule": (_("Answer the wish for another time"), _("See the times")),
        "confirm_session": (_("Confirm the session"), _("Confirm or decline")),
        "choose_time": (_("Choose a time"), _("See the times")),
    }[kind]
