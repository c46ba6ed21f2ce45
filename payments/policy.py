"""When a session is charged, until when it has to be paid, and what is to be done about a charge now."""

from datetime import datetime, timedelta
from enum import Enum, auto

from payments.models import Charge
from sessions.models import CoachingSession

# Before the start; and what is left to pay where a session was agreed on later than that.
CHARGED_AHEAD = timedelta(days=7)
PAID_AHEAD = timedelta(hours=12)
TIME_TO_PAY = timedelta(minutes=30)
# After the first try with a card that may work another day, and after the second.
RETRY_PAUSES = (timedelta(hours=24), timedelta(hours=48))
# So long after `pay_by` the answer to a payment under way is waited for.
LAST_ANSWER = timedelta(hours=1)

Status = Charge.Status
Booking = CoachingSession.Status


class Step(Enum):
    NOTHING = auto()
    CHARGE = auto()
    ASK_PAYER = auto()  # there is no card to charge
    END_VISIT = auto()  # close the hosted page: nobody may pay there any more
    GIVE_UP = auto()  # the session is not paid in time and is cancelled
    CALL_OFF = auto()  # nothing is to be paid any more


def charge_at(agreed_at: datetime, starts_at: datetime) -> datetime:
    return max(agreed_at, starts_at - CHARGED_AHEAD)


def pay_by(agreed_at: datetime, starts_at: datetime) -> datetime:
    """Twelve hours before the start, but never sooner than half an hour after it was agreed on."""
    return min(max(starts_at - PAID_AHEAD, agreed_at + TIME_TO_PAY), starts_at)


def retry_at(attempt: int, *, now: datetime, until: datetime) -> datetime | None:
    """When to try the same card again after this attempt; None when that is no use or too late."""
    if attempt > len(RETRY_PAUSES):
        return None
    again = now + RETRY_PAUSES[attempt - 1]
    return again if again < until else None


def next_step(charge: Charge, session: CoachingSession, *, has_card: bool, now: datetime) -> Step:
    """What the rows call for. They are the truth: it does not matter what woke us."""
    if not charge.is_live:
        return Step.NOTHING
    is_over = now >= charge.pay_by and _can_be_given_up(session, now=now)
    if charge.status in (Status.CHARGING, Status.PAYING):
        return _step_under_way(charge, session, is_over=is_over, now=now)
    if not is_wanted(charge, session):
        return Step.CALL_OFF
    if is_over:
        return Step.GIVE_UP
    if charge.status == Status.DUE and charge.try_at is not None and now >= charge.try_at:
        return Step.CHARGE if has_card else Step.ASK_PAYER
    return Step.NOTHING


def _step_under_way(
    charge: Charge, session: CoachingSession, *, is_over: bool, now: datetime
) -> Step:
    """Money may be moving: the answer is waited for, and what can be stopped is stopped first."""
    if is_over and now >= charge.pay_by + LAST_ANSWER:
        return Step.GIVE_UP
    has_ended = charge.checkout_ends_at is not None and now >= charge.checkout_ends_at
    is_stopped = is_over or has_ended or not is_wanted(charge, session)
    if charge.status == Status.PAYING and charge.checkout_id and is_stopped:
        return Step.END_VISIT
    return Step.NOTHING


def is_wanted(charge: Charge, session: CoachingSession) -> bool:
    """Whether the session is to come, or its whole price is owed."""
    return not session.is_ended or session.owed_amount == charge.amount


def _can_be_given_up(session: CoachingSession, *, now: datetime) -> bool:
    return session.status == Booking.CONFIRMED and now < session.span[0]
