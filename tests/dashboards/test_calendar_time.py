"""A time that was chosen in the calendar leads to what can be done with it, and moves nothing by itself."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import EventRecord
from sessions.models import CoachingSession
from tests.factories import (
    NOW,
    active_contract,
    confirmed_session,
    make_coach,
    make_student,
    opens_every_day,
)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STARTS = NOW + 2 * DAY


@pytest.fixture
def contract(student, coach):
    opens_every_day(coach)
    return active_contract(student, coach, session_count=4)


@pytest.fixture
def session(contract):
    return contract.sessions.get(number=1)


def look(client, person, path="/calendar/time", **query):
    client.force_login(person)
    with time_machine.travel(NOW + HOUR, tick=False):
        return client.get(path, query)


def chosen(client, person, *, starts=STARTS, hours=1):
    return look(client, person, starts=starts.isoformat(), ends=(starts + hours * HOUR).isoformat())


def test_the_student_may_offer_and_book_and_the_coach_offer_and_close(
    contract, session, student, coach, client
):
    of_student, of_coach = (chosen(client, each).content.decode() for each in (student, coach))

    at = STARTS.isoformat().replace(":", "%3A").replace("+", "%2B")
    assert f'href="/sessions/{session.pk}/times?starts={at}"' in of_student
    assert f'href="/sessions/{session.pk}/schedule?at={at}"' in of_student
    assert f'href="/sessions/{session.pk}/times?starts={at}"' in of_coach
    assert "/schedule" not in of_coach
    assert "Close this time" in of_coach
    assert "Close this time" not in of_student


def test_a_long_time_holds_several_starts(contract, student, client):
    (choice,) = chosen(client, student, hours=9).context["choices"]

    assert choice.starts == tuple(STARTS + n * HOUR for n in range(5))


def test_without_an_end_it_is_an_hour_and_without_anything_a_form(contract, student, client):
    hour = look(client, student, starts=STARTS.isoformat())
    empty = look(client, student)

    assert hour.context["span"].minutes == 60
    assert empty.status_code == 200
    assert "span" not in empty.context


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ({"starts": "2026-11-03T08:00Z"}, "starts", "This time has passed."),
        ({"starts": "2026-11-05T10:00Z", "ends": "2026-11-05T09:00Z"}, "ends", "after the start"),
        ({"starts": "2026-11-05T10:00Z", "ends": "2026-11-15T09:00Z"}, "ends", "at most a week"),
        ({"starts": "2029-11-05T10:00Z"}, "starts", "at most two years ahead"),
        (
            {"starts": "2026-11-05T10:00:30Z", "ends": "2026-11-05T11:00Z"},
            "starts",
            "a full minute",
        ),
        (
            {"starts": "2026-11-05T10:00Z", "ends": "2026-11-05T10:00:00.5Z"},
            "ends",
            "a full minute",
        ),
        ({"starts": "9999-11-05T10:00Z"}, "starts", "too far from now"),
        ({"starts": "soon"}, "starts", "Give a date and a time."),
        ({"ends": "2026-11-05T10:00Z"}, "starts", "Please fill this in."),
        ({"starts": "2027-03-28T02:30"}, "starts", "it does not exist"),
        ({"starts": "2027-10-31T02:30"}, "starts", "this time comes twice"),
    ],
)
def test_a_wrong_time_is_told_beside_its_field(contract, student, client, query, field, said):
    answer = look(client, student, **query)

    assert answer.status_code == 422
    assert said in " ".join(answer.context["form"].errors[field])
    assert "choices" not in answer.context


def test_a_time_that_comes_twice_can_be_chosen(contract, student, client):
    answer = look(client, student, starts="2027-10-31T02:30", ends="2027-10-31T05:00")

    page = answer.content.decode()
    assert "starts=2027-10-31T00%3A30%3A00%2B00%3A00" in page
    assert "starts=2027-10-31T01%3A30%3A00%2B00%3A00" in page


def test_after_the_contract_it_says_so(contract, student, client):
    late = NOW + 500 * DAY
    page = chosen(client, student, starts=late).content.decode()

    assert "The contract is over at this time." in page
    assert "/times?" not in page


def test_nobody_is_offered_a_session_of_others(contract, other_coach, client):
    page = chosen(client, other_coach)

    assert page.context["choices"] == []
    assert "None of your hours lie in this time" in page.content.decode()


def test_the_offer_takes_the_exact_start_along_even_in_an_hour_that_comes_twice(
    session, student, client
):
    twice = "2027-10-31T01:30:00+00:00"
    page = look(client, student, f"/sessions/{session.pk}/times", starts=twice).content.decode()

    assert f'name="starts" value="{twice}" checked' in page


def test_the_offer_says_what_of_the_address_is_none(session, student, client):
    page = look(
        client,
        student,
        f"/sessions/{session.pk}/times",
        starts=["<b>soon</b>", (NOW - DAY).isoformat()],
    ).content.decode()

    assert "“&lt;b&gt;soon&lt;/b&gt;” in the address is no time." in page
    assert "Mon 2 Nov 2026, 10:00 has passed." in page
    assert 'name="starts"' not in page


def test_a_session_that_was_dragged_asks_in_the_form_and_stands_where_it_stood(
    session, student, client
):
    confirmed_session(session, starts_at=STARTS)
    before = EventRecord.objects.count()
    there = (STARTS + DAY).isoformat()

    page = look(client, student, f"/sessions/{session.pk}/reschedule", starts=there)

    assert f'name="starts" value="{there}" checked' in page.content.decode()
    assert CoachingSession.objects.get(pk=session.pk).scheduled_at == STARTS
    assert EventRecord.objects.count() == before


def test_a_refused_offer_keeps_the_start_that_was_given(session, student, client):
    client.force_login(student)
    late = (NOW + 2000 * DAY).isoformat()
    sent = {"version": session.version, "starts": late}

    answer = client.post(f"/sessions/{session.pk}/times", sent)

    assert answer.status_code == 422
    assert f'name="starts" value="{late}" checked' in answer.content.decode()


def test_the_picker_has_ticked_the_start_that_was_chosen(session, student, client):
    at = STARTS.isoformat()
    page = look(client, student, f"/sessions/{session.pk}/schedule", at=at)

    assert page.context["chosen"] == at
    assert page.context["slots"].days[0].day == date(2026, 11, 5)
    assert page.context["why_not"] == ""


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("soon", "The address names no time."),
        ((NOW - DAY).isoformat(), "This time has passed."),
        ((NOW + 2 * HOUR).isoformat(), "Sooner than Carl takes bookings."),
        ((NOW + 70 * DAY).isoformat(), "Further ahead than Carl takes bookings."),
        ((NOW + 500 * DAY).isoformat(), "The contract is over at this time."),
        ((STARTS + timedelta(minutes=7)).isoformat(), "Sessions begin on a quarter of an hour."),
    ],
)
def test_the_picker_says_why_a_start_cannot_be_booked(contract, session, student, client, at, said):
    page = look(client, student, f"/sessions/{session.pk}/schedule", at=at)

    assert page.status_code == 200
    assert said in page.context["why_not"]
    assert page.context["chosen"] == ""
    assert page.context["slots"].days


def test_the_picker_says_that_the_time_is_taken(contract, session, student, client):
    confirmed_session(contract.sessions.get(number=2), starts_at=STARTS)

    page = look(client, student, f"/sessions/{session.pk}/schedule", at=STARTS.isoformat())

    assert page.context["why_not"] == "You have something else then."


def test_it_asks_as_often_for_one_contract_as_for_many(db, client):
    counts = []
    for n, many in enumerate((1, 4)):
        coach = make_coach(f"Coach {n}")
        for k in range(many):
            active_contract(make_student(f"Student {n} {k}"), coach)
        chosen(client, coach)
        with CaptureQueriesContext(connection) as asked_for:
            assert len(chosen(client, coach).context["choices"]) == many
        counts.append(len(asked_for))
    assert counts[0] == counts[1]
