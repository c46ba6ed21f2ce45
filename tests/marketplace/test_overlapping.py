"""The first look at many calendars leaves none out that the exact look would keep."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from calendars.coming_week import free_week
from calendars.models import WeeklyRange
from calendars.weekly import WeekRange
from marketplace.actions import edit_request
from marketplace.matching import shared_time
from marketplace.models import LearningRequest
from marketplace.overlapping import may_share
from marketplace.search import JobSearch, find_jobs
from tests.factories import NOW, make_coach, open_request
from tests.marketplace.builders import request_details

pytestmark = pytest.mark.django_db
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "America/Vancouver",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Kiritimati",
    "UTC",
)
# An ordinary week, the weeks in which clocks change, and the second before midnight.
WEEKS = (
    NOW,
    datetime(2026, 10, 23, 17, 13, 5, tzinfo=UTC),
    datetime(2026, 10, 31, 9, tzinfo=UTC),
    datetime(2027, 3, 12, 3, 30, tzinfo=UTC),
    datetime(2027, 3, 26, 23, 59, 59, tzinfo=UTC),
    datetime(2027, 4, 2, tzinfo=UTC),
)


@pytest.fixture
def many_calendars(student):
    """Forty requests with times of every kind, at night and across midnight, too."""
    dice = random.Random(4)
    for number in range(40):
        ranges = []
        for weekday in dice.sample(range(7), dice.randint(1, 6)):
            first = dice.randrange(0, 1380, 15)
            last = min(first + dice.randrange(15, 600, 15), 1440)
            ranges.append(WeekRange(weekday=weekday, starts_minute=first, ends_minute=last))
        open_request(
            student,
            title=f"Something to learn, number {number}",
            preferred_times=tuple(sorted(ranges)),
            timezone=ZONES[number % len(ZONES)],
        )


@pytest.mark.parametrize("zone_name", ["Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe"])
def test_the_first_look_misses_nothing_in_any_week(many_calendars, zone_name):
    coach = make_coach("Walter Wide", timezone=zone_name)
    for weekday in range(7):
        WeeklyRange.objects.create(
            calendar=coach.calendar, weekday=weekday, starts_minute=60 * weekday, ends_minute=1440
        )
    rows, wrongly_kept = LearningRequest.objects.order_by("pk"), 0
    for now in WEEKS:
        free = free_week(coach.calendar, now)
        exact = {row.pk: shared_time(row, free, now).minutes for row in rows}
        for minutes in (60, 300, 600, 1200):
            kept = list(may_share(rows, free, minutes=minutes, now=now))
            enough = {pk for pk, shared in exact.items() if shared >= minutes}
            assert enough <= set(kept), (now, minutes)
            assert kept == sorted(kept)
            wrongly_kept += len(set(kept) - enough)
            nearly = {pk for pk, shared in exact.items() if shared >= minutes - 240}
            assert set(kept) <= nearly
    assert wrongly_kept < 40  # of nearly a thousand looks: the exact one has little left to do


def test_the_list_holds_exactly_what_shares_enough(many_calendars):
    coach = make_coach("Walter Wide", timezone="Europe/Berlin")
    for weekday in range(5):
        WeeklyRange.objects.create(
            calendar=coach.calendar, weekday=weekday, starts_minute=540, ends_minute=1200
        )
    for now in (NOW, datetime(2026, 10, 23, 17, 13, 5, tzinfo=UTC)):
        free = free_week(coach.calendar, now)
        wanted = [
            row.pk
            for row in LearningRequest.objects.order_by("-opened_at", "-pk")
            if shared_time(row, free, now).minutes >= 300
        ]
        page = find_jobs(JobSearch(overlap_hours=5), viewer=coach, now=now)
        assert 5 < len(wanted) <= 20
        assert [job.row.pk for job in page.jobs] == wanted


def test_a_request_without_times_is_never_among_them(student):
    open_request(student, preferred_times=())
    coach = make_coach("Walter Wide")
    WeeklyRange.objects.create(
        calendar=coach.calendar, weekday=0, starts_minute=0, ends_minute=1440
    )
    free = free_week(coach.calendar, NOW + timedelta(days=1))
    assert list(may_share(LearningRequest.objects.all(), free, minutes=1, now=NOW)) == []


def test_changed_times_are_seen_at_the_next_look(student):
    monday, sunday = (
        (WeekRange(weekday=day, starts_minute=600, ends_minute=840),) for day in (0, 6)
    )
    request = open_request(student, preferred_times=monday, timezone="UTC")
    coach = make_coach("Walter Wide", timezone="UTC")
    WeeklyRange.objects.create(
        calendar=coach.calendar, weekday=6, starts_minute=0, ends_minute=1440
    )
    rows, free = LearningRequest.objects.all(), free_week(coach.calendar, NOW)
    for wanted, kept in ((monday, []), (sunday, [request.pk]), (monday, [])):
        details = request_details(preferred_times=wanted, timezone="UTC")
        request.refresh_from_db()
        edit_request(request, by=student, details=details, version=request.version, now=NOW)
        assert list(may_share(rows, free, minutes=120, now=NOW)) == kept
