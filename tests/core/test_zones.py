from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.zones import (
    FarFromNow,
    MissingWallTime,
    RepeatedWallTime,
    both_clocks,
    present_name,
    read_instant,
    read_wall_time,
    to_instant,
    validate_zone,
    zone,
    zone_names,
)


def test_zone_data_is_that_of_the_package_and_not_of_the_machine():
    # British Columbia stays on summer time from 2026; older system files say UTC−8.
    instant = datetime(2026, 12, 15, 12, tzinfo=ZoneInfo("America/Vancouver"))
    assert instant.utcoffset() == timedelta(hours=-7)


@pytest.mark.parametrize(
    ("wall", "name", "instant"),
    [
        (datetime(2027, 1, 4, 9), "Asia/Kathmandu", datetime(2027, 1, 4, 3, 15, tzinfo=UTC)),
        (datetime(2027, 1, 4, 9), "Australia/Lord_Howe", datetime(2027, 1, 3, 22, tzinfo=UTC)),
        (datetime(2027, 7, 5, 9), "Australia/Lord_Howe", datetime(2027, 7, 4, 22, 30, tzinfo=UTC)),
        (datetime(2027, 3, 14, 3), "America/New_York", datetime(2027, 3, 14, 7, tzinfo=UTC)),
    ],
)
def test_a_wall_time_names_its_instant(wall, name, instant):
    assert to_instant(wall, name) == instant


def test_a_wall_time_the_clocks_jump_over_is_refused_with_the_nearest():
    with pytest.raises(MissingWallTime) as refused:
        to_instant(datetime(2027, 3, 28, 2, 30), "Europe/Berlin")
    assert refused.value.choices == (
        datetime(2027, 3, 28, 0, 45, tzinfo=UTC),
        datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
    )


def test_the_half_hour_jump_of_lord_howe_has_its_own_edge():
    with pytest.raises(MissingWallTime) as refused:
        to_instant(datetime(2027, 10, 3, 2, 15), "Australia/Lord_Howe")
    assert refused.value.choices[1] == datetime(2027, 10, 2, 15, 30, tzinfo=UTC)


def test_a_repeated_wall_time_offers_both_occurrences():
    with pytest.raises(RepeatedWallTime) as asked:
        to_instant(datetime(2027, 10, 31, 2, 30), "Europe/Berlin")
    assert asked.value.choices == (
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    )


@given(
    instant=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(
        lambda naive: naive.replace(second=0, microsecond=0, tzinfo=UTC)
    ),
    name=st.sampled_from(
        ["Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca"]
    ),
)
def test_every_instant_comes_back_from_its_own_wall_clock(instant, name):
    wall = instant.astimezone(zone(name)).replace(tzinfo=None)
    try:
        assert to_instant(wall, name) == instant
    except RepeatedWallTime as twice:
        assert instant in twice.choices


def test_the_other_clock_is_shown_with_its_day_only_when_it_differs():
    instant = datetime(2026, 11, 3, 22, tzinfo=UTC)
    clocks = both_clocks(instant, mine="Europe/Berlin", theirs="Asia/Kathmandu")
    assert (clocks.mine.time_text, clocks.theirs.time_text) == ("23:00", "03:45")
    assert (clocks.theirs.day_mark, clocks.theirs.offset_text) == ("+1", "UTC+5:45")
    assert both_clocks(instant, mine="Europe/Berlin", theirs="Europe/Paris").theirs is None


def test_a_place_is_listed_once_by_the_name_it_has_today():
    assert {"Asia/Kolkata", "Europe/Amsterdam", "UTC"} <= set(zone_names())
    assert not {"Asia/Calcutta", "US/Pacific", "EST"} & set(zone_names())
    assert present_name("Asia/Calcutta") == "Asia/Kolkata"
    assert present_name("Europe/Kiev") == "Europe/Kyiv"
    assert present_name("Europe/Amsterdam") == "Europe/Amsterdam"
    assert present_name("Mars/Olympus") == "Mars/Olympus"


def test_only_zone_names_are_zones():
    assert "Europe/Berlin" in zone_names()
    with pytest.raises(ValidationError):
        validate_zone("Mars/Olympus")


@pytest.mark.parametrize("read", [read_instant, read_wall_time])
@pytest.mark.parametrize(
    "text",
    ["0001-01-01T00:00:00+14:00", "1900-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"],
)
def test_a_time_in_a_year_in_which_nobody_meets_is_far_from_now(read, text):
    with pytest.raises(FarFromNow):
        read(text)


@pytest.mark.parametrize("text", ["", "x", "10000-01-01T00:00Z", "2026-11-05", "2026-11-05T12:00"])
def test_a_text_without_an_offset_is_no_instant(text):
    with pytest.raises(ValueError):  # noqa: PT011
        read_instant(text)


def test_an_instant_is_read_in_utc_and_a_wall_time_as_it_stands():
    assert read_instant("2026-11-05T12:00:00+05:45") == datetime(2026, 11, 5, 6, 15, tzinfo=UTC)
    assert read_instant("2026-11-05T12:00:00+05:45").tzinfo is UTC
    assert read_wall_time("2026-11-05T12:00") == datetime(2026, 11, 5, 12)


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "Europe", "/etc/localtime", "Europe\x00", "Factory"]
)
def test_what_only_looks_like_a_zone_is_none(name):
    with pytest.raises(ValidationError):
        validate_zone(name)
