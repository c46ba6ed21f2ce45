"""What time alone makes due, in the order in which it fell due.

Due ids are read unlocked; the normal action, idempotent and in a transaction of its own, decides again
under its locks. So any number of workers may sweep at once, and a day without a sweep is caught up.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter, itemgetter
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

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
UNDECIDED = (Status.CONFIRMED, Status.AWAITING_OUTCOME)
# A sweep every few seconds looks at what ended since; what it missed for longer is found by `sweep_missed`.
LATELY = timedelta(days=2)


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


def sweep_missed(now: datetime) -> int:
    """Do what neither an action's own push nor a sweep saw in time. Returns how many.

    It looks at every running contract and every waiting proposal, so it comes seldomer.
    """
    return sum(_tried(step, row, now) for step in MISSED for row in list(step.due(now)))


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


def silent_sessions(now: datetime) -> Iterable[CoachingSession]:
    """Those about which nobody said anything in 72 hours."""
    claims = NoShowClaim.objects.filter(session=OuterRef("pk"), status=NoShowClaim.Status.OPEN)
    return CoachingSession.objects.filter(
        ~Exists(claims), status__in=UNDECIDED, ends_at__lte=now - OUTCOME_WINDOW
    )


def _silent_since(session: CoachingSession) -> datetime:
    return session.span.ends_at + OUTCOME_WINDOW


def standing_claims(now: datetime) -> Iterable[NoShowClaim]:
    """The first of each session that has stood long enough."""
    claims = NoShowClaim.objects.filter(
        status=NoShowClaim.Status.OPEN, contest_by__lte=now, session__status__in=UNDECIDED
    )
    rows = claims.select_related("session").order_by("contest_by", "pk")
    return {claim.session_id: claim for claim in reversed(rows)}.values()


def _let_stand(claim: NoShowClaim, *, now: datetime) -> None:
    actions.settle_outcome(claim.session, now=now)


def finished_contracts(now: datetime) -> Iterable[Contract]:
    """Active contracts past their end, or without a credit that is not over since lately."""
    since = now - LATELY
    lately = CoachingSession.objects.filter(
        Q(final_at__gt=since, final_at__lte=now) | Q(ended_at__gt=since, ended_at__lte=now)
    )
    found = {row.pk: row for row in _over(now).filter(pk__in=lately.values("contract"))}
    found |= {row.pk: row for row in _past_end(now)}
    return [found[pk] for pk in sorted(found)]


def contracts_missed(now: datetime) -> Iterable[Contract]:
    """Every active contract that is over, since whenever: looks at all of them."""
    return _over(now).order_by("pk")


def _over(now: datetime) -> QuerySet[Contract]:
    open_rows = CoachingSession.objects.filter(contract=OuterRef("pk")).exclude(
        status__in=CoachingSession.ENDED
    )
    contestable = CoachingSession.objects.filter(contract=OuterRef("pk"), final_at__gt=now)
    return Contract.objects.active().filter(~Exists(open_rows), ~Exists(contestable))


def _past_end(now: datetime) -> QuerySet[Contract]:
    """The end date is a day in the contract's zone; the action knows its exact instant."""
    unbooked = CoachingSession.objects.filter(
        contract=OuterRef("pk"), status__in=CoachingSession.BOOKABLE
    )
    return Contract.objects.active().filter(Exists(unbooked), ends_on__lte=now.date())


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
    Step(due=silent_sessions, act=actions.settle_outcome, since=_silent_since),
    Step(due=standing_claims, act=_let_stand, since=attrgetter("contest_by")),
)
FOLLOWING = (Step(due=finished_contracts, act=actions.close_after_the_end),)
MISSED = (
    Step(due=contracts_missed, act=actions.close_after_the_end),
    Step(due=proposals_to_note, act=actions.note_availability),
)
