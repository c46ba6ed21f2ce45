"""What time alone makes due, in the order in which it fell due.

Due ids are read unlocked; the normal action, idempotent and in a transaction of its own, decides again
under its locks. So any number of workers may sweep at once, and a day without a sweep is caught up.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q

from calendars.busy import busy_around
from contracts.models import Contract
from core.errors import Busy
from sessions import actions
from sessions.models import (
    AnyProposal,
    CoachingSession,
    NoShowClaim,
    ProposedStart,
    RescheduleRequest,
    TimesOffer,
)
from sessions.policy import OUTCOME_WINDOW

logger = logging.getLogger(__name__)
Status = CoachingSession.Status


@dataclass(frozen=True, kw_only=True)
class Step:
    """One kind of due thing: the rows that are due by now, since when each is, and the action for each."""

    due: Callable[[datetime], Iterable[Any]]
    act: Callable[..., Any]
    since: Callable[[Any], datetime] | None = None


def sweep(now: datetime) -> int:
    """Do everything that is due; what fails is logged and tried at the next sweep. Returns how many.

    What fell due at an instant comes first, of whatever kind, in the order of the instants; then what
    follows from it.
    """
    done = sum(_tried(step, row, now) for step, row in _in_order(now))
    for step in FOLLOWING:
        done += sum(_tried(step, row, now) for row in list(step.due(now)))
    return done


def _in_order(now: datetime) -> list[tuple[Step, Any]]:
    found = [(step.since(row), step, row) for step in TIMED if step.since for row in step.due(now)]
    return [(step, row) for _since, step, row in sorted(found, key=itemgetter(0))]


def _tried(step: Step, row: Any, now: datetime) -> bool:
    try:
        step.act(row, now=now)
    except Busy:
        return False  # somebody else holds the rows; the next sweep finds it still due
    except Exception:
        logger.exception("%s failed for %r", step.act.__name__, row)
        return False
    return True


def expired_offers(now: datetime) -> Iterable[TimesOffer]:
    return TimesOffer.objects.filter(status=TimesOffer.WAITING, expires_at__lte=now)


def expired_reschedules(now: datetime) -> Iterable[RescheduleRequest]:
    waiting = RescheduleRequest.objects.filter(status=RescheduleRequest.WAITING)
    return waiting.filter(expires_at__lte=now)


def unanswered_bookings(now: datetime) -> Iterable[CoachingSession]:
    return CoachingSession.objects.filter(status=Status.SCHEDULED, answer_by__lte=now)


def ended_sessions(now: datetime) -> Iterable[CoachingSession]:
    return CoachingSession.objects.filter(status=Status.CONFIRMED, ends_at__lte=now)


def undecided_sessions(now: datetime) -> Iterable[CoachingSession]:
    """Those whose claim has stood long enough, or about which nobody said anything in 72 hours."""
    open_claim = Q(no_show_claims__status=NoShowClaim.Status.OPEN)
    sessions = CoachingSession.objects.annotate(
        claim_stood_at=Min("no_show_claims__contest_by", filter=open_claim)
    )
    silent = Q(ends_at__lte=now - OUTCOME_WINDOW, claim_stood_at__isnull=True)
    return sessions.filter(status__in=(Status.CONFIRMED, Status.AWAITING_OUTCOME)).filter(
        silent | Q(claim_stood_at__lte=now)
    )


def _decided_at(session: Any) -> datetime:
    decided: datetime = session.claim_stood_at or session.ends_at + OUTCOME_WINDOW
    return decided


def finished_contracts(now: datetime) -> Iterable[Contract]:
    """Active contracts past their end, or without a credit that is not over."""
    open_rows = CoachingSession.objects.filter(contract=OuterRef("pk")).exclude(
        status__in=CoachingSession.ENDED
    )
    contestable = CoachingSession.objects.filter(contract=OuterRef("pk"), final_at__gt=now)
    over = ~Exists(open_rows) & ~Exists(contestable)
    unbooked = open_rows.filter(status__in=CoachingSession.BOOKABLE)
    # The end date is a day in the contract's zone; the action knows its exact instant.
    past_end = Q(ends_on__lte=now.date()) & Exists(unbooked)
    return Contract.objects.active().filter(over | past_end).order_by("id")


def proposals_to_note(now: datetime) -> Iterable[AnyProposal]:
    """Waiting ones with a start that is taken, or free again, unlike what their cards were told."""
    clashing = (
        busy_around("starts_at", "ends_at")
        .filter(Q(user_id=OuterRef("student_id")) | Q(user_id=OuterRef("coach_id")))
        .exclude(session_id=OuterRef("session_id"))
    )
    starts = ProposedStart.objects.waiting(now).annotate(is_taken=Exists(clashing))
    return starts.exclude(noted_taken=F("is_taken")).proposals()


TIMED = (
    Step(due=expired_offers, act=actions.lapse_times, since=attrgetter("expires_at")),
    Step(due=expired_reschedules, act=actions.expire_reschedule, since=attrgetter("expires_at")),
    Step(due=unanswered_bookings, act=actions.lapse_booking, since=attrgetter("answer_by")),
    Step(due=ended_sessions, act=actions.await_outcome, since=attrgetter("ends_at")),
    Step(due=undecided_sessions, act=actions.settle_outcome, since=_decided_at),
)
FOLLOWING = (
    Step(due=finished_contracts, act=actions.close_after_the_end),
    Step(due=proposals_to_note, act=actions.note_availability),
)
