"""The same time every week, across the weeks in which only one side changes its clocks."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine
from django.urls import reverse

from calendars.models import DateOverride
from calendars.series import weekly
from contracts.actions import accept_pause, propose_pause
from core.errors import DomainError, Invalid, NotAllowed, NotPossibleNow
from sessions.access import find_contract
from sessions.actions import book_series
from sessions.errors import SlotTaken
from sessions.weeks import plan_of, shift_words
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


@pytest.mark.parametrize("side", ["student", "coach"])
def test_a_second_press_takes_no_further_credits(contract, student, coach, events, side):
    opens_every_day(coach)
    by = {"student": student, "coach": coach}[side]
    press = partial(book_series, contract, by=by, timezone="UTC", now=NOW)
    first = press(starts=[START])
    seen = events()
    assert press(starts=[START]) == first
    assert seen() == []
    assert statuses(contract).count("unscheduled") == 2


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


def test_no_weeks_are_planned_while_the_contract_is_paused(client, contract, student):
    contract = propose_pause(contract, by=student, version=contract.version, now=NOW)
    accept_pause(contract, by=contract.coach, version=contract.version, now=NOW)
    address = reverse("contract-series", args=[contract.pk])
    client.force_login(student)
    assert client.get(address).status_code == 409
    with pytest.raises(NotPossibleNow):
        book_series(contract, by=student, starts=[START], timezone="UTC", now=NOW)


@time_machine.travel(NOW, tick=False)
def test_week_that_cannot_be_booked_says_why(client, contract, student, coach):
    opens_every_day(coach, starts_minute=9 * 60, ends_minute=10 * 60)
    client.force_login(student)
    address = reverse("contract-series", args=[contract.pk])
    page = client.get(address, {"first": "2026-11-10T10:00", "count": "2"}).content.decode()
    assert page.count("Outside Carl’s hours.") == 2
    assert " checked" not in page
    # Nine in New York is three in the afternoon in Berlin.
    page = client.get(address, {"first": "2026-11-10T15:00", "count": "2"}).content.decode()
    assert page.count(" checked") == 2


def plan(contract, me, first, count=3, now=NOW):
    row = contract.sessions.get(number=1)
    return plan_of(contract, row, first=first, count=count, me=me, now=now)


def test_weeks_outside_the_coachs_hours_are_marked_for_both(contract, student, coach):
    """Nine to ten in New York is three to four in the afternoon in Berlin."""
    opens_every_day(coach, starts_minute=9 * 60, ends_minute=10 * 60)
    DateOverride.objects.create(calendar=coach.calendar, day=datetime(2026, 11, 17).date())
    mine = plan(contract, student, datetime(2026, 11, 10, 15)).weeks
    assert [(week.why_not, week.hints, week.chosen) for week in mine] == [
        ("", (), True), ("Outside Carl’s hours.", (), False), ("", (), True),
    ]  # fmt: skip
    theirs = plan(contract, coach, datetime(2026, 11, 10, 9)).weeks
    assert [(week.why_not, week.hints, week.chosen) for week in theirs] == [
        ("", (), True), ("", ("Outside your hours",), True), ("", (), True),
    ]  # fmt: skip


def test_a_coach_may_offer_a_week_outside_the_own_hours(contract, coach):
    week = plan(contract, coach, datetime(2026, 11, 10, 9), count=1).weeks[0]
    assert week.hints == ("Outside your hours",)
    book_series(contract, by=coach, starts=[week.starts_at], timezone="UTC", now=NOW)
    assert statuses(contract)[0] == "offered"


@pytest.mark.parametrize("side", ["student", "coach"])
def test_weeks_in_which_the_others_hour_shifts_are_marked_for_both(side, student, coach, contract):
    """New York changes on 14 March 2027, Berlin on the 28th."""
    opens_every_day(coach)
    coach.calendar.horizon_days = 365
    coach.calendar.save()
    me = student if side == "student" else coach
    # The same instants: five in the afternoon in Berlin is eleven in the morning in New York.
    first = datetime(2027, 3, 9, 17) if side == "student" else datetime(2027, 3, 9, 11)
    seen = plan(contract, me, first)
    later, earlier = ("1 h later for Carl",), ("1 h earlier for Sofia",)
    assert [week.hints for week in seen.weeks] == [
        (), *([later] * 2 if side == "student" else [earlier] * 2),
    ]  # fmt: skip
    assert seen.note.startswith("In 2 weeks the clock of ")
    assert all(week.chosen for week in seen.weeks)


def test_a_week_that_cannot_be_had_still_tells_of_the_shift(student, contract):
    week = plan(contract, student, datetime(2027, 3, 9, 17)).weeks[1]
    assert (week.why_not, week.hints) == ("Outside Carl’s hours.", ("1 h later for Carl",))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (60, "1 h later for Carl"),
        (-30, "30 min earlier for Carl"),
        (90, "1 h 30 min later for Carl"),
    ],
)
def test_a_shift_in_words(minutes, words):
    assert shift_words(minutes, "Carl") == words


REASONS = {
    "This time has passed.": datetime(2026, 11, 3, 9),
    "Sooner than Carl takes bookings.": datetime(2026, 11, 3, 21, 45),
    "Further ahead than Carl takes bookings.": datetime(2027, 1, 3, 17),
    "The contract is over at this time.": datetime(2027, 11, 20, 17),
    "Sessions begin on a quarter of an hour.": datetime(2026, 11, 10, 17, 5),
    "Carl is not free then.": datetime(2026, 11, 12, 17),
    "You have something else then.": datetime(2026, 11, 13, 17),
    "": datetime(2026, 11, 10, 17),
}


@pytest.mark.parametrize(("why_not", "first"), REASONS.items())
def test_what_is_said_of_a_week_is_what_the_press_does(
    why_not, first, contract, student, coach, other_student, other_coach
):
    opens_every_day(coach)
    taught = active_contract(other_student, coach).sessions.get(number=1)
    confirmed_session(taught, starts_at=datetime(2026, 11, 12, 16, tzinfo=UTC))
    learnt = active_contract(student, other_coach).sessions.get(number=1)
    confirmed_session(learnt, starts_at=datetime(2026, 11, 13, 16, tzinfo=UTC))
    week = plan(contract, student, first, count=1).weeks[0]
    assert week.why_not == why_not
    take = partial(
        book_series, contract, by=student, starts=[week.starts_at], timezone="UTC", now=NOW
    )
    if why_not:
        with pytest.raises(DomainError):
            take()
    else:
        assert take()[0].status == "scheduled"


def test_a_plan_takes_as_many_queries_for_three_weeks_as_for_one(
    student, coach, contract, django_assert_num_queries
):
    opens_every_day(coach)
    contract = find_contract(student, contract.pk)
    for count in (1, 3):
        with django_assert_num_queries(6):
            plan(contract, student, datetime(2026, 11, 10, 17), count=count)


@pytest.mark.once
@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"first": "2026-11-10T10:00", "count": "0"}, "count"),
        ({"first": "2026-11-10T10:00", "count": "-1"}, "count"),
        ({"first": "2026-11-10T10:00", "count": "two"}, "count"),
        ({"first": "2026-02-30T10:00", "count": "2"}, "first"),
        ({"first": "2026-11-10T25:00", "count": "2"}, "first"),
        ({"first": "tomorrow", "count": "2"}, "first"),
    ],
)
def test_wrong_first_dates_and_counts_are_named_and_nothing_is_planned(
    client, contract, student, sent, field
):
    client.force_login(student)
    address = reverse("contract-series", args=[contract.pk])
    starts = {"starts": ["2026-11-10T09:00:00+00:00"]}
    for answer in (
        client.get(address, sent, HTTP_ACCEPT="application/json"),
        client.post(address, {**sent, **starts}, HTTP_ACCEPT="application/json"),
    ):
        assert answer.status_code == 422
        assert list(answer.json()["error"]["fields"]) == [field]
    page = client.get(address, sent)
    assert page.status_code == 422
    assert 'name="starts"' not in page.content.decode()
    assert statuses(contract) == ["unscheduled"] * 3


@pytest.mark.parametrize("beside", [timedelta(seconds=1), timedelta(microseconds=400_000)])
def test_a_start_with_seconds_is_wrong_input(client, contract, student, coach, beside):
    opens_every_day(coach)
    with pytest.raises(Invalid) as refusal:
        book_series(contract, by=student, starts=[START + beside], timezone="UTC", now=NOW)
    assert "starts" in refusal.value.fields
    client.force_login(student)
    session = contract.sessions.get(number=1)
    for address, sent in (
        (reverse("contract-series", args=[contract.pk]), {"starts": [(START + beside).isoformat()]}),
        (reverse("session-schedule", args=[session.pk]),
         {"starts_at": (START + beside).isoformat(), "version": session.version}),
    ):  # fmt: skip
        answer = client.post(address, sent, HTTP_ACCEPT="application/json")
        assert answer.status_code == 422
        assert set(answer.json()["error"]["fields"]) <= {"starts", "starts_at"}


def test_the_first_week_with_one_start_is_what_the_others_are_marked_against():
    """Half past two in Berlin does not exist on 28 March 2027; the week after it is the plain one."""
    weeks = weekly(
        datetime(2027, 3, 28, 2, 30), count=3, mine="Europe/Berlin", theirs="Asia/Kathmandu"
    )
    assert [week.shift_minutes for week in weeks] == [0, 0, 0]
    assert weeks[0].shifted_starts == (
        (datetime(2027, 3, 28, 0, 45, tzinfo=UTC), 15),
        (datetime(2027, 3, 28, 1, tzinfo=UTC), 30),
    )


def test_each_choice_of_a_repeated_hour_has_its_own_mark():
    """Half past two comes twice in Berlin on 31 October 2027; the first time is that of the summer."""
    weeks = weekly(datetime(2027, 10, 24, 2, 30), count=3, mine="Europe/Berlin", theirs="UTC")
    assert [shift for _start, shift in weeks[1].shifted_starts] == [0, 60]
    assert weeks[2].shift_minutes == 60


def test_one_week_alone_is_marked_against_nothing():
    (week,) = weekly(datetime(2027, 3, 28, 2, 30), count=1, mine="Europe/Berlin", theirs="UTC")
    assert [shift for _start, shift in week.shifted_starts] == [0, 0]


def test_a_change_on_the_same_day_is_not_said_to_be_one_persons(contract, student, coach):
    """Lord Howe and Sydney change in the same night of April 2027, by half an hour and by an hour."""
    student.timezone, coach.timezone = "Australia/Sydney", "Australia/Lord_Howe"
    student.save()
    coach.save()
    note = plan(contract, student, datetime(2027, 3, 30, 17)).note
    assert note == (
        "In 2 weeks the clock of Carl shows another time than in the others:"
        " your clocks are not changed alike."
    )


@time_machine.travel(NOW, tick=False)
def test_a_repeated_first_hour_is_two_choices_that_read_differently(client, contract, student):
    student.timezone = "Australia/Sydney"
    student.save()
    client.force_login(student)
    page = client.get(
        reverse("contract-series", args=[contract.pk]), {"first": "2027-04-04T02:30", "count": "1"}
    ).content.decode()
    assert "02:30 (UTC+11)" in page
    assert "02:30 (UTC+10)" in page
