"""A student picks a free slot; the coach confirms, declines, or says nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from calendars.models import BusySlot
from core.errors import NotAllowed, NotPossibleNow, Stale
from sessions.actions import (
    accept_time,
    confirm_session,
    decline_session,
    offer_times,
    schedule_session,
)
from sessions.actions.booking import lapse_booking
from sessions.errors import SlotNotFree, SlotTaken
from tests.factories import (
    NOW,
    active_contract,
    confirmed_session,
    opens_every_day,
    scheduled_session,
)

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
START = NOW + 2 * DAY


@pytest.fixture(autouse=True)
def open_days(coach):
    opens_every_day(coach)


def test_booking_blocks_both_and_waits_for_the_coach(session, student, coach, events):
    seen = events()
    row = scheduled_session(session, starts_at=START)
    assert (row.status, row.version, row.booked_by_id) == ("scheduled", 2, student.pk)
    assert row.answer_by == NOW + 48 * HOUR
    assert row.timezone == "Europe/Berlin"
    assert {slot.user_id for slot in BusySlot.objects.filter(session_id=row.pk)} == {
        student.pk,
        coach.pk,
    }
    assert seen() == ["SessionScheduled"]


def test_answer_is_due_at_the_start_when_that_is_sooner(session):
    assert scheduled_session(session, starts_at=NOW + 13 * HOUR).answer_by == NOW + 13 * HOUR


def test_picking_the_same_start_twice_books_once(session, events):
    row = scheduled_session(session, starts_at=START)
    seen = events()
    session.version = 1
    assert scheduled_session(session, starts_at=START).version == row.version
    assert seen() == []


def test_coach_does_not_pick_and_stranger_neither(session, coach, other_student, events):
    seen = events()
    for person in (coach, other_student):
        with pytest.raises(NotAllowed):
            schedule_session(
                session, by=person, starts_at=START, timezone="UTC", version=1, now=NOW
            )
    assert seen() == []
    assert not BusySlot.objects.exists()


@pytest.mark.parametrize(
    ("ahead", "possible"),
    [(12 * HOUR - 15 * timedelta(minutes=1), False), (12 * HOUR, True)],
)
def test_notice_is_an_instant(session, ahead, possible):
    if possible:
        assert scheduled_session(session, starts_at=NOW + ahead).status == "scheduled"
    else:
        with pytest.raises(SlotNotFree):
            scheduled_session(session, starts_at=NOW + ahead)


@pytest.mark.parametrize("late", [SECOND, timedelta(microseconds=1)])
def test_notice_is_over_a_moment_later(session, late):
    with pytest.raises(SlotNotFree):
        scheduled_session(session, starts_at=NOW + 12 * HOUR, now=NOW + late)


@pytest.mark.parametrize(
    ("start", "possible"), [(NOW + 60 * DAY, True), (NOW + 60 * DAY + HOUR / 4, False)]
)
def test_horizon_is_an_instant(session, start, possible):
    if possible:
        assert scheduled_session(session, starts_at=start).status == "scheduled"
    else:
        with pytest.raises(SlotNotFree):
            scheduled_session(session, starts_at=start)


def test_start_off_the_grid_is_refused(session):
    with pytest.raises(SlotNotFree):
        scheduled_session(session, starts_at=START + timedelta(minutes=5))


def test_start_outside_the_coachs_hours_is_refused(session, coach):
    coach.calendar.weekly_ranges.all().delete()
    opens_every_day(coach, starts_minute=9 * 60, ends_minute=10 * 60)  # 14:00 to 15:00 UTC
    nine_in_new_york = datetime(2026, 11, 5, 14, tzinfo=UTC)
    with pytest.raises(SlotNotFree):
        scheduled_session(session, starts_at=nine_in_new_york + HOUR / 4)
    assert scheduled_session(session, starts_at=nine_in_new_york).status == "scheduled"


def test_same_hour_is_booked_once_by_two_students(session, student, other_student, coach, events):
    other = active_contract(other_student, coach).sessions.get(number=1)
    scheduled_session(session, starts_at=START)
    seen = events()
    for shift in (-HOUR / 2, 0 * HOUR, HOUR / 2):
        with pytest.raises(SlotTaken):
            scheduled_session(other, starts_at=START + shift)
    assert seen() == []
    assert scheduled_session(other, starts_at=START + HOUR).status == "scheduled"


def test_person_who_coaches_here_and_learns_there_is_held_once(session, coach, other_coach):
    opens_every_day(other_coach)
    learning = active_contract(coach, other_coach).sessions.get(number=1)
    confirmed_session(session, starts_at=START)
    with pytest.raises(SlotTaken):
        scheduled_session(learning, starts_at=START)


def test_booking_replaces_an_open_offer(session, coach, student):
    offer = offer_times(
        session, by=coach, starts=[START], timezone="UTC", version=session.version, now=NOW
    )
    session.refresh_from_db()
    scheduled_session(session, starts_at=START + DAY)
    offer.refresh_from_db()
    assert offer.status == "superseded"
    with pytest.raises(NotPossibleNow):
        accept_time(offer, by=student, starts_at=START, now=NOW)


def test_coach_confirms(session, coach, student, events):
    row = scheduled_session(session, starts_at=START)
    with pytest.raises(NotAllowed):
        confirm_session(row, by=student, version=row.version, now=NOW)
    with pytest.raises(Stale):
        confirm_session(row, by=coach, version=row.version - 1, now=NOW)
    seen = events()
    row = confirm_session(row, by=coach, version=row.version, now=NOW)
    assert (row.status, row.confirmed_by_coach, row.answer_by) == ("confirmed", True, None)
    assert row.agreed_at == NOW
    again = confirm_session(row, by=coach, version=1, now=NOW)
    assert again.version == row.version
    assert seen() == ["SessionConfirmed"]


def test_coach_declines_and_the_credit_comes_back(session, coach, student, events):
    row = scheduled_session(session, starts_at=START)
    with pytest.raises(NotAllowed):
        decline_session(row, by=student, version=row.version, now=NOW)
    seen = events()
    row = decline_session(row, by=coach, version=row.version, now=NOW)
    fresh = row.contract.sessions.get(number=1, attempt=2)
    assert (row.status, row.sequence, row.owed_amount) == ("declined", 1, 0)
    assert (fresh.status, fresh.calendar_uid == row.calendar_uid) == ("unscheduled", False)
    assert not BusySlot.objects.exists()
    assert seen() == ["SessionDeclined"]


def test_coach_declines_with_other_times_attached(session, coach, events):
    row = scheduled_session(session, starts_at=START)
    seen = events()
    decline_session(
        row, by=coach, version=row.version, now=NOW, other_starts=[START + DAY], timezone="UTC"
    )
    fresh = row.contract.sessions.get(number=1, attempt=2)
    assert fresh.status == "offered"
    assert seen() == ["SessionDeclined", "TimesOffered"]


@pytest.mark.parametrize(
    ("shift", "status"), [(-SECOND, "scheduled"), (0 * SECOND, "declined"), (SECOND, "declined")]
)
@pytest.mark.parametrize("ahead", [13 * HOUR, 5 * DAY], ids=["at its start", "after 48 hours"])
def test_silence_declines(session, coach, shift, status, ahead, events):
    row = scheduled_session(session, starts_at=NOW + ahead)
    assert row.answer_by == NOW + min(ahead, 48 * HOUR)
    seen = events()
    assert lapse_booking(row, now=row.answer_by + shift).status == status
    if status == "declined":
        lapse_booking(row, now=row.answer_by + DAY)
        assert seen() == ["SessionDeclined"]
        with pytest.raises(NotPossibleNow):
            confirm_session(row, by=coach, version=row.version + 1, now=row.answer_by)


@pytest.mark.parametrize(
    ("shift", "possible"), [(-SECOND, True), (0 * SECOND, False), (SECOND, False)]
)
def test_coach_confirms_until_the_instant_of_the_lapse(session, coach, shift, possible):
    row = scheduled_session(session, starts_at=NOW + 5 * DAY)
    now = row.answer_by + shift
    if possible:
        assert confirm_session(row, by=coach, version=row.version, now=now).status == "confirmed"
    else:
        with pytest.raises(NotPossibleNow):
            confirm_session(row, by=coach, version=row.version, now=now)


def test_nothing_is_booked_on_a_paused_contract(session, coach):
    session.contract.status = "paused"
    session.contract.save()
    with pytest.raises(NotPossibleNow):
        scheduled_session(session, starts_at=START)
    with pytest.raises(NotPossibleNow):
        offer_times(session, by=coach, starts=[START], timezone="UTC", version=1, now=NOW)
