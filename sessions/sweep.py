"""What time alone makes due, in the order in which it fell due.

Due ids are read unlocked; the normal action, idempotent and in a transaction of its own, decides again
under its locks. So any number of workers may sweep at once, and a day without a sweep is caught up.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from contracts.models import Contract
from core.errors import Busy
from sessions import actions, settlement
from sessions.blocking import busy_around
from sessions.models import (
    CoachingSession,
    NoShowClaim,
    OfferedTime,
    RescheduleRequest,
    TimesOffer,
)
from sessions.policy import OUTCOME_WINDOW

logger = logging.getLogger(__name__)
Status = CoachingSession.Status


@dataclass(frozen=True, kw_only=True)
class Step:
    """One kind of due thing: the rows that are due at an instant, and the action for each."""

    due: Callable[[datetime], Iterable[Any]]
    act: Callable[..., Any]


def sweep(now: datetime) -> int:
    """Do everything that is due; what fails is logged and tried at the next sweep. Returns how many."""
    done = 0
    for step in STEPS:
        for row in list(step.due(now)):
            done += _tried(step, row, now)
    return done


def _tried(step: Step, row: Any, now: datetime) -> bool:
    try:
        step.act(row, now=now)
    except Busy:
        return False  # somebody else holds the rows; the next sweep finds it still due
    except Exception:
        logger.exception("%s failed for %r", step.act.__name__, row)
        return False
    return True


def lapsed_offers(now: datetime) -> Iterable[TimesOffer]:
    return TimesOffer.objects.filter(status=TimesOffer.Status.OPEN, lapses_at__lte=now).order_by(
        "lapses_at"
    )


def expired_moves(now: datetime) -> Iterable[RescheduleRequest]:
    return RescheduleRequest.objects.filter(
        status=RescheduleRequest.Status.PENDING, expires_at__lte=now
    ).order_by("expires_at")


def unanswered_bookings(now: datetime) -> Iterable[CoachingSession]:
    return CoachingSession.objects.filter(status=Status.SCHEDULED, answer_by__lte=now).order_by(
        "answer_by"
    )


def ended_sessions(now: datetime) -> Iterable[CoachingSession]:
    return CoachingSession.objects.filter(status=Status.CONFIRMED, ends_at__lte=now).order_by(
        "ends_at"
    )


def undecided_sessions(now: datetime) -> Iterable[CoachingSession]:
    """Those whose claim has stood long enough, or about which nobody said anything in 72 hours."""
    open_claims = NoShowClaim.objects.filter(session=OuterRef("pk"), status=NoShowClaim.Status.OPEN)
    silent = Q(ends_at__lte=now - OUTCOME_WINDOW) & ~Exists(open_claims)
    stood = Exists(open_claims.filter(contest_by__lte=now))
    return (
        CoachingSession.objects.filter(status__in=(Status.CONFIRMED, Status.AWAITING_OUTCOME))
        .filter(silent | stood)
        .order_by("ends_at")
    )


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


def offers_to_grey(now: datetime) -> Iterable[TimesOffer]:
    """Open offers with a start that is taken, or free again, unlike what their cards were told."""
    clashing = (
        busy_around("starts_at", "ends_at")
        .filter(
            Q(user_id=OuterRef("offer__session__contract__student_id"))
            | Q(user_id=OuterRef("offer__session__contract__coach_id"))
        )
        .exclude(session_id=OuterRef("offer__session_id"))
    )
    times = (
        OfferedTime.objects.filter(offer__status=TimesOffer.Status.OPEN, starts_at__gt=now)
        .annotate(is_taken=Exists(clashing))
        .exclude(told_taken=F("is_taken"))
    )
    return TimesOffer.objects.filter(pk__in=times.values("offer_id")).order_by("pk")


def moves_to_grey(now: datetime) -> Iterable[RescheduleRequest]:
    """Open wishes to move with a start that is taken, or free again, unlike what their cards were told."""
    pending = RescheduleRequest.objects.filter(
        status=RescheduleRequest.Status.PENDING, expires_at__gt=now
    )
    moves = list(pending.select_related("session__contract").order_by("pk"))
    return actions.moves_told_otherwise(moves)


STEPS = (
    Step(due=lapsed_offers, act=actions.lapse_times),
    Step(due=expired_moves, act=actions.expire_reschedule),
    Step(due=unanswered_bookings, act=actions.lapse_booking),
    Step(due=ended_sessions, act=actions.await_outcome),
    Step(due=undecided_sessions, act=actions.settle_outcome),
    Step(due=finished_contracts, act=settlement.close_after_the_end),
    Step(due=offers_to_grey, act=actions.tell_taken_times),
    Step(due=moves_to_grey, act=actions.tell_taken_starts),
)
