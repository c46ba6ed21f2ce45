"""Offering exact starts and taking one of them."""

from datetime import timedelta

import pytest

from calendars.models import BusySlot
from core.errors import Invalid, NotAllowed, NotPossibleNow, Stale
from sessions.actions import (
    accept_time,
    cancel_session,
    decline_times,
    offer_times,
    withdraw_times,
)
from sessions.actions.offering import lapse_times
from sessions.errors import SlotTaken
from tests.factories import NOW, confirmed_session, offered_session

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
THREE = [NOW + 2 * DAY, NOW + 3 * DAY, NOW + 4 * DAY]


def offer(session, by, starts, *, version=None, now=NOW):
    return offer_times(
        session, by=by, starts=starts, timezone=by.timezone,
        version=session.version if version is None else version, now=now,
    )  # fmt: skip


def test_accepted_contract_has_one_credit_for_each_session(contract):
    rows = contract.sessions.values_list("number", "attempt", "status", "duration_minutes")
    assert list(rows) == [(n, 1, "unscheduled", 60) for n in (1, 2, 3)]


def test_offer_waits_for_the_other_side_and_blocks_no_calendar(session, coach, events):
    seen = events()
    made = offer(session, coach, THREE)
    session.refresh_from_db()
    assert (session.status, session.version) == ("offered", 2)
    assert made.expires_at == session.answer_by == NOW + 48 * HOUR
    assert [time.starts_at for time in made.starts.all()] == THREE
    assert made.starts.first().ends_at == THREE[0] + HOUR
    assert not BusySlot.objects.exists()
    assert seen() == ["TimesOffered"]


def test_offer_lapses_with_its_last_start_when_that_is_sooner(session, coach):
    made = offer(session, coach, [NOW + 3 * HOUR, NOW + 5 * HOUR])
    assert made.expires_at == NOW + 5 * HOUR


@pytest.mark.parametrize("count", [0, 6])
def test_offer_has_one_to_five_starts(session, coach, events, count):
    seen = events()
    with pytest.raises(Invalid) as refusal:
        offer(session, coach, [NOW + n * DAY for n in range(1, count + 1)])
    assert "starts" in refusal.value.fields
    session.refresh_from_db()
    assert session.status == "unscheduled"
    assert seen() == []


@pytest.mark.parametrize(
    "start",
    [NOW, NOW - SECOND, NOW + HOUR + SECOND, NOW + 400 * DAY],
    ids=["right now", "in the past", "not on a full minute", "after the contract"],
)
def test_start_that_cannot_be_held_is_refused(session, coach, start):
    with pytest.raises(Invalid):
        offer(session, coach, [start])


def test_one_minute_ahead_may_be_offered(session, coach):
    assert offer(session, coach, [NOW + MINUTE]).starts.count() == 1


def test_stranger_is_refused_and_nothing_changes(session, other_coach, events):
    seen = events()
    with pytest.raises(NotAllowed):
        offer(session, other_coach, THREE)
    session.refresh_from_db()
    assert (session.status, session.version) == ("unscheduled", 1)
    assert seen() == []


def test_stale_page_is_refused(session, coach, student, events):
    offered_session(session, by=coach, starts=THREE)
    seen = events()
    with pytest.raises(Stale):
        offer(session, student, THREE[:1], version=1)
    assert seen() == []


def test_same_offer_again_is_the_same_offer(session, coach, events):
    first = offer(session, coach, THREE)
    seen = events()
    assert offer(session, coach, THREE, version=1) == first
    assert seen() == []


def test_new_offer_replaces_the_open_one(session, coach, student):
    old = offer(session, coach, THREE)
    session.refresh_from_db()
    new = offer(session, student, [NOW + 5 * DAY])
    old.refresh_from_db()
    assert old.status == "superseded"
    assert session.offers.get(status="open") == new
    with pytest.raises(NotPossibleNow):
        accept_time(old, by=student, starts_at=THREE[0], now=NOW)


def test_accepting_confirms_and_blocks_both_calendars(session, coach, student, events):
    made = offer(session, coach, THREE)
    seen = events()
    row = accept_time(made, by=student, starts_at=THREE[1], now=NOW + HOUR)
    assert row.status == "confirmed"
    assert row.confirmed_by_coach
    assert row.agreed_at == NOW + HOUR
    assert (row.scheduled_at, row.ends_at) == (THREE[1], THREE[1] + HOUR)
    assert row.timezone == coach.timezone
    slots = BusySlot.objects.filter(session_id=session.pk)
    assert {(s.user_id, s.starts_at, s.ends_at) for s in slots} == {
        (person.pk, THREE[1], THREE[1] + HOUR) for person in (student, coach)
    }
    assert [start.is_chosen for start in made.starts.all()] == [False, True, False]
    assert seen() == ["SessionConfirmed"]


def test_times_offered_by_the_student_are_confirmed_by_the_coachs_press(session, coach, student):
    made = offer(session, student, THREE)
    row = accept_time(made, by=coach, starts_at=THREE[0], now=NOW)
    assert (row.status, row.confirmed_by_coach) == ("confirmed", True)


def test_pressing_twice_accepts_once(session, coach, student, events):
    made = offer(session, coach, THREE)
    accept_time(made, by=student, starts_at=THREE[0], now=NOW)
    seen = events()
    row = accept_time(made, by=student, starts_at=THREE[0], now=NOW + MINUTE)
    assert row.status == "confirmed"
    assert seen() == []
    with pytest.raises(NotPossibleNow):
        accept_time(made, by=student, starts_at=THREE[1], now=NOW)


def test_author_cannot_accept_and_stranger_neither(session, coach, other_student):
    made = offer(session, coach, THREE)
    for person in (coach, other_student):
        with pytest.raises(NotAllowed):
            accept_time(made, by=person, starts_at=THREE[0], now=NOW)
    assert not BusySlot.objects.exists()


@pytest.mark.parametrize(
    ("shift", "possible"), [(-SECOND, True), (0 * SECOND, False), (SECOND, False)]
)
def test_offer_is_open_until_the_instant_of_its_lapse(session, coach, student, shift, possible):
    made = offer(session, coach, THREE)
    now = made.expires_at + shift
    if possible:
        assert accept_time(made, by=student, starts_at=THREE[1], now=now).status == "confirmed"
    else:
        with pytest.raises(NotPossibleNow):
            accept_time(made, by=student, starts_at=THREE[1], now=now)


@pytest.mark.parametrize(
    ("shift", "possible"), [(-SECOND, True), (0 * SECOND, False), (SECOND, False)]
)
def test_each_start_lapses_at_itself(session, coach, student, shift, possible):
    made = offer(session, coach, [NOW + 5 * HOUR, NOW + 9 * HOUR])
    now = NOW + 5 * HOUR + shift
    if possible:
        accept_time(made, by=student, starts_at=NOW + 5 * HOUR, now=now)
    else:
        with pytest.raises(NotPossibleNow):
            accept_time(made, by=student, starts_at=NOW + 5 * HOUR, now=now)


def test_start_that_was_never_offered_is_refused(session, coach, student):
    made = offer(session, coach, THREE)
    with pytest.raises(NotPossibleNow):
        accept_time(made, by=student, starts_at=NOW + 6 * DAY, now=NOW)


def test_start_taken_meanwhile_is_refused_and_nothing_changes(
    session, second, coach, student, events
):
    made = offer(session, coach, THREE)
    confirmed_session(second, starts_at=THREE[0] + 30 * MINUTE)
    seen = events()
    with pytest.raises(SlotTaken):
        accept_time(made, by=student, starts_at=THREE[0], now=NOW)
    session.refresh_from_db()
    assert session.status == "offered"
    assert not BusySlot.objects.filter(session_id=session.pk).exists()
    assert seen() == []


def test_back_to_back_is_legal(session, second, coach, student):
    made = offer(session, coach, THREE)
    confirmed_session(second, starts_at=THREE[0] + HOUR)
    assert accept_time(made, by=student, starts_at=THREE[0], now=NOW).status == "confirmed"


def test_buffer_is_kept_once_between_two_sessions(session, second, coach, student):
    coach.calendar.buffer_minutes = 30
    coach.calendar.save()
    made = offer(session, coach, [THREE[0], THREE[0] + MINUTE])
    confirmed_session(second, starts_at=THREE[0] + 90 * MINUTE)
    with pytest.raises(SlotTaken):
        accept_time(made, by=student, starts_at=THREE[0] + MINUTE, now=NOW)
    assert accept_time(made, by=student, starts_at=THREE[0], now=NOW).status == "confirmed"


def test_declining_returns_the_session_to_unscheduled(session, coach, student, events):
    made = offer(session, coach, THREE)
    seen = events()
    row = decline_times(made, by=student, now=NOW, reason="I am on a trip that week.")
    assert (row.status, row.answer_by) == ("unscheduled", None)
    assert seen() == ["TimesClosed"]
    assert decline_times(made, by=student, now=NOW).version == row.version
    assert seen() == ["TimesClosed"]


def test_only_the_author_withdraws(session, coach, student):
    made = offer(session, coach, THREE)
    with pytest.raises(NotAllowed):
        withdraw_times(made, by=student, now=NOW)
    with pytest.raises(NotAllowed):
        decline_times(made, by=coach, now=NOW)
    assert withdraw_times(made, by=coach, now=NOW).status == "unscheduled"


def test_clock_lapses_an_unanswered_offer_once(session, coach, events):
    made = offer(session, coach, THREE)
    seen = events()
    assert lapse_times(made, now=made.expires_at - SECOND).status == "offered"
    assert lapse_times(made, now=made.expires_at).status == "unscheduled"
    lapse_times(made, now=made.expires_at + DAY)
    assert seen() == ["TimesClosed"]


def test_booked_session_cannot_be_offered_again_until_it_is_cancelled(session, coach, student):
    row = confirmed_session(session, starts_at=THREE[0])
    with pytest.raises(NotPossibleNow):
        offer(row, coach, THREE)
    cancel_session(row, by=student, version=row.version, now=NOW)
    fresh = row.contract.sessions.get(number=1, attempt=2)
    assert offer(fresh, coach, THREE).status == "open"
