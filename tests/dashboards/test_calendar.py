"""The calendar shows what there is, when it is, to those whose it is, at one cost for little and much."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calendars.actions import details_of, set_availability
from calendars.days import ZonedDay
from calendars.spans import Span
from core.zones import zone
from dashboards.calendar_asked import Asked, View, window_of
from dashboards.calendar_page import board_of
from dashboards.schedule import Kind, OtherPerson, people_beside, schedule_of
from sessions.scheduling import free_starts
from tests.factories import (
    NOW,
    active_contract,
    confirmed_session,
    make_coach,
    make_student,
    offered_session,
    opens_every_day,
    scheduled_session,
)

TODAY = NOW.date()
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PAIRS = [
    ("Europe/Berlin", "America/New_York"), ("Europe/London", "America/Los_Angeles"),
    ("Asia/Kathmandu", "Europe/Stockholm"), ("America/New_York", "Asia/Kolkata"),
    ("America/Sao_Paulo", "Europe/Lisbon"), ("Africa/Casablanca", "Europe/Berlin"),
    ("Australia/Lord_Howe", "Europe/London"), ("Pacific/Chatham", "America/St_Johns"),
    ("Pacific/Kiritimati", "Pacific/Pago_Pago"), ("Asia/Tehran", "Europe/Istanbul"),
    ("Africa/Cairo", "Europe/Rome"), ("America/Havana", "America/New_York"),
    ("America/Santiago", "Europe/Madrid"), ("UTC", "Asia/Beirut"),
]  # fmt: skip


@pytest.fixture
def contract(student, coach):
    opens_every_day(coach)
    return active_contract(student, coach, session_count=8)


@pytest.fixture
def story(contract):
    """A confirmed session, one that waits for the coach, and two starts that are offered to the student."""
    first, second, third = contract.sessions.order_by("number")[:3]
    confirmed_session(first, starts_at=NOW + 2 * DAY)
    scheduled_session(second, starts_at=NOW + 3 * DAY)
    offered_session(third, by=contract.coach, starts=[NOW + 4 * DAY, NOW + 5 * DAY])
    return contract


def asked(zone_name, on=TODAY, beside=None):
    return Asked(view=View.WEEK, on=on, zone_name=zone_name, beside=beside)


def look(client, person, **query):
    client.force_login(person)
    with time_machine.travel(NOW + HOUR, tick=False):
        return client.get("/calendar", query)


def held(person, days=7):
    window = window_of([ZonedDay(NOW.date() + n * DAY, person.timezone) for n in range(days)])
    return schedule_of(person, window, now=NOW + HOUR)


def test_both_see_the_same_times_and_each_what_waits_for_them(story, student, coach):
    of_student, of_coach = (held(person).entries for person in (student, coach))

    assert [each.span for each in of_student] == [each.span for each in of_coach]
    assert {each.kind for each in of_student} == {Kind.SESSION, Kind.ASKED}
    assert {each.kind for each in of_coach} == {Kind.SESSION, Kind.OFFERED}
    assert [each.starts_at for each in of_student if each.waits_for_me] == [
        NOW + 4 * DAY,
        NOW + 5 * DAY,
    ]
    assert [each.starts_at for each in of_coach if each.waits_for_me] == [NOW + 3 * DAY]


def test_nobody_sees_the_time_of_others(story, other_coach, client):
    assert held(other_coach).entries == ()
    assert story.student.display_name not in look(client, other_coach).content.decode()


def test_what_is_over_cancelled_or_not_of_this_time_does_not_stand_there(story, student):
    window = window_of([ZonedDay(NOW.date() + 30 * DAY, student.timezone)])
    assert schedule_of(student, window, now=NOW).entries == ()


def test_a_date_that_differs_closes_what_the_week_leaves_open(contract, coach):
    details = details_of(coach.calendar)
    closed = NOW.date() + DAY
    set_availability(
        coach,
        by=coach,
        details=replace(details, overrides=((closed, ()),)),
        version=coach.calendar.version,
        now=NOW,
    )

    schedule = held(coach)

    (span,) = schedule.closed
    assert span == ZonedDay(closed, coach.timezone).span
    assert not any(each.overlaps(span) for each in schedule.open)


@pytest.mark.parametrize("view", ["", "week", "day", "month", "agenda"])
def test_every_view_shows_the_session_on_its_day(story, student, client, view):
    page = look(client, student, view=view, on=str((NOW + 2 * DAY).date())).content.decode()

    assert story.coach.display_name in page
    assert "confirmed" in page


def test_a_phone_that_opens_with_one_day_can_have_the_week(student, client):
    opened, week = (
        look(client, student, **query).content.decode() for query in ({}, {"view": "week"})
    )

    assert 'href="?view=week"' in opened
    assert 'data-for="phone"' in opened
    assert 'data-for="phone"' not in week


@pytest.mark.parametrize("on", ["", "soon", "0001-01-01", "9999-12-31", "2011-12-30"])
@pytest.mark.parametrize("view", ["day", "month", "agenda", "year"])
@pytest.mark.parametrize("beside", ["", "0", "x", "9" * 30])
def test_any_address_is_answered(client, student, on, view, beside):
    assert look(client, student, on=on, view=view, beside=beside).status_code == 200


def test_only_people_of_running_contracts_lend_their_clock(story, student, other_coach, client):
    (carl,) = people_beside(student)
    page = look(client, student, beside=carl.id).content.decode()
    foreign = look(client, student, beside=other_coach.pk).content.decode()

    assert (carl.id, carl.zone_name) == (story.coach_id, "America/New_York")
    assert "Berlin · New York" in page
    assert "data-beside" not in foreign


@pytest.mark.once
@pytest.mark.parametrize("on", [date(2027, 3, 28), date(2027, 10, 31), date(2027, 4, 4)])
@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_every_hour_of_a_week_stands_at_its_minute_on_both_clocks(student, mine, theirs, on):
    student.timezone = mine
    beside = OtherPerson(id=1, name="Other", zone_name=theirs)
    week = asked(mine, on=on, beside=beside)

    board = board_of(week, held(student), now=NOW)

    for day in board.days:
        labels = [mark.theirs for mark in day.marks or board.marks]
        assert len(set(labels)) == len(labels)
        for mark in day.marks or board.marks:
            instant = day.zoned.span.starts_at + timedelta(minutes=mark.part.at_minute)
            assert f"{instant.astimezone(zone(mine)):%H:%M}" == mark.clock
            assert mark.theirs.startswith(f"{instant.astimezone(zone(theirs)):%H:%M}")
        assert bool(day.change) == (day.zoned.span.minutes != 24 * 60)


def test_a_week_in_which_the_clocks_change_says_so(student, client):
    page = look(client, student, on="2027-03-28").content.decode()

    assert "Sunday 28 March: the clocks go forward by 1 h, the day has 23 h" in page


def test_a_session_over_midnight_stands_on_both_days(contract, coach, student):
    ends = ZonedDay((NOW + 3 * DAY).date(), student.timezone).span.ends_at
    confirmed_session(contract.sessions.get(number=1), starts_at=ends - timedelta(minutes=20))

    board = board_of(asked(student.timezone), held(student), now=NOW)

    drawn = [each.part.minutes for day in board.days for each in day.entries]
    assert drawn == [20, 40]


def test_the_line_of_now_stands_once_at_its_minute(student):
    board = board_of(asked(student.timezone), held(student), now=NOW)

    (day,) = [each for each in board.days if each.now]
    assert day.is_today
    assert day.now.at_minute == 10 * 60  # nine in UTC is ten in Berlin


@pytest.mark.parametrize("view", ["week", "month", "agenda"])
def test_it_asks_as_often_for_one_as_for_many(db, client, view):
    counts = []
    for n, many in enumerate((1, 8)):
        coach, student = make_coach(f"Coach {n}"), make_student(f"Student {n}")
        opens_every_day(coach)
        contract = active_contract(student, coach, session_count=8)
        for k, session in enumerate(contract.sessions.order_by("number")[:many]):
            confirmed_session(session, starts_at=NOW + 2 * DAY + 2 * k * HOUR)
        look(client, coach, view=view)
        with CaptureQueriesContext(connection) as asked_for:
            look(client, coach, view=view)
        counts.append(len(asked_for))
    assert counts[0] == counts[1]


def test_more_than_find_room_are_counted_and_lead_to_the_list(contract, coach, client):
    for n in range(8):
        other = active_contract(make_student(f"Student {n}"), coach)
        offered_session(other.sessions.get(number=1), by=coach, starts=[NOW + 2 * DAY])

    page = look(client, coach, view="week").content.decode()

    assert 'data-lane="4" data-lanes="5"' in page
    assert ">+4<" in page
    assert "view=agenda&amp;on=2026-11-05" in page


def test_a_board_begins_with_the_first_thing_or_the_hours_in_which_people_are_awake(
    contract, coach, student
):
    empty = board_of(asked(student.timezone), held(student), now=NOW)
    opened = board_of(asked(coach.timezone), held(coach), now=NOW)
    confirmed_session(contract.sessions.get(number=2), starts_at=NOW + DAY)
    later = board_of(asked(student.timezone), held(student), now=NOW)
    early = ZonedDay((NOW + 2 * DAY).date(), student.timezone).span.starts_at + 5 * HOUR
    confirmed_session(contract.sessions.get(number=1), starts_at=early + timedelta(minutes=30))
    booked = board_of(asked(student.timezone), held(student), now=NOW)

    begins = [board.begins_minute for board in (empty, opened, later, booked)]
    assert begins == [7 * 60, 7 * 60, 7 * 60, 5 * 60]


def test_beside_a_coach_stands_when_that_coach_can_be_booked(story, student, coach):
    (carl,) = people_beside(student)
    window = window_of([ZonedDay(NOW.date() + n * DAY, student.timezone) for n in range(7)])

    theirs = schedule_of(student, window, now=NOW, beside=carl).theirs

    starts = free_starts(story, now=NOW, duration_minutes=60)
    for n in range(7 * 24 * 4):
        at = window.starts_at + n * timedelta(minutes=15)
        hour = Span(at, at + HOUR)
        if hour.ends_at <= window.ends_at:
            assert any(each.covers(hour) for each in theirs) == (at in starts), at


def test_beside_a_student_stands_only_the_clock(story, student, coach, client):
    page = look(client, coach, beside=student.pk, view="week").content.decode()

    assert "data-beside" in page
    assert "data-theirs" not in page


def test_the_forms_lead_to_the_calendar_with_the_other_beside(story, student, client):
    session = story.sessions.get(number=4)
    for form in ("schedule", "times"):
        client.force_login(student)
        with time_machine.travel(NOW + HOUR, tick=False):
            page = client.get(f"/sessions/{session.pk}/{form}").content.decode()
        assert f'href="/calendar?beside={story.coach_id}' in page
