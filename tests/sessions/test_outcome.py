"""Checking in, completing, not coming, disagreeing, and what the clock decides."""

from datetime import timedelta
from decimal import Decimal

import pytest

from calendars.models import BusySlot
from core.errors import Invalid, NotAllowed, NotPossibleNow, Stale
from sessions.actions import (
    await_outcome,
    check_in,
    claim_no_show,
    complete_session,
    contest_outcome,
    request_reschedule,
    resolve_dispute,
    settle_outcome,
)
from tests.factories import NOW, confirmed_session

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
START = NOW + timedelta(days=4)
END = START + HOUR
LIMIT = END + 72 * HOUR
WHY = "I waited in the room all the time."
EDGE = [-SECOND, 0 * SECOND, SECOND]


@pytest.fixture
def booked(session):
    return confirmed_session(session, starts_at=START)


def complete(row, by, now):
    row.refresh_from_db()
    return complete_session(row, by=by, version=row.version, now=now)


def claim(row, by, now):
    row.refresh_from_db()
    return claim_no_show(row, by=by, version=row.version, now=now)


def contest(row, by, now):
    row.refresh_from_db()
    return contest_outcome(row, by=by, reason=WHY, version=row.version, now=now)


def attempts(row):
    return list(row.contract.sessions.filter(number=row.number).values_list("attempt", "status"))


@pytest.mark.parametrize("shift", EDGE)
def test_door_opens_ten_minutes_before(booked, coach, shift, events):
    now = START - 10 * MINUTE + shift
    seen = events()
    if shift < 0 * SECOND:
        with pytest.raises(NotPossibleNow):
            check_in(booked, by=coach, now=now)
        assert seen() == []
    else:
        assert check_in(booked, by=coach, now=now).coach_checked_in_at == now
        check_in(booked, by=coach, now=now + MINUTE)
        assert seen() == ["SessionStarted"]


@pytest.mark.parametrize("shift", EDGE)
def test_check_in_closes_at_the_end(booked, student, shift):
    if shift < 0 * SECOND:
        assert check_in(booked, by=student, now=END + shift).student_checked_in_at
    else:
        with pytest.raises(NotPossibleNow):
            check_in(booked, by=student, now=END + shift)


def test_check_in_voids_a_wish_to_move(booked, student, coach):
    reschedule = request_reschedule(
        booked, by=student, starts=[START + 30 * HOUR], timezone="UTC", reason=WHY,
        version=booked.version, now=START - 20 * MINUTE,
    )  # fmt: skip
    check_in(booked, by=coach, now=START - 5 * MINUTE)
    reschedule.refresh_from_db()
    assert reschedule.status == "void"


@pytest.mark.parametrize("side", ["student", "coach"])
@pytest.mark.parametrize("shift", EDGE)
def test_completing_is_possible_from_the_end(booked, student, coach, side, shift):
    by = {"student": student, "coach": coach}[side]
    if shift < 0 * SECOND:
        with pytest.raises(NotPossibleNow):
            complete(booked, by, END + shift)
        return
    row = complete(booked, by, END + shift)
    assert (row.status, row.owed_amount) == ("completed", Decimal("40.00"))
    assert row.final_at == (END + shift if side == "student" else LIMIT)
    assert not BusySlot.objects.exists()


def test_completing_twice_completes_once(booked, coach, other_coach, events):
    with pytest.raises(NotAllowed):
        complete(booked, other_coach, END)
    with pytest.raises(Stale):
        complete_session(booked, by=coach, version=1, now=END)
    seen = events()
    complete(booked, coach, END)
    complete(booked, coach, END + HOUR)
    assert seen() == ["SessionCompleted"]


@pytest.mark.parametrize("shift", EDGE)
def test_confirmed_session_waits_for_its_outcome_from_the_end(booked, shift, events):
    seen = events()
    row = await_outcome(booked, now=END + shift)
    await_outcome(booked, now=END + shift)
    assert row.status == ("confirmed" if shift < 0 * SECOND else "awaiting_outcome")
    assert seen() == ([] if shift < 0 * SECOND else ["SessionAwaitsOutcome"])


@pytest.mark.parametrize("shift", EDGE)
def test_clock_completes_only_what_the_coach_came_to(booked, coach, shift, events):
    check_in(booked, by=coach, now=START)
    await_outcome(booked, now=END)
    seen = events()
    row = settle_outcome(booked, now=LIMIT + shift)
    settle_outcome(booked, now=LIMIT + shift)
    assert row.status == ("awaiting_outcome" if shift < 0 * SECOND else "completed")
    assert seen() == ([] if shift < 0 * SECOND else ["SessionCompleted"])


@pytest.mark.parametrize("shift", EDGE)
def test_nobody_came_and_the_credit_comes_back(booked, student, shift, events):
    check_in(booked, by=student, now=START)
    await_outcome(booked, now=END)
    seen = events()
    row = settle_outcome(booked, now=LIMIT + shift)
    settle_outcome(booked, now=LIMIT + shift)
    if shift < 0 * SECOND:
        assert (row.status, seen()) == ("awaiting_outcome", [])
    else:
        assert (row.status, row.owed_amount) == ("not_held", 0)
        assert attempts(row) == [(1, "not_held"), (2, "unscheduled")]
        assert seen() == ["SessionNotHeld"]


@pytest.mark.parametrize("shift", EDGE)
def test_time_to_report_ends_72_hours_after_the_end(booked, coach, shift):
    await_outcome(booked, now=END)
    if shift < 0 * SECOND:
        assert complete(booked, coach, LIMIT + shift).status == "completed"
    else:
        with pytest.raises(NotPossibleNow):
            complete(booked, coach, LIMIT + shift)


@pytest.mark.parametrize("shift", EDGE)
def test_absence_is_claimed_from_a_quarter_past_by_one_who_came(booked, student, coach, shift):
    check_in(booked, by=coach, now=START)
    now = START + 15 * MINUTE + shift
    with pytest.raises(NotPossibleNow):
        claim(booked, student, now)  # never checked in
    if shift < 0 * SECOND:
        with pytest.raises(NotPossibleNow):
            claim(booked, coach, now)
    else:
        row = claim(booked, coach, now)
        assert row.no_show_claims.get().contest_by == now + 72 * HOUR


@pytest.mark.parametrize("shift", EDGE)
def test_absence_is_claimed_until_72_hours_after_the_end(booked, coach, shift):
    check_in(booked, by=coach, now=START)
    await_outcome(booked, now=END)
    if shift < 0 * SECOND:
        claim(booked, coach, LIMIT + shift)
    else:
        with pytest.raises(NotPossibleNow):
            claim(booked, coach, LIMIT + shift)


@pytest.mark.parametrize("shift", EDGE)
@pytest.mark.parametrize(
    ("side", "status", "owed", "more"),
    [
        ("coach", "no_show_student", "40.00", []),
        ("student", "no_show_coach", "0", [(2, "unscheduled")]),
    ],
)
def test_uncontested_claim_stands_after_72_hours(
    booked, student, coach, side, status, owed, more, shift, events
):
    by = {"student": student, "coach": coach}[side]
    for person in (student, coach):
        check_in(booked, by=person, now=START)
    claimed = END + 71 * HOUR
    await_outcome(booked, now=END)
    claim(booked, by, claimed)
    seen = events()
    row = settle_outcome(booked, now=LIMIT)  # the claim stops the clock's own verdict
    assert row.status == "awaiting_outcome"
    row = settle_outcome(booked, now=claimed + 72 * HOUR + shift)
    settle_outcome(booked, now=claimed + 72 * HOUR + shift)
    if shift < 0 * SECOND:
        assert seen() == []
        assert contest(booked, coach if side == "student" else student, claimed + 72 * HOUR + shift)
    else:
        assert (row.status, row.owed_amount) == (status, Decimal(owed))
        assert attempts(row) == [(1, status), *more]
        assert seen() == ["NoShowSettled"]


def test_crossed_claims_are_a_dispute(booked, student, coach, events):
    for person in (student, coach):
        check_in(booked, by=person, now=START)
    seen = events()
    claim(booked, coach, START + 20 * MINUTE)
    row = claim(booked, student, START + 30 * MINUTE)
    assert (row.status, row.owed_amount) == ("disputed", None)
    assert settle_outcome(row, now=LIMIT + 100 * HOUR).status == "disputed"
    assert seen() == ["NoShowClaimed", "SessionDisputed"]


def test_accused_contests_and_does_not_simply_complete(booked, student, coach):
    check_in(booked, by=student, now=START)
    claim(booked, student, START + 20 * MINUTE)
    with pytest.raises(NotPossibleNow):
        complete(booked, coach, END)
    with pytest.raises(NotPossibleNow):
        contest(booked, student, END)
    row = contest(booked, coach, END)
    assert (row.status, row.dispute_reason) == ("disputed", WHY)


def test_claimant_takes_it_back_by_completing(booked, student):
    check_in(booked, by=student, now=START)
    claim(booked, student, START + 20 * MINUTE)
    row = complete(booked, student, END)
    assert row.status == "completed"
    assert row.no_show_claims.get().status == "taken_back"


@pytest.mark.parametrize("shift", EDGE)
def test_student_contests_the_coachs_word_until_72_hours_after_the_end(
    booked, student, coach, shift
):
    complete(booked, coach, END + HOUR)
    with pytest.raises(NotPossibleNow):
        contest(booked, coach, END + 2 * HOUR)
    if shift < 0 * SECOND:
        assert contest(booked, student, LIMIT + shift).status == "disputed"
    else:
        with pytest.raises(NotPossibleNow):
            contest(booked, student, LIMIT + shift)


def test_students_word_is_final(booked, student, coach):
    complete(booked, coach, END)
    row = complete(booked, student, END + HOUR)
    assert row.final_at == END + HOUR
    with pytest.raises(NotPossibleNow):
        contest(booked, student, END + HOUR)


@pytest.mark.parametrize(
    ("outcome", "amount", "owed", "more"),
    [
        ("completed", None, "40.00", []),
        ("credit_back", None, "0", [(2, "unscheduled")]),
        ("share", Decimal("12.50"), "12.50", []),
    ],
)
def test_staff_decide_a_dispute(booked, student, coach, staff, outcome, amount, owed, more, events):
    complete(booked, coach, END)
    row = contest(booked, student, END + HOUR)
    seen = events()

    def decide(by):
        return resolve_dispute(
            row, by=by, outcome=outcome, amount=amount, note="We spoke to both of you.",
            version=row.version, now=END + 2 * HOUR,
        )  # fmt: skip

    with pytest.raises(NotAllowed):
        decide(coach)
    decided = decide(staff)
    decide(staff)
    assert (decided.status, decided.owed_amount) == ("resolved", Decimal(owed))
    assert attempts(decided) == [(1, "resolved"), *more]
    assert seen() == ["SessionResolved"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"outcome": "share", "amount": Decimal("40.01")}, "amount"),
        ({"outcome": "share", "amount": None}, "amount"),
        ({"outcome": "whatever"}, "outcome"),
        ({"note": "short"}, "note"),
    ],
)
def test_unsound_decision_is_refused(booked, student, coach, staff, change, field):
    complete(booked, coach, END)
    row = contest(booked, student, END + HOUR)
    sent = {"outcome": "completed", "amount": None, "note": "We spoke to both of you.", **change}
    with pytest.raises(Invalid) as refusal:
        resolve_dispute(row, by=staff, version=row.version, now=END + HOUR, **sent)
    assert list(refusal.value.fields) == [field]
