"""A conversation in which everything has happened, made by actions."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from contracts.actions import counter_contract, propose_amendment, propose_pause
from contracts.terms import terms_of
from marketplace import actions as market
from sessions.actions import (
    complete_session,
    counter_reschedule,
    request_reschedule,
    write_wrap_up,
)
from tests.factories import (
    NOW,
    active_contract,
    confirmed_session,
    offered_contract,
    offered_session,
    open_request,
    opens_every_day,
    pending_proposal,
    scheduled_session,
)
from tests.kept import kept
from tests.marketplace.builders import answering

DAY = timedelta(days=1)
THEN = NOW + 3 * DAY  # when it is looked at


@kept
def tell(student, coach, *, times: int) -> None:
    """Every kind of card, each so often: what is open, what was answered and what is over."""
    if not coach.calendar.weekly_ranges.exists():
        opens_every_day(coach)
    for _ in range(times):
        _proposals(student, coach)
        _offer(student, coach)
        _contract(student, coach, at=NOW)
        _wish_for_a_pause(student, coach)


def _proposals(student, coach) -> None:
    """One edited after the request was, with answers; one accepted that led to no contract yet."""
    number = student.learning_requests.count()
    questions = ("What do you use?", "When can you start?")
    request = open_request(student, title=f"Learn to chart, part {number}", questions=questions)
    proposal = pending_proposal(request, coach)
    market.edit_proposal(
        proposal,
        by=coach,
        details=answering(request, session_count=5, price_per_session=Decimal(55)),
        version=proposal.version,
        now=NOW,
    )
    accepted = pending_proposal(open_request(student), coach)
    market.accept_proposal(accepted, by=student, version=1, request_version=1, now=NOW)


def _offer(student, coach) -> None:
    """Four versions, each answered with other terms, the last still open."""
    contract = offered_contract(student, coach)
    for price in (41, 42, 43):
        version = contract.open_version
        terms = replace(terms_of(version), price_per_session=Decimal(price), start_date=THEN.date())
        other = student if version.author_id == coach.pk else coach
        contract = counter_contract(
            contract, by=other, version_number=version.number, terms=terms, now=THEN
        )


def _contract(student, coach, *, at) -> None:
    """Under way: held with a wrap-up, a move answered by a counter, times offered, one asked for."""
    contract = active_contract(student, coach, session_count=6)
    held, moved, offered, asked = contract.sessions.order_by("number")[:4]
    held = confirmed_session(held, starts_at=_free(student, at + 2 * DAY))
    held = complete_session(held, by=student, version=held.version, now=THEN)
    write_wrap_up(
        held, by=coach, outcome_summary="Greetings", shared_notes="Page 3", homework="Page 4",
        next_step="Numbers", version=held.version, now=THEN,
    )  # fmt: skip
    moved = confirmed_session(moved, starts_at=_free(student, at + 6 * DAY))
    reschedule = request_reschedule(
        moved, by=student, starts=[_free(student, at + 20 * DAY)], timezone="UTC",
        reason="Something came up that day.", version=moved.version, now=THEN,
    )  # fmt: skip
    counter_reschedule(
        reschedule, by=coach, starts=[_free(student, at + 30 * DAY)], timezone="UTC",
        reason="I am away then, too.", now=THEN,
    )  # fmt: skip
    starts = [_free(student, at + 11 * DAY), _free(student, at + 12 * DAY)]
    offered_session(offered, by=coach, starts=starts, now=THEN)
    scheduled_session(asked, starts_at=_free(student, at + 9 * DAY), now=THEN)
    contract.refresh_from_db()
    terms = replace(terms_of(contract.agreed_version), session_count=8)
    propose_amendment(contract, by=coach, version=contract.version, terms=terms, now=THEN)


def _wish_for_a_pause(student, coach) -> None:
    contract = active_contract(student, coach)
    propose_pause(contract, by=coach, version=contract.version, now=THEN)


def _free(student, at):
    """That day on a quarter of an hour at which the student has nothing yet."""
    at = at.replace(minute=0)
    while student.busy_slots.filter(starts_at__lt=at + 2 * DAY / 24, ends_at__gt=at).exists():
        at += timedelta(hours=2)
    return at
