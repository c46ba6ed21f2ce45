"""What the people of the demo do with each other, each step by its action."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, time, timedelta
from uuid import uuid4

from accounts.models import User
from calendars.weekly import WeekRange
from chat.models import Conversation
from chat.timeline.append import append
from chat.timeline.statements import NewMessage
from contracts.actions import accept_contract, offer_contract
from contracts.models import Contract, PaidThrough
from contracts.terms import terms_from_proposal
from core.zones import to_instant, zone
from marketplace.actions import submit_proposal
from marketplace.details import ProposalDetails
from marketplace.models import LearningRequest, Proposal
from sessions.actions import (
    accept_time,
    await_outcome,
    check_in,
    complete_session,
    offer_times,
    write_wrap_up,
)
from sessions.models import CoachingSession


@dataclass(frozen=True)
class WrapUp:
    """What a coach writes down after a session."""

    outcome_summary: str
    shared_notes: str
    homework: str
    next_step: str


def propose(
    request: LearningRequest,
    coach: User,
    details: ProposalDetails,
    now: datetime,
    *,
    said: tuple[str, ...] = (),
) -> Proposal:
    """Send a proposal that answers the request's questions in their order."""
    questions = request.questions.filter(retired_at=None).order_by("position")
    answers = dict(zip((question.pk for question in questions), said, strict=True))
    return submit_proposal(request, by=coach, details=replace(details, answers=answers), now=now)


def sign(proposal: Proposal, *, by: User, other: User, now: datetime) -> Contract:
    proposal.refresh_from_db()
    terms = replace(
        terms_from_proposal(proposal, now=now),
        late_cancel_percent=50,
        paid_through=PaidThrough.DIRECT,
        cancellation_policy="Please write as soon as you know. Illness is never a reason to pay.",
        learning_outcomes="Rent a flat, see a doctor and follow a conversation among neighbours.",
    )
    contract = offer_contract(proposal, by=by, terms=terms, now=now)
    return accept_contract(contract, by=other, version_number=1, now=now + timedelta(hours=5))


def agree(
    session: CoachingSession, *, offered_by: User, taken_by: User, start: datetime, now: datetime
) -> None:
    """One side offers a start, the other takes it."""
    offer = offer_times(
        session, by=offered_by, starts=[start], timezone=offered_by.timezone,
        version=session.version, now=now,
    )  # fmt: skip
    accept_time(offer, by=taken_by, starts_at=start, now=now + timedelta(hours=2))


def hold(
    session: CoachingSession,
    coach: User,
    student: User,
    start: datetime,
    wrap_up: WrapUp,
    *,
    checks_in: bool = True,
) -> None:
    """The student says afterwards that it took place, and the coach what came of it.

    With `checks_in` both have said that they are there, too.
    """
    if checks_in:
        meet(session, coach, student, start)
    after = start + timedelta(minutes=session.duration_minutes + 20)
    held = complete_session(session, by=student, version=session.version, now=after)
    write_wrap_up(
        held,
        by=coach,
        **asdict(wrap_up),
        version=held.version,
        now=after + timedelta(minutes=15),
    )


def meet(session: CoachingSession, coach: User, student: User, start: datetime) -> None:
    """Both come; what came of it is still to be said."""
    check_in(session, by=coach, now=start - timedelta(minutes=4))
    check_in(session, by=student, now=start)
    await_outcome(session, now=start + timedelta(minutes=session.duration_minutes))
    session.refresh_from_db()


def say(student: User, coach: User, now: datetime, lines: list[tuple[User, str]]) -> None:
    conversation = Conversation.objects.get(student=student, coach=coach)
    for turn, (author, text) in enumerate(lines):
        message = NewMessage(
            conversation_id=conversation.pk,
            author_id=author.pk,
            client_id=uuid4(),
            body=text,
            at=now + timedelta(minutes=4 * turn),
        )
        append([message])


def next_weekday_hour(after: datetime, hour: int, zone_name: str) -> datetime:
    """The first Monday to Friday from that instant on at which the zone's clocks show the full hour."""
    day = after.astimezone(zone(zone_name)).date()
    while day.weekday() > 4 or to_instant(datetime.combine(day, time(hour)), zone_name) < after:
        day += timedelta(days=1)
    return to_instant(datetime.combine(day, time(hour)), zone_name)


def weekly(*weekdays: int, hours: tuple[int, int] = (17, 20)) -> tuple[WeekRange, ...]:
    start, end = hours
    return tuple(
        WeekRange(weekday=day, starts_minute=start * 60, ends_minute=end * 60) for day in weekdays
    )
