"""Days of a zone as they pass, and what overlaps side by side."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.days import ZonedDay, days_from
from calendars.lanes import side_by_side
from calendars.spans import MINUTE, Span, intersection, total_minutes
from core.zones import zone

ZONES = (
    "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham",
    "America/Santiago", "Asia/Beirut", "Africa/Casablanca", "Pacific/Kiritimati", "UTC", "Asia/Kolkata",
    "America/St_Johns", "Africa/Cairo", "America/Havana",
)  # fmt: skip
BEGIN = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "zone_name", "minutes"),
    [
        (date(2027, 3, 28), "Europe/Berlin", 23 * 60),
        (date(2027, 10, 31), "Europe/Berlin", 25 * 60),
        (date(2027, 4, 4), "Australia/Lord_Howe", 24 * 60 + 30),
        (date(2027, 3, 28), "Asia/Beirut", 23 * 60),  # at midnight
        (date(2027, 3, 27), "Europe/Berlin", 24 * 60),
        (date(2011, 12, 30), "Pacific/Apia", 0),  # left out
    ],
)
def test_a_day_is_as_long_as_it_lasts(day, zone_name, minutes):
    assert ZonedDay(day, zone_name).span.minutes == minutes


@pytest.mark.parametrize("zone_name", ZONES)
def test_a_day_begins_with_the_first_minute_of_its_date(zone_name):
    for zoned in days_from(date(2027, 1, 1), 365, zone_name):
        begins = zoned.span.starts_at
        assert begins.astimezone(zone(zone_name)).date() == zoned.day
        assert (begins - MINUTE).astimezone(zone(zone_name)).date() < zoned.day


def test_a_repeated_hour_stands_twice_and_a_skipped_one_not_at_all():
    autumn = [
        local.time_text for _at, local in ZonedDay(date(2027, 10, 31), "Europe/Berlin").hours()
    ]
    spring = [
        local.time_text for _at, local in ZonedDay(date(2027, 3, 28), "Europe/Berlin").hours()
    ]

    assert autumn[:5] == ["00:00", "01:00", "02:00 (UTC+2)", "02:00 (UTC+1)", "03:00"]
    assert (len(autumn), len(spring)) == (25, 23)
    assert spring[:4] == ["00:00", "01:00", "03:00", "04:00"]


@settings(max_examples=120)
@given(
    zone_name=st.sampled_from(ZONES),
    first=st.dates(date(2027, 1, 1), date(2027, 12, 31)),
    starts=st.integers(0, 370 * 24 * 60),
    minutes=st.integers(1, 3000),
)
def test_drawn_minutes_are_those_of_the_span(zone_name, first, starts, minutes):
    days = days_from(first, 7, zone_name)
    span = Span(BEGIN + starts * MINUTE, BEGIN + (starts + minutes) * MINUTE)
    window = Span(days[0].span.starts_at, days[-1].span.ends_at)

    drawn = [
        Span(begins, begins + part.minutes * MINUTE)
        for day in days
        if (part := day.part(span)) is not None
        for begins in [day.span.starts_at + part.at_minute * MINUTE]
    ]

    assert total_minutes(drawn) == total_minutes(intersection([span], [window]))
    assert all(span.covers(each) for each in drawn)
    assert all(one.span.ends_at == two.span.starts_at for one, two in pairwise(days))


@settings(max_examples=80)
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 90)), max_size=25))
def test_nothing_overlaps_in_its_lane_and_every_lane_is_needed(drawn):
    spans = [Span(BEGIN + a * MINUTE, BEGIN + (a + n) * MINUTE) for a, n in drawn]

    placed = side_by_side(spans)

    assert sorted(span for span, _lane in placed) == sorted(spans)
    for n, (one, lane) in enumerate(placed):
        assert 0 <= lane.number < lane.of
        for other, beside in placed[n + 1 :]:
            if one.overlaps(other):
                assert lane.number != beside.number
                assert lane.of == beside.of
    assert all(
        lane.of <= max(sum(s.overlaps(o) for o in spans) for s in spans) for _s, lane in placed
    )


def test_what_follows_has_the_whole_width_again():
    morning = Span(BEGIN, BEGIN + timedelta(hours=2))
    within = Span(BEGIN + timedelta(hours=1), BEGIN + timedelta(hours=2))
    after = Span(BEGIN + timedelta(hours=2), BEGIN + timedelta(hours=3))

    lanes = [lane.of for _span, lane in side_by_side([after, within, morning])]

    assert lanes == [2, 2, 1]
