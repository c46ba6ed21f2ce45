"""Open questions about sessions, and all questions of all apps below, as one list."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

import contracts.needs
import marketplace.needs
from accounts.models import User
from contracts.models import Contract
from core.needs import Need, of_person
from sessions.models import CoachingSession
from sessions.policy import OUTCOME_WINDOW

Status = CoachingSession.Status


def needs_of(user: User, now: datetime) -> list[Need]:
    """Everything that waits for this person, over all state machines, by deadline. Four queries."""
    return of_person(turns_of(user, now), user.pk)


def turns_of(user: User, now: datetime) -> list[Need]:
    """The same, with what waits for others in what they share with this person, in no order."""
    return [
        *marketplace.needs.turns_of(user, now),
        *contracts.needs.turns_of(user, now),
        *_sessions(user, now),
    ]


def _sessions(user: User, now: datetime) -> list[Need]:
    return [need for row in _open_rows(user) for need in _of_session(row, now)]


def _open_rows(user: User) -> Any:
    """Sessions that ask something: of one side, or of both to find a time."""
    same = CoachingSession.objects.filter(contract=OuterRef("contract"))
    booked = same.filter(status__in=[Status.OFFERED, Status.SCHEDULED, Status.CONFIRMED])
    earlier = same.filter(status=Status.UNSCHEDULED, number__lt=OuterRef("number"))
    return (
        CoachingSession.objects.visible_to(user)
        .alias(
            offer=FilteredRelation("offers", condition=Q(offers__status="open")),
            move=FilteredRelation("reschedules", condition=Q(reschedules__status="pending")),
            claim=FilteredRelation("no_show_claims", condition=Q(no_show_claims__status="open")),
        )
        .filter(
            Q(status__in=[Status.SCHEDULED, Status.AWAITING_OUTCOME])
            | Q(offer__isnull=False)
            | Q(move__isnull=False)
            | Q(claim__isnull=False)
            | Q(
                ~Exists(booked),
                ~Exists(earlier),
                status=Status.UNSCHEDULED,
                contract__status=Contract.Status.ACTIVE,
            )
        )
        .select_related("contract__student", "contract__coach", "terms")
        .annotate(
            offer_author=F("offer__author"),
            offer_until=F("offer__lapses_at"),
            move_author=F("move__author"),
            move_until=F("move__expires_at"),
            claim_author=F("claim__author"),
            claim_until=F("claim__contest_by"),
        )
    )


def _of_session(row: Any, now: datetime) -> Iterator[Need]:
    contract = row.contract
    student, coach = contract.student_id, contract.coach_id
    if row.claim_author:
        absent = contract.other_party_id(row.claim_author)
        yield from _ask(row, now, absent, "answer_no_show", row.claim_until)
    elif row.status == Status.AWAITING_OUTCOME:
        yield from _ask_outcome(row, now)
    if row.move_author:
        asked = contract.other_party_id(row.move_author)
        yield from _ask(row, now, asked, "answer_move", row.move_until)
    elif row.status == Status.SCHEDULED:
        yield from _ask(row, now, coach, "confirm_session", row.answer_by)
    if row.offer_author:
        asked = contract.other_party_id(row.offer_author)
        yield from _ask(row, now, asked, "choose_time", row.offer_until)
    if row.status == Status.UNSCHEDULED:
        for person in (student, coach):
            yield from _ask(row, now, person, "find_time", None)


def _ask_outcome(row: Any, now: datetime) -> Iterator[Need]:
    until = row.ends_at + OUTCOME_WINDOW
    for person in (row.contract.student_id, row.contract.coach_id):
        yield from _ask(row, now, person, "say_outcome", until)


def _ask(
    row: Any, now: datetime, person_id: int, kind: str, deadline: datetime | None
) -> Iterator[Need]:
    if deadline is not None and deadline <= now:
        return
    contract = row.contract
    other = contract.coach if person_id == contract.student_id else contract.student
    title, action = _words(kind, person_id == contract.student_id)
    yield Need(
        kind=kind,
        person_id=person_id,
        title=title,
        about=_("Session %(number)d of %(contract)s")
        % {"number": row.number, "contract": contract.number},
        action=action,
        url=reverse("session-detail", args=[row.pk]),
        deadline=deadline,
        pair=(contract.student_id, contract.coach_id),
        other=str(other),
        amount=row.terms.price_per_session,
        currency=contract.currency,
        starts_at=row.scheduled_at,
    )


def _words(kind: str, is_student: bool) -> tuple[str, str]:
    """Title and button."""
    if kind == "find_time":
        if is_student:
            return _("Book the next session"), _("Find a time")
        return _("Offer times for the next session"), _("Find a time")
    return {
        "answer_no_show": (_("Say whether you were there"), _("Answer")),
        "say_outcome": (_("Say how the session went"), _("Say how it went")),
        "answer_move": (_("Answer the wish for another time"), _("See the times")),
        "confirm_session": (_("Confirm the session"), _("Confirm or decline")),
        "choose_time": (_("Choose a time"), _("See the times")),
    }[kind]
