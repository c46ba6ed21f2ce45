"""Cancelling, completing and amending a contract: what becomes of its sessions and of the money."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from calendars.models import BusySlot
from contracts.actions import (
    accept_amendment,
    accept_completion,
    propose_amendment,
    propose_completion,
    propose_pause,
)
from contracts.errors import StillBooked
from contracts.terms import terms_of
from core import clock
from core.errors import Invalid, NotAllowed, NotPossibleNow, Stale
from sessions.actions import (
    cancel_with_settlement,
    check_in,
    claim_no_show,
    close_after_the_end,
    complete_session,
    settle_outcome,
)
from sessions.settlement import commitments, preview
from tests.factories import (
    NOW,
    active_contract,
    confirmed_session,
    offered_session,
    opens_every_day,
    scheduled_session,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
WHY = "My plans have changed for good."


@pytest.fixture
def contract(student, coach):
    return active_contract(student, coach, session_count=7, late_cancel_percent=50)


def credit(contract, number):
    return contract.sessions.filter(number=number).order_by("attempt").last()


def statuses(contract):
    return [credit(contract, n).status for n in range(1, contract.sessions.count() + 1)]


@pytest.fixture
def busy(contract, student, coach):
    """At NOW + 4 d: 1 completed, 2 running, 3 inside its cut-off, 4 later, 5 asked for, 6 offered, 7 free."""
    opens_every_day(coach)
    now = NOW + 4 * DAY
    first = confirmed_session(credit(contract, 1), starts_at=NOW + DAY)
    complete_session(first, by=student, version=first.version, now=NOW + 2 * DAY)
    confirmed_session(credit(contract, 2), starts_at=now - HOUR / 2)
    confirmed_session(credit(contract, 3), starts_at=now + 9 * HOUR)
    confirmed_session(credit(contract, 4), starts_at=now + 2 * DAY)
    scheduled_session(credit(contract, 5), starts_at=now + 5 * DAY, now=now - HOUR)
    offered_session(credit(contract, 6), by=coach, starts=[now + 6 * DAY], now=now - HOUR)
    contract.refresh_from_db()
    return now


@pytest.mark.parametrize(
    ("side", "late", "owed", "never"),
    [
        ("student", ("cancelled_late", Decimal("20.00")), "60.00", "180.00"),
        ("coach", ("cancelled_by_coach", Decimal(0)), "40.00", "200.00"),
    ],
)
def test_cancel_does_what_the_preview_said(contract, student, coach, busy, side, late, owed, never):
    by = {"student": student, "coach": coach}[side]
    promised = preview(contract, by=by, now=busy)
    assert [line.fate for line in promised.lines] == [
        "kept", "runs_on", "late", "freed", "freed", "void", "void",
    ]  # fmt: skip
    assert (promised.completed, promised.used, promised.running, promised.freed) == (1, 1, 1, 4)
    assert (promised.owed.amount, promised.never_charged) == (Decimal(owed), Decimal(never))
    assert promised.owed.fee + promised.owed.coach_share == Decimal(owed)
    cancel_with_settlement(contract, by=by, version=contract.version, reason=WHY, now=busy)
    for line in promised.lines:
        row = credit(contract, line.session.number)
        assert row.pk == line.session.pk
        assert row.status == line.status_after
        if line.fate != "runs_on":
            assert (row.owed_amount or 0) == line.owed
    assert (credit(contract, 3).status, credit(contract, 3).owed_amount) == late
    assert set(BusySlot.objects.values_list("session_id", flat=True)) == {credit(contract, 2).pk}


@pytest.mark.parametrize("what", ["a booking", "a cut-off"])
def test_what_changed_since_the_preview_is_shown_before_anything_is_done(
    contract, student, busy, login, what, monkeypatch, events
):
    browser, address = login(student), f"/contracts/{contract.pk}/cancel"
    monkeypatch.setattr(clock, "now", lambda: busy)
    shown = browser.get(address, headers={"Accept": "application/json"}).json()["settlement"]
    if what == "a booking":
        scheduled_session(credit(contract, 7), starts_at=busy + 7 * DAY, now=busy)
    else:
        monkeypatch.setattr(clock, "now", lambda: busy + 39 * HOUR)  # session 4 is late by then
    seen = events()
    form = {"version": contract.version, "reason": WHY, "seen": shown["seen"]}
    answer = browser.post(address, form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Something changed since you opened this" in page
    assert WHY in page
    assert seen() == []
    contract.refresh_from_db()
    assert contract.status == "active"

    form["seen"] = re.search(r'name="seen" value="(\w+)"', page)[1]
    assert browser.post(address, form).status_code == 303
    contract.refresh_from_db()
    assert contract.status == "cancelled"


def test_each_freed_session_is_told_once_and_again_changes_nothing(contract, student, busy, events):
    seen = events()
    for _press in range(2):
        cancel_with_settlement(contract, by=student, version=contract.version, reason=WHY, now=busy)
    assert seen() == ["ContractCancelled", *["SessionCancelled"] * 3]


def test_started_session_runs_to_its_own_end_after_the_cancel(contract, student, coach, busy):
    running = credit(contract, 2)
    check_in(running, by=student, now=busy)
    cancel_with_settlement(contract, by=coach, version=contract.version, reason=WHY, now=busy)
    running.refresh_from_db()
    claim_no_show(running, by=student, version=running.version, now=busy + HOUR)
    row = settle_outcome(running, now=busy + 73 * HOUR)
    assert row.status == "no_show_coach"
    assert credit(contract, 2).attempt == 1  # there is no contract for a credit to come back to


def test_refused_cancel_changes_nothing(contract, student, other_student, busy, events):
    seen = events()
    before = statuses(contract)
    with pytest.raises(NotAllowed):
        preview(contract, by=other_student, now=busy)
    for error, kwargs in (
        (NotAllowed, {"by": other_student}),
        (Stale, {"version": contract.version - 1}),
        (Invalid, {"reason": "no"}),
    ):
        with pytest.raises(error):
            cancel_with_settlement(
                contract,
                **{
                    "by": student,
                    "version": contract.version,
                    "reason": WHY,
                    "now": busy,
                    **kwargs,
                },
            )
    assert (statuses(contract), seen()) == (before, [])


def test_there_is_nothing_to_preview_once_it_is_over(contract, student, busy):
    cancel_with_settlement(contract, by=student, version=contract.version, reason=WHY, now=busy)
    contract.refresh_from_db()
    with pytest.raises(NotPossibleNow):
        preview(contract, by=student, now=busy)


def test_commitments_tell_contracts_what_is_bound(contract, busy):
    bound = commitments(contract)
    assert (bound.spent, bound.unscheduled, bound.booked, bound.unsettled) == (5, 2, True, False)
    assert bound.last_booked_end == busy + 5 * DAY + HOUR


def test_pause_waits_until_nothing_is_offered_or_booked(contract, student, coach):
    offered_session(credit(contract, 1), by=coach, starts=[NOW + DAY])
    contract.refresh_from_db()
    with pytest.raises(StillBooked):
        propose_pause(contract, by=student, version=contract.version, now=NOW)


def test_early_end_by_agreement_voids_what_was_not_booked(contract, student, coach):
    first = confirmed_session(credit(contract, 1), starts_at=NOW + DAY)
    complete_session(first, by=student, version=first.version, now=NOW + 2 * DAY)
    contract.refresh_from_db()
    later = NOW + 3 * DAY
    contract = propose_completion(contract, by=coach, version=contract.version, now=later)
    contract = accept_completion(contract, by=student, version=contract.version, now=later)
    assert contract.status == "completed"
    assert statuses(contract) == ["completed", *["void"] * 6]


def amend(contract, by, other, **change):
    contract.refresh_from_db()
    terms = replace(terms_of(contract.agreed_version), **change)
    contract = propose_amendment(contract, by=by, version=contract.version, terms=terms, now=NOW)
    return accept_amendment(
        contract, by=other, version_number=contract.open_version.number, now=NOW
    )


def test_amendment_gives_unbooked_credits_the_new_terms_and_number(contract, student, coach):
    booked = confirmed_session(credit(contract, 1), starts_at=NOW + DAY)
    offered_session(credit(contract, 2), by=coach, starts=[NOW + 2 * DAY])
    contract = amend(contract, student, coach, session_count=4, duration_minutes=90)
    assert statuses(contract) == ["confirmed", *["unscheduled"] * 3, *["void"] * 3]
    booked.refresh_from_db()
    assert (booked.duration_minutes, booked.terms.number) == (60, 1)
    assert (credit(contract, 2).duration_minutes, credit(contract, 2).terms.number) == (90, 2)
    assert credit(contract, 2).offers.get().status == "withdrawn"


def test_numbers_given_up_by_one_amendment_come_back_with_the_next(contract, student, coach):
    contract = amend(contract, student, coach, session_count=5)
    contract = amend(contract, student, coach, session_count=8)
    rows = contract.sessions.exclude(status="void").order_by("number")
    assert [(row.number, row.attempt) for row in rows] == [
        (1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 2), (7, 2), (8, 1),
    ]  # fmt: skip
    contract = amend(contract, student, coach, session_count=7)
    contract = amend(contract, student, coach, session_count=8)
    assert [credit(contract, 8).attempt, credit(contract, 8).status] == [2, "unscheduled"]


def test_credits_that_were_given_up_do_not_count_as_used(contract, student, coach):
    contract = amend(contract, student, coach, session_count=5)
    first = confirmed_session(credit(contract, 1), starts_at=NOW + DAY)
    complete_session(first, by=student, version=first.version, now=NOW + 2 * DAY)
    promised = preview(contract, by=student, now=NOW + 2 * DAY)
    assert (promised.used, promised.freed) == (1, 4)


def test_amendment_adds_credits(contract, student, coach):
    contract = amend(contract, student, coach, session_count=9)
    assert statuses(contract) == ["unscheduled"] * 9


def test_credit_that_comes_back_takes_the_current_terms(contract, student, coach):
    from sessions.actions import cancel_session

    booked = confirmed_session(credit(contract, 1), starts_at=NOW + 3 * DAY)
    amend(contract, student, coach, duration_minutes=90, price_per_session=Decimal("50.00"))
    booked.refresh_from_db()
    cancel_session(booked, by=student, version=booked.version, now=NOW)
    fresh = credit(contract, 1)
    assert (fresh.attempt, fresh.duration_minutes, fresh.terms.number) == (2, 90, 2)


def test_contract_is_complete_when_the_last_contest_window_is_closed(student, coach, events):
    contract = active_contract(student, coach, session_count=1)
    row = confirmed_session(contract.sessions.get(), starts_at=NOW + DAY)
    end = NOW + DAY + HOUR
    complete_session(row, by=coach, version=row.version, now=end)
    seen = events()
    assert close_after_the_end(contract, now=end + 72 * HOUR - SECOND).status == "active"
    assert close_after_the_end(contract, now=end + 72 * HOUR).status == "completed"
    close_after_the_end(contract, now=end + 80 * HOUR)
    assert seen() == ["ContractCompleted"]


@pytest.mark.parametrize(
    ("shift", "status"), [(-SECOND, "active"), (0 * SECOND, "completed"), (SECOND, "completed")]
)
def test_credits_are_unused_after_the_last_day_in_the_contracts_zone(student, coach, shift, status):
    from datetime import datetime, time

    from core.zones import to_instant

    contract = active_contract(student, coach, session_count=2)
    midnight = datetime.combine(contract.ends_on + DAY, time())
    end = to_instant(midnight, contract.agreed_version.timezone)
    assert close_after_the_end(contract, now=end + shift).status == status
    assert statuses(contract) == ["unscheduled" if status == "active" else "unused"] * 2
