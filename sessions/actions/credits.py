"""A contract's credits follow the contract: they come to life, fit its terms, and end with it."""

from collections.abc import Iterable
from datetime import datetime
from itertools import count, islice

from accounts.models import User
from contracts.actions import complete_contract
from contracts.models import Contract
from core.actions import save_next_version
from core.events import record
from core.transactions import action, locked
from sessions.actions.attempts import end_attempt
from sessions.actions.offering import withdraw_open_times
from sessions.actions.steps import hold_sessions
from sessions.events import SessionUnused, event_fields
from sessions.models import CoachingSession
from sessions.queries import latest_attempts
from sessions.scheduling import contract_span

Status = CoachingSession.Status


@action
def open_credits(contract: Contract) -> list[CoachingSession]:
    """One unscheduled session for each credit of the agreed terms. Doing it again adds nothing."""
    terms = contract.agreed_version
    if terms is None:
        raise ValueError("a contract without agreed terms has no credits")
    there = set(CoachingSession.objects.filter(contract=contract).values_list("number", flat=True))
    rows = [
        CoachingSession(
            contract=contract,
            number=number,
            terms=terms,
            duration_minutes=terms.duration_minutes,
            timezone=terms.timezone,
        )
        for number in range(1, terms.session_count + 1)
        if number not in there
    ]
    return CoachingSession.objects.bulk_create(rows)


@action
def void_unscheduled(contract: Contract, *, by: User | None, now: datetime) -> None:
    """After an early end by agreement: what was never booked is void."""
    for row in hold_sessions(contract):
        if row.is_bookable:
            _void(row, by=by, now=now)


@action
def fit_to_terms(contract: Contract, *, by: User | None, now: datetime) -> None:
    """After an amendment: unbooked credits take the new terms, and their number becomes the agreed one.

    Open offers of times are withdrawn; surplus credits are void from the highest number down.
    """
    terms = contract.agreed_version
    if terms is None:
        raise ValueError("an amended contract has agreed terms")
    latest = latest_attempts(hold_sessions(contract))
    live = [row for row in latest if row.status not in (Status.VOID, Status.UNUSED)]
    surplus = max(len(live) - terms.session_count, 0)
    for row in reversed(live):
        if not row.is_bookable:
            continue
        if surplus:
            _void(row, by=by, now=now)
            surplus -= 1
        else:
            withdraw_open_times(row, by=by, now=now)
            row.terms, row.duration_minutes = terms, terms.duration_minutes
            row.timezone = terms.timezone
            save_next_version(row)
    _add_missing(contract, latest, live)


def _add_missing(
    contract: Contract, latest: Iterable[CoachingSession], live: Iterable[CoachingSession]
) -> None:
    """Credits up to the agreed count, the lowest free numbers first; a void number takes its next attempt."""
    terms = contract.agreed_version
    if terms is None:
        raise ValueError("an amended contract has agreed terms")
    taken = {row.number for row in live}
    attempts = {row.number: row.attempt for row in latest}
    free = (number for number in count(1) if number not in taken)
    CoachingSession.objects.bulk_create(
        CoachingSession(
            contract=contract,
            number=number,
            attempt=attempts.get(number, 0) + 1,
            terms=terms,
            duration_minutes=terms.duration_minutes,
            timezone=terms.timezone,
        )
        for number in islice(free, max(terms.session_count - len(taken), 0))
    )


def _void(row: CoachingSession, *, by: User | None, now: datetime) -> None:
    end_attempt(row, Status.VOID, now=now, by=by, credit_back=False)


@action
def close_after_the_end(contract: Contract, *, now: datetime) -> Contract:
    """After the end date what was not booked is unused; once all is settled the contract is complete.

    Complete means: every credit is over and the last window to contest is closed. Does nothing before,
    or twice.
    """
    row = locked(Contract.objects.filter(pk=contract.pk)).get()
    if row.status != Contract.Status.ACTIVE:
        return row
    latest = latest_attempts(hold_sessions(row))
    if now >= contract_span(row)[1]:
        for session in latest:
            if session.is_bookable:
                _mark_unused(session, now=now)
    settled = all(s.is_ended and (s.final_at is None or s.final_at <= now) for s in latest)
    return complete_contract(row, now=now) if settled and latest else row


def _mark_unused(row: CoachingSession, *, now: datetime) -> None:
    end_attempt(row, Status.UNUSED, now=now, by=None, credit_back=False)
    record(SessionUnused(**event_fields(row, by=None, now=now)))
