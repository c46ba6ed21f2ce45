from datetime import UTC, datetime, timedelta

import pytest

from calendars.coming_week import free_week, week_in_zone
from calendars.models import WeeklyRange
from calendars.spans import Span
from calendars.weekly import WeekRange, week_grid, week_ranges
from marketplace.matching import shared_time
from marketplace.models import LearningRequest

TUESDAY = datetime(2026, 11, 3, 9, tzinfo=UTC)


def wanting(zone, *ranges):
    stored = [{"weekday": d, "starts": a, "ends": b} for d, a, b in ranges]
    return LearningRequest(timezone=zone, preferred_times=stored)


def utc(year, month, day, hour, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def shown(request, zone, now):
    ranges = week_ranges(request.preferred_times)
    found = week_in_zone(ranges, zone_name=request.timezone, viewer_zone=zone, now=now)
    return [(r.weekday, r.starts, r.ends) for r in found]


def test_evenings_in_kathmandu_as_vancouver_sees_them():
    # UTC+5:45 and, on 2026-11-03, UTC-7: twelve hours and three quarters apart.
    request = wanting("Asia/Kathmandu", (0, "18:00", "20:00"))
    assert shown(request, "America/Vancouver", TUESDAY) == [(0, "05:15", "07:15")]


def test_a_range_over_the_viewers_midnight_lies_on_two_days():
    request = wanting("Asia/Kathmandu", (0, "05:00", "07:00"))  # Sunday 23:15 to Monday 01:15 UTC
    assert shown(request, "UTC", TUESDAY) == [(0, "00:00", "01:15"), (6, "23:15", "24:00")]


def test_a_whole_day_ends_at_midnight():
    request = wanting("Europe/Berlin", (2, "00:00", "24:00"))
    assert shown(request, "Europe/Berlin", TUESDAY) == [(2, "00:00", "24:00")]
    assert shown(request, "Europe/Paris", TUESDAY) == [(2, "00:00", "24:00")]


def test_the_same_hours_move_when_one_zone_changes_its_clocks():
    request = wanting("Europe/Berlin", (0, "17:00", "19:00"))
    # The US changes on 2027-03-14, the EU on 2027-03-28.
    assert shown(request, "America/New_York", utc(2027, 3, 10, 12)) == [(0, "12:00", "14:00")]
    assert shown(request, "America/New_York", utc(2027, 3, 23, 12)) == [(0, "11:00", "13:00")]
    assert shown(request, "America/New_York", utc(2027, 3, 30, 12)) == [(0, "11:00", "13:00")]
    assert shown(request, "America/New_York", utc(2027, 3, 15, 12)) == [(0, "12:00", "14:00")]


def test_lord_howe_changes_by_half_an_hour():
    request = wanting("Australia/Lord_Howe", (5, "10:00", "11:00"))
    # UTC+11 in summer until 2027-04-04, then UTC+10:30.
    assert shown(request, "UTC", utc(2027, 3, 1, 0)) == [(4, "23:00", "24:00")]
    assert shown(request, "UTC", utc(2027, 4, 12, 0)) == [
        (4, "23:30", "24:00"),
        (5, "00:00", "00:30"),
    ]


def shared(request, free, now=TUESDAY):
    found = shared_time(request, free, now)
    return [(r.starts_at, r.ends_at) for r in found.spans], found.minutes, found.wanted_minutes


def test_the_overlap_is_counted_in_instants():
    request = wanting("Asia/Kathmandu", (2, "18:00", "20:00"))  # Wednesday 12:15 to 14:15 UTC
    free = [Span(utc(2026, 11, 4, 13), utc(2026, 11, 4, 22))]
    assert shared(request, free) == ([(utc(2026, 11, 4, 13), utc(2026, 11, 4, 14, 15))], 75, 120)


def test_nothing_shared():
    request = wanting("Europe/Berlin", (2, "18:00", "20:00"))
    free = [Span(utc(2026, 11, 4, 6), utc(2026, 11, 4, 17))]
    assert shared(request, free) == ([], 0, 120)


def test_an_hour_that_the_clocks_skip_is_not_counted():
    # In Berlin, 2027-03-28 has no 02:00 to 03:00.
    request = wanting("Europe/Berlin", (6, "01:00", "04:00"))
    free = [Span(utc(2027, 3, 27, 0), utc(2027, 3, 30, 0))]
    ranges, minutes, wanted = shared(request, free, utc(2027, 3, 25, 0))
    assert ranges == [(utc(2027, 3, 28, 0), utc(2027, 3, 28, 2))]
    assert (minutes, wanted) == (120, 120)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "opens"),
    [
        ((2025, 3, 6), 9),  # Ramadan: Casablanca is at UTC
        ((2025, 4, 17), 8),  # the rest of that year: at UTC+1
    ],
)
def test_a_coach_in_casablanca_and_a_student_in_kathmandu(coach, day, opens):
    coach.calendar.timezone = "Africa/Casablanca"
    coach.calendar.save()
    WeeklyRange.objects.create(
        calendar=coach.calendar, weekday=3, starts_minute=9 * 60, ends_minute=12 * 60
    )
    request = wanting("Asia/Kathmandu", (3, "13:00", "15:00"))  # Thursday 07:15 to 09:15 UTC
    now = utc(*day, 0) - timedelta(days=2)
    ranges, _minutes, wanted = shared(request, free_week(coach.calendar, now), now)
    assert ranges == [(utc(*day, opens), utc(*day, 9, 15))]
    assert wanted == 120


def test_the_coming_week_has_each_range_once_wherever_now_is():
    request = wanting("Europe/Berlin", *((day, "17:00", "19:00") for day in range(7)))
    always = [Span(utc(2026, 11, 1, 0), utc(2026, 11, 30, 0))]
    for hour in range(0, 24 * 7, 5):
        now = TUESDAY + timedelta(hours=hour, minutes=30)
        assert shared(request, always, now)[1:] == (840, 840)


@pytest.mark.parametrize(
    "ranges",
    [
        (),
        ((0, 0, 60),),
        ((0, 0, 1440), (6, 600, 660)),
        ((1, 620, 640),),
        ((1, 620, 700), (1, 720, 790)),
        ((2, 605, 785), (2, 1435, 1440)),
    ],
)
def test_the_grid_gives_back_what_it_shows(ranges):
    wanted = tuple(WeekRange(weekday=d, starts_minute=a, ends_minute=b) for d, a, b in ranges)
    grid = week_grid(wanted)
    cells = [cell for row in (*grid.night, *grid.day) for cell in row.cells if cell.checked]
    from marketplace.fields import PreferredTimesField

    sent = [cell.value for cell in (*cells, *grid.odd)]
    assert PreferredTimesField(required=False).clean(sent) == wanted
