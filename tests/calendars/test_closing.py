"""A time is taken out of somebody's hours, for this once."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.actions import close_hours, details_of, set_availability
from calendars.hours import free_spans, walls_of
from calendars.models import Calendar, DateOverride
from calendars.spans import MINUTE, Span, difference
from core.errors import Invalid, NotAllowed, NotPossibleNow
from core.models import EventRecord
from core.zones import to_instant, zone
from tests.factories import NOW, make_coach, opens_every_day

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def hours_of(coach, window):
    return free_spans(Calendar.objects.select_related("user").get(user=coach), window)


def close(coach, span, *, by=None):
    return close_hours(coach, by=by or coach, span=span, now=NOW)


def happened():
    return EventRecord.objects.count()


def test_the_time_is_gone_and_nothing_beside_it(coach):
    opens_every_day(coach, starts_minute=9 * 60, ends_minute=17 * 60)
    window = Span(NOW, NOW + 7 * DAY)
    before = hours_of(coach, window)
    closed = Span(NOW + DAY + 7 * HOUR, NOW + DAY + 9 * HOUR)  # 11:00 to 13:00 in New York

    close(coach, closed)

    assert hours_of(coach, window) == difference(before, [closed])
    assert DateOverride.objects.get().ranges == [[9 * 60, 11 * 60], [13 * 60, 17 * 60]]
    assert happened() == 1


def test_it_cuts_what_an_earlier_date_left_and_may_take_all_of_a_day(coach):
    opens_every_day(coach)
    day = Span(*(to_instant(each, coach.timezone) for each in wall_day(date(2026, 11, 5))))

    close(coach, Span(day.starts_at, day.starts_at + 9 * HOUR))
    close(coach, Span(day.starts_at + 9 * HOUR, day.ends_at))

    assert DateOverride.objects.get().ranges == []
    assert not hours_of(coach, day)


def test_what_reaches_over_midnight_closes_both_days(coach):
    opens_every_day(coach)
    starts = to_instant(wall_day(date(2026, 11, 5))[0], coach.timezone) - HOUR

    close(coach, Span(starts, starts + 2 * HOUR))

    assert [row.ranges for row in DateOverride.objects.all()] == [[[0, 23 * 60]], [[60, 24 * 60]]]


def test_the_hour_that_comes_twice_is_closed_both_times(student):
    coach = make_coach("Late", timezone="Europe/Berlin")
    opens_every_day(coach)
    first = to_instant(wall_day(date(2027, 10, 31))[0], "Europe/Berlin") + 2 * HOUR  # 02:00, summer

    close_hours(coach, by=coach, span=Span(first + HOUR, first + HOUR + 15 * MINUTE), now=NOW)

    assert DateOverride.objects.get().ranges == [[0, 120], [135, 1440]]


@pytest.mark.parametrize(
    ("span", "refusal"),
    [
        (Span(NOW - 2 * HOUR, NOW), NotPossibleNow),
        (Span(NOW + 30 * MINUTE, NOW + HOUR), NotPossibleNow),  # four in the morning in New York
    ],
)
def test_what_has_passed_or_is_not_open_changes_nothing(coach, span, refusal):
    opens_every_day(coach, starts_minute=9 * 60, ends_minute=17 * 60)
    with pytest.raises(refusal):
        close(coach, span)
    assert not DateOverride.objects.exists()
    assert happened() == 0


def test_nobody_closes_the_hours_of_others(coach, other_coach):
    opens_every_day(coach)
    with pytest.raises(NotAllowed):
        close(coach, Span(NOW + DAY, NOW + DAY + HOUR), by=other_coach)
    assert not DateOverride.objects.exists()


def test_a_day_in_too_many_pieces_is_refused_as_it_stands(coach):
    opens_every_day(coach)
    day = date(2026, 11, 5)
    six = tuple((n * 120, n * 120 + 60) for n in range(6))
    details = replace(details_of(coach.calendar), overrides=((day, six),))
    set_availability(coach, by=coach, details=details, version=1, now=NOW)
    starts = to_instant(wall_day(day)[0], coach.timezone) + 15 * MINUTE

    with pytest.raises(Invalid):
        close(coach, Span(starts, starts + 15 * MINUTE))
    assert DateOverride.objects.get().ranges == [list(pair) for pair in six]


@given(
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"]),
    st.integers(0, 365 * 96),
    st.integers(1, 200),
)
def test_a_clock_reads_in_a_time_what_it_reads_each_minute(name, quarters, length):
    starts = NOW + quarters * 15 * MINUTE
    span = Span(starts, starts + length * 15 * MINUTE)

    found = {
        (wall.day, minute)
        for wall in walls_of(span, name)
        for minute in range(wall.starts_minute, wall.ends_minute)
    }

    read = ((starts + n * MINUTE).astimezone(zone(name)) for n in range(span.minutes))
    assert found == {(each.date(), each.hour * 60 + each.minute) for each in read}


def test_the_press_answers_with_the_calendar(coach, client):
    opens_every_day(coach)
    client.force_login(coach)
    starts = NOW + 400 * DAY  # to come, on whatever day this runs
    sent = {"starts": starts.isoformat(), "ends": (starts + HOUR).isoformat()}

    answer = client.post("/settings/availability/close", sent)

    assert (answer.status_code, answer["Location"]) == (303, "/calendar")
    assert DateOverride.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "starts"),
        ({"starts": "soon", "ends": "later"}, "starts"),
        ({"starts": "2026-01-01T10:00Z", "ends": "2026-01-01T11:00Z"}, "starts"),
        ({"starts": "2190-01-01T10:00Z", "ends": "2190-01-01T11:00Z"}, "starts"),
    ],
)
def test_a_wrong_time_is_told_and_changes_nothing(coach, client, sent, field):
    opens_every_day(coach)
    client.force_login(coach)

    answer = client.post("/settings/availability/close", sent)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Nothing was changed." in answer.content.decode()
    assert not DateOverride.objects.exists()


def wall_day(day):
    return datetime(day.year, day.month, day.day), datetime(day.year, day.month, day.day) + DAY
