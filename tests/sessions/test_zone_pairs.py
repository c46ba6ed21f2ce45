"""Thirty pairs of zones over both clock changes of 2027: one instant, two clocks, no lost hour."""

from datetime import UTC, datetime, timedelta

import pytest

from calendars.series import weekly
from core.zones import both_clocks, to_instant, zone
from sessions.policy import CUT_OFF

PAIRS = [
    ("Europe/Berlin", "America/New_York"), ("Europe/London", "America/Los_Angeles"),
    ("Europe/Madrid", "America/Vancouver"), ("Europe/Stockholm", "Asia/Kathmandu"),
    ("America/New_York", "Asia/Kolkata"), ("America/Chicago", "Europe/Paris"),
    ("America/Denver", "America/Phoenix"), ("America/Sao_Paulo", "Europe/Lisbon"),
    ("Africa/Casablanca", "Europe/Berlin"), ("Africa/Casablanca", "America/New_York"),
    ("Australia/Lord_Howe", "Europe/London"), ("Australia/Lord_Howe", "Australia/Sydney"),
    ("Australia/Sydney", "America/New_York"), ("Australia/Adelaide", "Asia/Tokyo"),
    ("Pacific/Auckland", "Europe/Berlin"), ("Pacific/Chatham", "America/St_Johns"),
    ("Pacific/Kiritimati", "Pacific/Pago_Pago"), ("Asia/Tokyo", "America/Los_Angeles"),
    ("Asia/Kathmandu", "America/Vancouver"), ("Asia/Tehran", "Europe/Istanbul"),
    ("Asia/Jerusalem", "Europe/Athens"), ("Africa/Cairo", "Europe/Rome"),
    ("America/Havana", "America/New_York"), ("America/Santiago", "Europe/Madrid"),
    ("America/Asuncion", "America/Sao_Paulo"), ("America/Nuuk", "Europe/Copenhagen"),
    ("Asia/Beirut", "Europe/Paris"), ("Europe/Chisinau", "Europe/Bucharest"),
    ("Atlantic/Azores", "Europe/Lisbon"), ("UTC", "Asia/Colombo"),
]  # fmt: skip
SPRING, AUTUMN = datetime(2027, 3, 1, 17), datetime(2027, 10, 4, 17)


def test_there_are_thirty():
    assert len(set(PAIRS)) == 30


@pytest.mark.parametrize("first", [SPRING, AUTUMN], ids=["spring", "autumn"])
@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_weekly_hour_stays_mine_and_the_others_shift_is_told(mine, theirs, first):
    weeks = weekly(first, count=7, mine=mine, theirs=theirs)
    walls = [week.starts_at.astimezone(zone(mine)).replace(tzinfo=None) for week in weeks]
    assert walls == [first + n * timedelta(weeks=1) for n in range(7)]
    apart = [
        week.starts_at.astimezone(zone(theirs)).utcoffset()
        - week.starts_at.astimezone(zone(mine)).utcoffset()
        for week in weeks
    ]
    told = [timedelta(minutes=week.shift_minutes) for week in weeks]
    assert told == [gap - apart[0] for gap in apart]


@pytest.mark.parametrize(
    "day", [datetime(2027, 3, 14), datetime(2027, 3, 28), datetime(2027, 10, 31)]
)
@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_both_clocks_show_the_same_instant_every_hour_of_the_day(mine, theirs, day):
    for hour in range(24):
        instant = day.replace(tzinfo=UTC) + timedelta(hours=hour)
        clocks = both_clocks(instant, mine=mine, theirs=theirs)
        assert clocks.mine.wall.astimezone(UTC) == instant
        if clocks.theirs is None:
            assert (
                instant.astimezone(zone(mine)).utcoffset()
                == instant.astimezone(zone(theirs)).utcoffset()
            )
            continue
        assert clocks.theirs.wall.astimezone(UTC) == instant
        days = clocks.theirs.wall.date() - clocks.mine.wall.date()
        assert clocks.theirs.day_difference == days.days


def test_cut_off_is_elapsed_time_across_the_change():
    """Ten hours before Sunday 08:00 in Berlin, on the night that has 23 hours, the clock shows 21:00."""
    start = to_instant(datetime(2027, 3, 28, 8), "Europe/Berlin")
    shown = (start - CUT_OFF).astimezone(zone("Europe/Berlin"))
    assert (shown.day, shown.hour) == (27, 21)


def test_zone_data_is_that_of_the_package():
    """British Columbia keeps summer time for good; a machine's older files would say UTC−8."""
    assert datetime(2026, 12, 15, 12, tzinfo=UTC).astimezone(
        zone("America/Vancouver")
    ).utcoffset() == timedelta(hours=-7)
