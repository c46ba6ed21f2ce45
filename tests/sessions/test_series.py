"""The same time every week, across the weeks in which only one side changes its clocks."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from core.errors import Invalid, NotAllowed
from sessions.actions import book_series
from sessions.errors import SlotTaken
from sessions.series import weekly
from tests.factories import NOW, active_contract, confirmed_session, opens_every_day

WEEK = timedelta(weeks=1)
START = NOW + timedelta(days=7)


def test_weeks_between_the_two_clock_changes_are_marked():
    """New York changes on 14 March 2027, Berlin on the 28th: for two weeks they are 5 hours apart."""
    weeks = weekly(
        datetime(2027, 3, 9, 17), count=5, mine="Europe/Berlin", theirs="America/New_York"
    )
    assert [week.starts_at for week in weeks] == [
        datetime(2027, 3, 9, 16, tzinfo=UTC),
        datetime(2027, 3, 16, 16, tzinfo=UTC),
        datetime(2027, 3, 23, 16, tzinfo=UTC),
        datetime(2027, 3, 30, 15, tzinfo=UTC),
        datetime(2027, 4, 6, 15, tzinfo=UTC),
    ]
    assert [week.shift_minutes for week in weeks] == [0, 60, 60, 0, 0]


def test_shift_is_counted_the_short_way_round_midnight():
    weeks = weekly(
        datetime(2027, 3, 23, 5, 30), count=2, mine="Europe/Berlin", theirs="Asia/Kathmandu"
    )
    assert [week.shift_minutes for week in weeks] == [0, -60]
    midnight = weekly(
        datetime(2027, 3, 9, 6), count=2, mine="Europe/Berlin", theirs="America/New_York"
    )
    assert [week.shift_minutes for week in midnight] == [0, 60]


def test_week_whose_time_does_not_exist_offers_the_nearest():
    weeks = weekly(datetime(2027, 3, 21, 2, 30), count=2, mine="Europe/Berlin", theirs="UTC")
    assert weeks[0].starts_at is not None
    assert weeks[1].starts_at is None
    assert weeks[1].choices == (
        datetime(2027, 3, 28, 0, 45, tzinfo=UTC),
        datetime(2027, 3, 28, 1, tzinfo=UTC),
    )


def statuses(contract):
    return list(contract.sessions.values_list("status", flat=True))


def test_student_books_the_free_credits_in_order(contract, student, coach):
    opens_every_day(coach)
    book_series(contract, by=student, starts=[START, START + WEEK], timezone="UTC", now=NOW)
    assert statuses(contract) == ["scheduled", "scheduled", "unscheduled"]
    assert contract.sessions.get(number=2).scheduled_at == START + WEEK


def test_coach_offers_one_start_each(contract, coach):
    book_series(contract, by=coach, starts=[START, START + WEEK], timezone="UTC", now=NOW)
    assert statuses(contract) == ["offered", "offered", "unscheduled"]


def test_all_or_none(contract, student, coach, other_student, events):
    opens_every_day(coach)
    elsewhere = active_contract(other_student, coach).sessions.get(number=1)
    confirmed_session(elsewhere, starts_at=START + WEEK)
    seen = events()
    with pytest.raises(SlotTaken):
        book_series(contract, by=student, starts=[START, START + WEEK], timezone="UTC", now=NOW)
    with pytest.raises(Invalid):
        book_series(contract, by=student, starts=[], timezone="UTC", now=NOW)
    starts = [START + n * WEEK for n in range(4)]
    with pytest.raises(Invalid):
        book_series(contract, by=student, starts=starts, timezone="UTC", now=NOW)
    with pytest.raises(NotAllowed):
        book_series(contract, by=other_student, starts=[START], timezone="UTC", now=NOW)
    assert statuses(contract) == ["unscheduled"] * 3
    assert seen() == []


@time_machine.travel(NOW, tick=False)
def test_page_previews_and_takes_what_is_ticked(client, contract, student, coach):
    opens_every_day(coach)
    address = reverse("contract-series", args=[contract.pk])
    client.force_login(student)
    assert "3 sessions are free." in client.get(address).content.decode()
    page = client.get(address, {"first": "2026-11-10T10:00", "count": "3"}).content.decode()
    values = [f"2026-11-{day}T09:00:00+00:00" for day in (10, 17, 24)]
    assert all(f'value="{value}" checked' in page for value in values)
    answer = client.post(
        address, {"first": "2026-11-10T10:00", "count": 3, "starts": values[:2]},
        HTTP_ACCEPT="application/json",
    )  # fmt: skip
    assert answer.status_code == 201
    assert [s["number"] for s in answer.json()["sessions"]] == [1, 2]
    assert client.post(address, {"count": 3}, HTTP_ACCEPT="application/json").status_code == 422


@time_machine.travel(NOW, tick=False)
def test_week_that_cannot_be_booked_says_why(client, contract, student, coach):
    opens_every_day(coach, starts_minute=9 * 60, ends_minute=10 * 60)
    client.force_login(student)
    address = reverse("contract-series", args=[contract.pk])
    page = client.get(address, {"first": "2026-11-10T10:00", "count": "2"}).content.decode()
    assert page.count("Outside the coach&#x27;s free times.") == 2
    assert " checked" not in page
    # Nine in New York is three in the afternoon in Berlin.
    page = client.get(address, {"first": "2026-11-10T15:00", "count": "2"}).content.decode()
    assert page.count(" checked") == 2
