"""Every clock that the sweep drives: nothing a second before its instant, at the instant, and after it."""

from datetime import timedelta

import pytest

from sessions.actions import check_in, claim_no_show, complete_session, request_reschedule
from sessions.models import RescheduleRequest
from sessions.sweep import sweep
from tests.factories import (
    NOW,
    confirmed_session,
    offered_session,
    opens_every_day,
    scheduled_session,
)

HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
START = NOW + 5 * DAY
SOON = NOW + 30 * HOUR
END = START + HOUR
WHY = "Something came up at work."


def offer_of(*starts):
    def build(session, coach, student):
        return offered_session(session, by=coach, starts=starts)

    return build


def booking_at(starts_at):
    def build(session, coach, student):
        opens_every_day(coach)
        return scheduled_session(session, starts_at=starts_at)

    return build


def held(*, coach_came):
    def build(session, coach, student):
        row = confirmed_session(session, starts_at=START)
        return check_in(row, by=coach, now=START) if coach_came else row

    return build


def claim(side):
    def build(session, coach, student):
        row = confirmed_session(session, starts_at=START)
        claimant = coach if side == "coach" else student
        row = check_in(row, by=claimant, now=START)
        return claim_no_show(row, by=claimant, version=row.version, now=START + HOUR / 2)

    return build


# What is built, when its clock strikes, and the row's status before and from then on.
CLOCKS = {
    "offer after 48 h": (offer_of(START), NOW + 48 * HOUR, "offered", "unscheduled"),
    "offer with its last start": (offer_of(NOW + HOUR, SOON), SOON, "offered", "unscheduled"),
    "booking after 48 h": (booking_at(START), NOW + 48 * HOUR, "scheduled", "declined"),
    "booking at its start": (booking_at(SOON), SOON, "scheduled", "declined"),
    "end of the session": (held(coach_came=True), END, "confirmed", "awaiting_outcome"),
    "72 h, coach came": (
        held(coach_came=True), END + 72 * HOUR, "awaiting_outcome", "completed",
    ),
    "72 h, nobody came": (
        held(coach_came=False), END + 72 * HOUR, "awaiting_outcome", "not_held",
    ),
    "72 h after the coach's claim": (
        claim("coach"), START + HOUR / 2 + 72 * HOUR, "awaiting_outcome", "no_show_student",
    ),
    "72 h after the student's claim": (
        claim("student"), START + HOUR / 2 + 72 * HOUR, "awaiting_outcome", "no_show_coach",
    ),
}  # fmt: skip


@pytest.mark.parametrize("shift", [-SECOND, 0 * SECOND, SECOND], ids=["-1 s", "0", "+1 s"])
@pytest.mark.parametrize("name", CLOCKS)
def test_the_sweep_keeps_to_the_instant(name, shift, session, coach, student):
    build, strikes, before, after = CLOCKS[name]
    row = build(session, coach, student)
    sweep(strikes + shift)
    row.refresh_from_db()
    assert row.status == (before if shift < 0 * SECOND else after)
    assert sweep(strikes + shift) == 0


MOVES = {
    "after 48 h": (START, [START + DAY], NOW + 48 * HOUR),
    "at the old start": (SOON, [START], SOON),
    "at the last new start": (START, [SOON, NOW + 2 * HOUR], SOON),
}


@pytest.mark.parametrize("shift", [-SECOND, 0 * SECOND, SECOND], ids=["-1 s", "0", "+1 s"])
@pytest.mark.parametrize("name", MOVES)
def test_the_sweep_lets_a_wish_run_out_at_its_instant(name, shift, session, student):
    starts_at, starts, strikes = MOVES[name]
    row = confirmed_session(session, starts_at=starts_at)
    reschedule = request_reschedule(
        row, by=student, starts=starts, timezone="UTC", reason=WHY,
        version=row.version, now=NOW,
    )  # fmt: skip
    sweep(strikes + shift)
    reschedule.refresh_from_db()
    open_still = shift < 0 * SECOND
    status = RescheduleRequest.Status
    assert reschedule.status == (status.PENDING if open_still else status.EXPIRED)
    row.refresh_from_db()
    assert (row.status, row.scheduled_at) == ("confirmed", starts_at)


@pytest.mark.parametrize("shift", [-SECOND, 0 * SECOND, SECOND], ids=["-1 s", "0", "+1 s"])
def test_a_contract_is_complete_when_the_last_window_to_contest_closes(
    shift, contract, coach, student
):
    for row in contract.sessions.order_by("number"):
        starts_at = START + row.number * DAY
        booked = confirmed_session(row, starts_at=starts_at)
        complete_session(booked, by=coach, version=booked.version, now=starts_at + HOUR)
    sweep(START + 3 * DAY + HOUR + 72 * HOUR + shift)
    contract.refresh_from_db()
    assert contract.status == ("active" if shift < 0 * SECOND else "completed")
