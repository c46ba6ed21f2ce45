"""The 10-hour rule: who may ask for another time until when, and what the answer does."""

from datetime import timedelta

import pytest

from calendars.models import BusySlot
from core.errors import Invalid, NotAllowed, NotPossibleNow, Stale
from sessions import rules
from sessions.actions import (
    approve_reschedule,
    cancel_session,
    confirm_session,
    counter_reschedule,
    decline_reschedule,
    expire_reschedule,
    request_reschedule,
    withdraw_reschedule,
)
from sessions.errors import SlotTaken
from sessions.policy import CUT_OFF
from tests.factories import NOW, confirmed_session, opens_every_day, scheduled_session

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
START = NOW + 4 * DAY
CUT = START - CUT_OFF
LATER = START + DAY
WHY = "Something came up at work."


@pytest.fixture
def booked(session):
    return confirmed_session(session, starts_at=START)


def ask(row, by, *, now=NOW, starts=(LATER,), version=None, reason=WHY):
    return request_reschedule(
        row, by=by, starts=list(starts), timezone=by.timezone, reason=reason,
        version=row.version if version is None else version, now=now,
    )  # fmt: skip


def test_asking_changes_nothing_but_asks(booked, student, events):
    seen = events()
    reschedule = ask(booked, student)
    booked.refresh_from_db()
    assert (booked.status, booked.scheduled_at) == ("confirmed", START)
    assert (reschedule.status, reschedule.old_start, reschedule.start_times) == (
        "pending",
        START,
        [LATER],
    )
    assert reschedule.expires_at == NOW + 48 * HOUR
    assert BusySlot.objects.filter(starts_at=START).count() == 2
    assert seen() == ["RescheduleRequested"]


@pytest.mark.parametrize(
    ("now", "student_may", "coach_may"),
    [
        (CUT - SECOND, True, True),
        (CUT, True, False),
        (CUT + SECOND, True, False),
        (START - SECOND, True, False),
        (START, False, False),
        (START + SECOND, False, False),
    ],
)
def test_who_may_ask_when(booked, student, coach, now, student_may, coach_may, events):
    seen = events()
    for person, may in ((coach, coach_may), (student, student_may)):
        assert (rules.request_reschedule(booked, by=person, now=now) is None) is may
        if may:
            withdraw_reschedule(ask(booked, person, now=now), by=person, now=now)
            booked.refresh_from_db()
        else:
            with pytest.raises(NotPossibleNow):
                ask(booked, person, now=now)
    assert seen() == ["RescheduleRequested", "RescheduleClosed"] * (student_may + coach_may)


@pytest.mark.once
@pytest.mark.parametrize(
    ("kwargs", "field"),
    [
        ({"starts": ()}, "starts"),
        ({"starts": [LATER + n * DAY for n in range(4)]}, "starts"),
        ({"starts": [START]}, "starts"),
        ({"starts": [NOW - DAY]}, "starts"),
        ({"reason": "too short"}, "reason"),
        ({"reason": "x" * 501}, "reason"),
    ],
)
def test_bad_input_is_refused(booked, student, kwargs, field, events):
    seen = events()
    with pytest.raises(Invalid) as refusal:
        ask(booked, student, **kwargs)
    assert list(refusal.value.fields) == [field]
    assert seen() == []


def test_one_wish_at_a_time_and_the_same_again_is_the_same(booked, student, coach, events):
    reschedule = ask(booked, student)
    seen = events()
    assert ask(booked, student, version=1) == reschedule
    booked.refresh_from_db()
    with pytest.raises(NotPossibleNow):
        ask(booked, coach)
    with pytest.raises(NotPossibleNow):
        ask(booked, student, starts=[LATER + DAY])
    assert seen() == []


def test_stranger_and_stale_page_are_refused(booked, student, other_student):
    with pytest.raises(NotAllowed):
        ask(booked, other_student)
    with pytest.raises(Stale):
        ask(booked, student, version=booked.version - 1)


def test_approval_moves_the_session_in_both_calendars(booked, student, coach, events):
    reschedule = ask(booked, student, starts=[LATER, LATER + DAY])
    seen = events()
    row = approve_reschedule(reschedule, by=coach, starts_at=LATER + DAY, now=NOW + HOUR)
    assert (row.status, row.scheduled_at, row.ends_at) == (
        "confirmed", LATER + DAY, LATER + DAY + HOUR,
    )  # fmt: skip
    assert (row.sequence, row.timezone, row.rescheduled_late) == (1, "Europe/Berlin", False)
    assert row.agreed_at == NOW + HOUR
    assert set(BusySlot.objects.values_list("user_id", "starts_at")) == {
        (student.pk, LATER + DAY), (coach.pk, LATER + DAY),
    }  # fmt: skip
    assert [start.is_chosen for start in reschedule.starts.all()] == [False, True]
    assert (
        approve_reschedule(reschedule, by=coach, starts_at=LATER + DAY, now=NOW).version
        == row.version
    )
    assert seen() == ["SessionRescheduled"]


def test_approving_again_is_refused_once_the_session_was_cancelled(booked, student, coach, events):
    reschedule = ask(booked, student)
    row = approve_reschedule(reschedule, by=coach, starts_at=LATER, now=NOW)
    cancel_session(row, by=student, version=row.version, now=NOW)
    seen = events()
    with pytest.raises(NotPossibleNow):
        approve_reschedule(reschedule, by=coach, starts_at=LATER, now=NOW)
    assert seen() == []


def test_author_cannot_answer_and_the_other_cannot_withdraw(booked, student, coach):
    reschedule = ask(booked, student)
    with pytest.raises(NotAllowed):
        approve_reschedule(reschedule, by=student, starts_at=LATER, now=NOW)
    with pytest.raises(NotAllowed):
        decline_reschedule(reschedule, by=student, now=NOW)
    with pytest.raises(NotAllowed):
        withdraw_reschedule(reschedule, by=coach, now=NOW)


def test_move_into_its_own_old_time_is_possible(booked, student, coach):
    reschedule = ask(booked, student, starts=[START + 30 * MINUTE])
    assert approve_reschedule(reschedule, by=coach, starts_at=START + 30 * MINUTE, now=NOW)


def test_new_time_taken_meanwhile_is_refused_and_the_old_one_stands(
    booked, second, student, coach, events
):
    reschedule = ask(booked, student)
    confirmed_session(second, starts_at=LATER)
    seen = events()
    with pytest.raises(SlotTaken):
        approve_reschedule(reschedule, by=coach, starts_at=LATER, now=NOW)
    booked.refresh_from_db()
    assert booked.scheduled_at == START
    assert BusySlot.objects.filter(session_id=booked.pk, starts_at=START).count() == 2
    assert seen() == []


@pytest.mark.parametrize("act", [decline_reschedule, withdraw_reschedule])
def test_refused_or_withdrawn_the_old_time_stands(booked, student, coach, act, events):
    reschedule = ask(booked, student)
    seen = events()
    by = coach if act is decline_reschedule else student
    assert act(reschedule, by=by, now=NOW).scheduled_at == START
    act(reschedule, by=by, now=NOW)
    assert seen() == ["RescheduleClosed"]
    with pytest.raises(NotPossibleNow):
        approve_reschedule(reschedule, by=coach, starts_at=LATER, now=NOW)


@pytest.mark.parametrize(
    ("asked", "starts", "expires"),
    [
        (NOW, [LATER], NOW + 48 * HOUR),
        (START - 12 * HOUR, [LATER], START),
        (NOW, [NOW + 5 * HOUR, NOW + 6 * HOUR], NOW + 6 * HOUR),
    ],
)
@pytest.mark.parametrize("shift", [-SECOND, 0 * SECOND, SECOND])
def test_silence_never_moves_a_session(
    booked, student, coach, asked, starts, expires, shift, events
):
    reschedule = ask(booked, student, now=asked, starts=starts)
    assert reschedule.expires_at == expires
    seen = events()
    row = expire_reschedule(reschedule, now=expires + shift)
    expire_reschedule(reschedule, now=expires + shift)
    assert row.scheduled_at == START
    if shift < 0 * SECOND:
        assert seen() == []
        last = starts[-1]
        assert approve_reschedule(reschedule, by=coach, starts_at=last, now=expires + shift)
    else:
        assert seen() == ["RescheduleClosed"]
        with pytest.raises(NotPossibleNow):
            approve_reschedule(reschedule, by=coach, starts_at=starts[-1], now=expires + shift)


def test_each_new_time_lapses_at_its_own_start(booked, student, coach):
    reschedule = ask(booked, student, starts=[NOW + 5 * HOUR, LATER])
    with pytest.raises(NotPossibleNow):
        approve_reschedule(reschedule, by=coach, starts_at=NOW + 5 * HOUR, now=NOW + 5 * HOUR)
    assert approve_reschedule(reschedule, by=coach, starts_at=LATER, now=NOW + 5 * HOUR)


def test_asked_early_and_approved_late_is_an_early_move(booked, student, coach):
    """Asked at T − 10 h 01 min, approved at T − 9 h: the right is judged when the request is made."""
    reschedule = ask(booked, coach, now=CUT - MINUTE)
    row = approve_reschedule(reschedule, by=student, starts_at=LATER, now=START - 9 * HOUR)
    assert (row.scheduled_at, row.rescheduled_late) == (LATER, False)


def test_late_move_costs_the_free_cancel(booked, student, coach):
    reschedule = ask(booked, student, now=CUT)
    row = approve_reschedule(reschedule, by=coach, starts_at=LATER, now=CUT + MINUTE)
    assert row.rescheduled_late
    row = cancel_session(row, by=student, version=row.version, now=CUT + HOUR)
    assert (row.status, str(row.owed_amount)) == ("cancelled_late", "20.00")


def test_coach_cancels_a_late_moved_session_and_the_credit_comes_back(booked, student, coach):
    reschedule = ask(booked, student, now=CUT)
    row = approve_reschedule(reschedule, by=coach, starts_at=LATER, now=CUT)
    row = cancel_session(row, by=coach, version=row.version, now=CUT)
    assert (row.status, row.owed_amount) == ("cancelled", 0)


def test_move_that_the_coach_asks_for_gives_the_free_cancel_back(booked, student, coach):
    row = approve_reschedule(ask(booked, student, now=CUT), by=coach, starts_at=LATER, now=CUT)
    row = approve_reschedule(
        ask(row, coach, now=CUT, starts=[LATER + DAY]), by=student, starts_at=LATER + DAY, now=CUT
    )
    assert not row.rescheduled_late


def test_counter_has_the_right_of_the_first_request(booked, student, coach):
    """Inside the cut-off the coach cannot ask, but can answer the student's wish with other times."""
    reschedule = ask(booked, student, now=CUT)
    counter = counter_reschedule(
        reschedule, by=coach, starts=[LATER + HOUR], timezone="UTC", now=CUT + HOUR
    )
    reschedule.refresh_from_db()
    assert (reschedule.status, counter.status, counter.asked_late) == ("countered", "pending", True)
    assert counter.expires_at == START
    row = approve_reschedule(counter, by=student, starts_at=LATER + HOUR, now=CUT + 2 * HOUR)
    assert row.rescheduled_late


def test_five_counters_are_enough(booked, student, coach):
    reschedule = ask(booked, student)
    for n in range(5):
        by = (coach, student)[n % 2]
        reschedule = counter_reschedule(
            reschedule,
            by=by,
            starts=[LATER + (n + 1) * HOUR],
            timezone="UTC",
            now=NOW + n * HOUR,
        )
        assert reschedule.expires_at == NOW + (n + 48) * HOUR
    with pytest.raises(NotPossibleNow):
        counter_reschedule(
            reschedule,
            by=student,
            starts=[LATER + 9 * HOUR],
            timezone="UTC",
            now=NOW + 6 * HOUR,
        )


def test_three_moves_are_enough(booked, student, coach):
    row = booked
    for n in range(3):
        start = LATER + n * HOUR
        row = approve_reschedule(
            ask(row, student, starts=[start]), by=coach, starts_at=start, now=NOW
        )
    assert row.sequence == 3
    with pytest.raises(NotPossibleNow):
        ask(row, student, starts=[LATER + 9 * HOUR])


def test_confirming_waits_for_the_answer_and_approving_confirms(session, student, coach):
    opens_every_day(coach)
    row = scheduled_session(session, starts_at=START)
    reschedule = ask(row, student)
    row.refresh_from_db()
    with pytest.raises(NotPossibleNow):
        confirm_session(row, by=coach, version=row.version, now=NOW)
    row = approve_reschedule(reschedule, by=coach, starts_at=LATER, now=NOW)
    assert (row.status, row.confirmed_by_coach, row.answer_by) == ("confirmed", True, None)


def test_cancelling_voids_the_wish_to_move(booked, student, coach, events):
    reschedule = ask(booked, student)
    booked.refresh_from_db()
    seen = events()
    cancel_session(booked, by=coach, version=booked.version, now=NOW)
    reschedule.refresh_from_db()
    assert reschedule.status == "void"
    assert seen() == ["RescheduleClosed", "SessionCancelled"]
