"""Every page and every press has the same answer to when a coach can be booked."""

from datetime import UTC, datetime, timedelta

import pytest

from calendars.busy import find_clashes
from calendars.models import BusySlot, Calendar, DateOverride, WeeklyRange
from calendars.slots import (
    Obstacle,
    bookable_days,
    bookable_starts,
    bookable_within,
    bounds_of,
    next_on_grid,
    openings_around,
)
from calendars.spans import DAY, MINUTE, Span

HOUR = 60 * MINUTE


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def texts(spans: list[Span]) -> list[tuple[str, str]]:
    return [(f"{each.starts_at:%d %H:%M}", f"{each.ends_at:%d %H:%M}") for each in spans]


def calendar_of(person, *, buffer=0, notice=60, horizon=60, hours=()) -> Calendar:
    calendar = Calendar.objects.select_related("user").get(user=person)
    calendar.buffer_minutes, calendar.notice_minutes = buffer, notice
    calendar.horizon_days = horizon
    calendar.save()
    WeeklyRange.objects.bulk_create(
        WeeklyRange(calendar=calendar, weekday=weekday, starts_minute=first, ends_minute=last)
        for weekday in range(7)
        for first, last in hours
    )
    return calendar


def is_busy(person, session_id, starts_at, ends_at):
    BusySlot.objects.create(
        user=person, session_id=session_id, starts_at=at(starts_at), ends_at=at(ends_at)
    )


def test_what_can_be_booked_keeps_notice_buffer_and_horizon(coach, django_assert_max_num_queries):
    calendar = calendar_of(coach, buffer=10, horizon=2, hours=[(540, 1020)])
    is_busy(coach, 1, "2026-11-03 17:00", "2026-11-03 18:00")
    now = at("2026-11-03 14:07")

    with django_assert_max_num_queries(3):
        found = bookable_within(calendar, now=now, within=Span(now, at("2026-11-30 00:00")))

    assert texts(found) == [
        ("03 15:15", "03 16:50"), ("03 18:10", "03 22:00"), ("04 14:00", "04 22:00"),
        ("05 14:00", "05 14:07"),
    ]  # fmt: skip


def test_days_show_what_can_be_booked_on_the_clock_that_asks(coach):
    calendar = calendar_of(coach, notice=60, horizon=2, hours=[(1080, 1320)])  # in New York
    found = bookable_days(calendar, zone_name="Asia/Kathmandu", now=at("2026-11-03 09:00"), days=3)
    assert [(each.day.day, each.texts) for each in found] == [
        (3, ()), (4, ("04:45–08:45",)), (5, ("04:45–08:45",)),
    ]  # fmt: skip


def test_nothing_can_be_booked_when_the_notice_reaches_over_the_horizon(coach):
    calendar = calendar_of(coach, notice=3 * 24 * 60, horizon=2, hours=[(0, 1440)])
    now = at("2026-11-03 09:00")
    assert bookable_within(calendar, now=now, within=Span(now, now + 30 * DAY)) == []


@pytest.fixture
def crowded(student, coach):
    """Both calendars with buffers and bookings, over the night in which New York changes its clocks."""
    theirs = calendar_of(coach, buffer=15, notice=95, horizon=4, hours=[(45, 170), (600, 1010)])
    DateOverride.objects.create(calendar=theirs, day=at("2026-11-03 00:00").date(), ranges=[])
    DateOverride.objects.create(
        calendar=theirs, day=at("2026-11-02 00:00").date(), ranges=[[0, 1440]]
    )
    is_busy(coach, 1, "2026-10-31 17:00", "2026-10-31 18:00")
    is_busy(student, 2, "2026-11-02 10:20", "2026-11-02 11:20")
    is_busy(coach, 3, "2026-11-02 11:45", "2026-11-02 12:00")
    return calendar_of(student, buffer=5), theirs


def test_the_slots_are_the_starts_that_the_press_would_take(crowded):
    mine, theirs = crowded
    now = at("2026-10-30 13:10")
    within = Span(at("2026-10-31 00:00"), at("2026-11-03 15:05"))
    bounds = bounds_of(theirs, now=now, within=within)
    length = 50 * MINUTE
    every = [now + n * 5 * MINUTE for n in range(5 * 24 * 12)]
    wanted = [Span(start, start + length) for start in every]
    openings = openings_around(theirs, wanted, bounds=bounds)
    clashes = find_clashes((mine.user_id, theirs.user_id), wanted)
    taken = [
        span.starts_at
        for span, clash in zip(wanted, clashes, strict=True)
        if clash is None and openings.obstacle(span) is None
    ]

    assert bookable_starts(theirs, mine, bounds=bounds, length=length) == taken
    assert len(taken) > 80
    for start in taken:
        alone = openings_around(theirs, [Span(start, start + length)], bounds=bounds)
        assert alone.obstacle(Span(start, start + length)) is None


def test_a_start_that_nobody_may_pick_says_why(coach):
    calendar = calendar_of(coach, notice=120, horizon=3, hours=[(540, 1020)])  # from 14:00 UTC
    now = at("2026-11-03 13:00")
    bounds = bounds_of(calendar, now=now, within=Span(now, at("2026-11-06 15:30")))

    def obstacle(text: str) -> Obstacle | None:
        wanted = Span(at(text), at(text) + HOUR)
        return openings_around(calendar, [wanted], bounds=bounds).obstacle(wanted)

    assert obstacle("2026-11-04 14:00") is None
    assert obstacle("2026-11-04 13:45") == Obstacle.OUTSIDE_HOURS
    assert obstacle("2026-11-04 21:15") == Obstacle.OUTSIDE_HOURS
    assert obstacle("2026-11-03 14:45") == Obstacle.TOO_SOON
    assert obstacle("2026-11-07 14:00") == Obstacle.TOO_FAR_AHEAD
    assert obstacle("2026-11-06 14:45") == Obstacle.TOO_FAR_AHEAD
    assert obstacle("2026-11-04 14:05") == Obstacle.OFF_THE_GRID


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("2026-11-03 14:00", "2026-11-03 14:00"),
        ("2026-11-03 14:00:01", "2026-11-03 14:15"),
        ("2026-11-03 14:14:59.999999", "2026-11-03 14:15"),
        ("2026-11-03 23:50", "2026-11-04 00:00"),
    ],
)
def test_the_grid_has_a_start_every_quarter_of_an_hour(instant, expected):
    assert next_on_grid(at(instant)) == at(expected)
    assert next_on_grid(at(instant)) - at(instant) < timedelta(minutes=15)


@pytest.mark.parametrize("late", [0, 1, 400_000, 600_000, 999_999])
def test_no_start_past_the_horizon_is_offered_by_the_fraction_of_a_second(coach, student, late):
    """What is offered is what the press takes: both ask the same instant."""
    calendar = calendar_of(coach, notice=0, horizon=2, hours=[(0, 1440)])
    now = at("2026-11-03 09:00") - timedelta(microseconds=late)
    bounds = bounds_of(calendar, now=now, within=Span(now, now + 30 * DAY))
    starts = bookable_starts(calendar, student.calendar, bounds=bounds, length=HOUR)
    around = openings_around(calendar, [Span(starts[0], starts[-1] + HOUR)], bounds=bounds)
    assert starts[-1] <= bounds.latest
    assert [around.obstacle(Span(start, start + HOUR)) for start in starts] == [None] * len(starts)
    assert around.obstacle(Span(starts[-1] + 15 * MINUTE, starts[-1] + 75 * MINUTE)) is not None
