"""Calling a booked session off: free, late, or too late."""

from datetime import timedelta
from decimal import Decimal

import pytest

from calendars.models import BusySlot
from core.errors import NotAllowed, NotPossibleNow, Stale
from sessions.actions import cancel_session
from sessions.policy import CUT_OFF, policy_for
from tests.factories import (
    NOW,
    active_contract,
    confirmed_session,
    opens_every_day,
    scheduled_session,
)

SECOND = timedelta(seconds=1)
START = NOW + timedelta(days=2)
CUT = START - CUT_OFF


def cancel(row, by, now):
    return cancel_session(row, by=by, version=row.version, now=now)


def attempts(row):
    return list(row.contract.sessions.filter(number=row.number).values_list("attempt", "status"))


def test_cut_off_is_ten_hours_before_the_start():
    assert timedelta(hours=10) == CUT_OFF


@pytest.mark.parametrize(
    ("percent", "now", "status", "owed", "back"),
    [
        (50, CUT - SECOND, "cancelled", "0", True),
        (50, CUT, "cancelled_late", "20.00", False),
        (50, CUT + SECOND, "cancelled_late", "20.00", False),
        (50, START - SECOND, "cancelled_late", "20.00", False),
        (100, CUT, "cancelled_late", "40.00", False),
        (0, CUT, "cancelled_late", "0", True),
    ],
)
def test_students_cancel(student, coach, percent, now, status, owed, back):
    contract = active_contract(student, coach, session_count=3, late_cancel_percent=percent)
    row = confirmed_session(contract.sessions.get(number=1), starts_at=START)
    promised = policy_for(row).cancel_outcome("student", now=now)
    row = cancel(row, student, now)
    assert (row.status, row.owed_amount) == (status, Decimal(owed))
    assert (promised.status, promised.owed, promised.credit_back) == (
        status, Decimal(owed), back,
    )  # fmt: skip
    assert attempts(row) == [(1, status)] + ([(2, "unscheduled")] if back else [])
    assert not BusySlot.objects.exists()
    assert row.sequence == 1


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (CUT - SECOND, "cancelled"),
        (CUT, "cancelled_by_coach"),
        (CUT + SECOND, "cancelled_by_coach"),
        (START - SECOND, "cancelled_by_coach"),
    ],
)
def test_coachs_cancel_always_gives_the_credit_back(session, coach, now, status):
    row = cancel(confirmed_session(session, starts_at=START), coach, now)
    assert (row.status, row.owed_amount) == (status, 0)
    assert attempts(row) == [(1, status), (2, "unscheduled")]


@pytest.mark.parametrize("side", ["student", "coach"])
def test_unconfirmed_session_is_always_free_to_cancel(session, student, coach, side):
    opens_every_day(coach)
    row = scheduled_session(session, starts_at=NOW + timedelta(hours=13))
    row = cancel(row, {"student": student, "coach": coach}[side], NOW + timedelta(hours=12))
    assert (row.status, row.owed_amount) == ("cancelled", 0)


@pytest.mark.parametrize("now", [START, START + SECOND])
def test_nobody_cancels_from_the_start_on(session, student, coach, events, now):
    row = confirmed_session(session, starts_at=START)
    seen = events()
    for person in (student, coach):
        with pytest.raises(NotPossibleNow):
            cancel(row, person, now)
    assert seen() == []
    assert BusySlot.objects.count() == 2


def test_cancelling_twice_cancels_once(session, student, coach, events):
    row = confirmed_session(session, starts_at=START)
    seen = events()
    cancel(row, student, NOW)
    cancel(row, student, NOW)
    assert seen() == ["SessionCancelled"]
    with pytest.raises(Stale):
        cancel_session(row, by=coach, version=row.version, now=NOW)


def test_stranger_is_refused_and_nothing_changes(session, other_student, events):
    row = confirmed_session(session, starts_at=START)
    seen = events()
    with pytest.raises(NotAllowed):
        cancel(row, other_student, NOW)
    assert seen() == []


def test_words_before_the_press_name_the_instant_and_the_money(session):
    row = confirmed_session(session, starts_at=START)
    policy = policy_for(row)
    early = policy.words("student", now=CUT - SECOND, zone_name="Europe/Berlin")
    assert early[0] == (
        "Cancel free of charge before Thu 5 Nov 00:00 (Berlin) and the session stays yours; from then"
        " on it is used and you owe EUR 20.00."
    )
    late = policy.words("student", now=CUT, zone_name="Europe/Berlin")
    assert "you owe EUR 20.00, which is 50 % of it" in late[0]
    assert policy.words("student", now=START, zone_name="UTC") == ()
