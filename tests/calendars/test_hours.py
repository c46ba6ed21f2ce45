"""Wall-clock ranges become instants, also where the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.hours import Range, bookable_ranges, expand, free_ranges, merged, overlap
from calendars.models import BusySlot, Calendar, DateOverride, WeeklyRange


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def spans(ranges: list[Range]) -> list[tuple[str, str]]:
    return [(f"{r.starts_at:%d %H:%M}", f"{r.ends_at:%d %H:%M}") for r in ranges]


def every_day(*ranges):
    return lambda day: ranges


def test_a_plain_day_in_kathmandu():
    found = expand(
        every_day((540, 720)),
        zone_name="Asia/Kathmandu",
        from_=at("2026-11-03 00:00"),
        until=at("2026-11-04 00:00"),
    )
    assert spans(found) == [("03 03:15", "03 06:15")]


def test_a_range_over_the_skipped_hour_is_an_hour_shorter():
    found = expand(
        every_day((60, 240)),
        zone_name="America/New_York",
        from_=at("2027-03-14 04:00"),
        until=at("2027-03-15 04:00"),
    )
    assert spans(found) == [("14 06:00", "14 08:00")]  # 01:00 EST to 04:00 EDT


def test_a_range_inside_the_skipped_hour_gives_nothing():
    found = expand(
        every_day((130, 170)),
        zone_name="Europe/Berlin",
        from_=at("2027-03-28 00:00"),
        until=at("2027-03-28 12:00"),
    )
    assert found == []


def test_a_range_inside_the_repeated_hour_is_free_twice():
    found = expand(
        every_day((135, 165)),
        zone_name="Europe/Berlin",
        from_=at("2026-10-25 00:00"),
        until=at("2026-10-25 12:00"),
    )
    assert spans(found) == [("25 00:15", "25 00:45"), ("25 01:15", "25 01:45")]


def test_lord_howe_repeats_half_an_hour():
    found = expand(
        every_day((60, 180)),
        zone_name="Australia/Lord_Howe",
        from_=at("2027-04-03 12:00"),
        until=at("2027-04-04 12:00"),
    )
    assert [r.minutes for r in found] == [150]


def test_midnight_to_midnight_is_one_piece():
    found = expand(
        every_day((0, 1440)),
        zone_name="America/Vancouver",
        from_=at("2026-10-30 00:00"),
        until=at("2026-11-06 00:00"),
    )
    assert found == [Range(starts_at=at("2026-10-30 00:00"), ends_at=at("2026-11-06 00:00"))]


ZONES = st.sampled_from(
    ["UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca", "America/Vancouver",
     "Europe/Berlin", "America/New_York", "Pacific/Apia", "America/St_Johns"]
)  # fmt: skip
RANGES = st.lists(
    st.tuples(st.integers(0, 95), st.integers(1, 96)).filter(lambda r: r[0] < r[1]), max_size=3
).map(lambda ranges: [(a * 15, b * 15) for a, b in ranges])


@settings(max_examples=80, deadline=None)
@given(zone_name=ZONES, ranges=RANGES, start=st.integers(0, 365 * 96), length=st.integers(1, 300))
def test_an_instant_is_free_exactly_when_its_clock_reads_a_time_in_a_range(
    zone_name, ranges, start, length
):
    from_ = at("2026-06-01 00:00") + timedelta(minutes=15 * start)
    until = from_ + timedelta(minutes=15 * length)
    found = expand(every_day(*ranges), zone_name=zone_name, from_=from_, until=until)

    instant = from_
    while instant < until:
        wall = instant.astimezone(ZoneInfo(zone_name))
        minute = wall.hour * 60 + wall.minute
        expected = any(a <= minute < b for a, b in ranges)
        assert any(r.starts_at <= instant < r.ends_at for r in found) is expected, wall
        instant += timedelta(minutes=15)
    assert found == merged(found)


def test_overrides_replace_the_week_and_queries_stay_two(coach, django_assert_num_queries):
    calendar = Calendar.objects.select_related("user").get(user=coach)
    for weekday in range(5):
        for starts, ends in ((540, 720), (780, 1020)):
            WeeklyRange.objects.create(
                calendar=calendar, weekday=weekday, starts_minute=starts, ends_minute=ends
            )
    DateOverride.objects.create(calendar=calendar, day=date(2026, 11, 4), ranges=[])
    DateOverride.objects.create(calendar=calendar, day=date(2026, 11, 7), ranges=[[600, 660]])

    with django_assert_num_queries(2):
        found = free_ranges(calendar, at("2026-11-03 00:00"), at("2026-11-09 00:00"))

    assert spans(found) == [
        ("03 14:00", "03 17:00"), ("03 18:00", "03 22:00"),
        ("05 14:00", "05 17:00"), ("05 18:00", "05 22:00"),
        ("06 14:00", "06 17:00"), ("06 18:00", "06 22:00"),
        ("07 15:00", "07 16:00"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([(1, 3)], [(2, 4)], [(2, 3)]),
        ([(1, 2)], [(2, 3)], []),
        ([(1, 9)], [(2, 3), (4, 5)], [(2, 3), (4, 5)]),
        ([], [(1, 2)], []),
    ],
)
def test_overlap_is_the_time_in_both(first, second, expected):
    def hours(pairs):
        return [
            Range(starts_at=at(f"2026-11-03 0{a}:00"), ends_at=at(f"2026-11-03 0{b}:00"))
            for a, b in pairs
        ]

    assert overlap(hours(first), hours(second)) == hours(expected)


def test_what_can_be_booked_keeps_notice_buffer_and_horizon(coach, django_assert_max_num_queries):
    calendar = Calendar.objects.select_related("user").get(user=coach)
    calendar.buffer_minutes, calendar.notice_minutes, calendar.horizon_days = 10, 60, 2
    for weekday in range(7):
        WeeklyRange.objects.create(
            calendar=calendar, weekday=weekday, starts_minute=540, ends_minute=1020
        )
    BusySlot.objects.create(
        user=coach, session_id=1, starts_at=at("2026-11-03 17:00"), ends_at=at("2026-11-03 18:00")
    )
    now = at("2026-11-03 14:07")

    with django_assert_max_num_queries(3):
        found = bookable_ranges(calendar, now=now, from_=now, until=at("2026-11-30 00:00"))

    assert spans(found) == [
        ("03 15:15", "03 16:50"), ("03 18:10", "03 22:00"), ("04 14:00", "04 22:00"),
        ("05 14:00", "05 14:07"),
    ]  # fmt: skip
