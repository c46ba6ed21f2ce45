"""The addresses: as a plain form, from htmx and as JSON; strangers, wrong sides, stale and bad input."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from calendars.models import BusySlot
from tests.factories import (
    NOW,
    confirmed_session,
    offered_session,
    opens_every_day,
    scheduled_session,
)
from tests.words import words_of

pytestmark = pytest.mark.once
DAY = timedelta(days=1)
START = NOW + 2 * DAY
HTMX = {"HTTP_HX_REQUEST": "true"}
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def stopped_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def as_student(client, student):
    client.force_login(student)
    return client


@pytest.fixture
def as_coach(client, coach):
    client.force_login(coach)
    return client


def at(name, session, *more):
    return reverse(f"session-{name}", args=[session.pk, *more])


def test_roadmap_addresses_are_exact(session, contract):
    for verb in ("schedule", "confirm", "cancel"):
        assert at(verb, session) == f"/sessions/{session.pk}/{verb}"
    assert at("detail", session) == f"/sessions/{session.pk}"
    assert reverse("session-list", args=[contract.pk]) == f"/contracts/{contract.pk}/sessions"


def test_anonymous_goes_to_the_login(client, session):
    address = at("confirm", session)
    assert client.post(address).status_code == 302
    assert client.post(address, **JSON).status_code == 401


def test_stranger_finds_nothing(client, other_coach, session, contract):
    client.force_login(other_coach)
    for verb in ("schedule", "confirm", "cancel", "offer-times", "accept-time"):
        assert client.post(at(verb, session)).status_code == 404
    assert client.get(at("detail", session)).status_code == 404
    assert client.get(reverse("session-list", args=[contract.pk])).status_code == 404


def test_coach_offers_wall_clock_times_and_the_student_takes_one(client, session, coach, student):
    client.force_login(coach)
    form = client.get(at("offer-times", session), **HTMX)
    assert b'id="offer-times-form"' in form.content
    answer = client.post(
        at("offer-times", session),
        {"version": 1, "start_1": "2026-11-05T12:00", "start_2": "2026-11-06T12:00"},
    )
    assert (answer.status_code, answer["Location"]) == (303, at("detail", session))
    offer = session.offers.get()
    # Noon in New York is 17:00 UTC.
    assert [t.starts_at.isoformat() for t in offer.starts.all()] == [
        "2026-11-05T17:00:00+00:00",
        "2026-11-06T17:00:00+00:00",
    ]
    client.force_login(student)
    card = client.get(at("detail", session)).content.decode()
    assert "Accept Thursday 18:00" in card
    press = {"offer": offer.pk, "starts_at": "2026-11-05T17:00:00+00:00", "version": 2}
    answer = client.post(at("accept-time", session), press, **HTMX)
    assert answer.status_code == 204
    session.refresh_from_db()
    assert session.status == "confirmed"


def test_offer_as_json(as_coach, session):
    answer = as_coach.post(
        at("offer-times", session),
        {"version": 1, "starts": [START.isoformat()]},
        content_type="application/json",
        **JSON,
    )
    assert answer.status_code == 201
    data = answer.json()["session"]
    assert (data["status"], data["version"]) == ("offered", 2)
    assert data["offer"]["starts"] == [START.isoformat()]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "version"),
        ({"version": 1}, "start_1"),
        ({"version": 1, "start_1": "tomorrow"}, "start_1"),
        ({"version": 1, "start_1": "2026-11-01T12:00"}, "starts"),
        ({"version": 1, "starts": ["2026-11-05T12:00:00"]}, "starts"),
        ({"version": 1, "start_1": "2026-11-05T12:00", "timezone": "Mars/Base"}, "timezone"),
    ],
)
def test_bad_input_says_which_field(as_coach, session, sent, field):
    answer = as_coach.post(
        at("offer-times", session), sent, content_type="application/json", **JSON
    )
    assert answer.status_code == 422
    assert answer.json()["error"]["fields"][field]
    assert not session.offers.exists()


def test_form_comes_back_with_its_errors_and_422(as_coach, session):
    answer = as_coach.post(at("offer-times", session), {"version": 1}, **HTMX)
    assert answer.status_code == 422
    assert b"Choose at least one time." in answer.content
    assert b'id="offer-times-form"' in answer.content


def test_skipped_wall_time_is_refused_with_the_nearest_and_then_taken(as_coach, session):
    """New York puts its clocks forward on 14 March 2027 at 02:00."""
    sent = {"version": 1, "start_1": "2027-03-14T02:30"}
    answer = as_coach.post(at("offer-times", session), sent)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "does not exist" in body
    body = words_of(body)
    assert "Sun 14 Mar 01:45 (UTC−5)" in body
    assert "Sun 14 Mar 03:00 (UTC−4)" in body
    chosen = {**sent, "start_1_choice": "2027-03-14T07:00:00+00:00"}
    assert as_coach.post(at("offer-times", session), chosen).status_code == 303
    assert session.offers.get().starts.get().starts_at.isoformat() == chosen["start_1_choice"]


def test_repeated_wall_time_asks_which(as_coach, session):
    sent = {"version": 1, "start_1": "2027-11-07T01:30"}
    answer = as_coach.post(at("offer-times", session), sent)
    assert "comes twice" in answer.content.decode()
    assert answer.status_code == 422


def test_student_books_a_free_slot_from_the_page(as_student, session, coach):
    opens_every_day(coach, starts_minute=9 * 60, ends_minute=10 * 60)
    page = as_student.get(at("schedule", session), **HTMX).content.decode()
    assert 'value="2026-11-04T14:00:00+00:00"' in page
    assert "<small>09:00</small>" in page
    assert "The small time is the one in New York." in page
    answer = as_student.post(
        at("schedule", session), {"version": 1, "starts_at": "2026-11-04T14:00:00+00:00"}
    )
    assert answer.status_code == 303
    session.refresh_from_db()
    assert (session.status, session.timezone) == ("scheduled", "Europe/Berlin")


def test_coachs_schedule_is_an_offer_of_one(as_coach, session):
    answer = as_coach.post(
        at("schedule", session), {"version": 1, "starts_at": START.isoformat()}, **JSON
    )
    assert answer.json()["session"]["status"] == "offered"


def test_contracts_sessions_are_listed_and_booked_by_number(as_student, contract, coach):
    opens_every_day(coach)
    address = reverse("session-list", args=[contract.pk])
    assert [s["number"] for s in as_student.get(address, **JSON).json()["sessions"]] == [1, 2, 3]
    page = as_student.get(address)
    assert "Session 3 of 3" in words_of(page.content.decode())
    sent = {"number": 2, "version": 1, "starts_at": START.isoformat()}
    answer = as_student.post(address, sent, content_type="application/json", **JSON)
    assert answer.status_code == 201
    assert answer.json()["session"]["status"] == "scheduled"
    again = as_student.post(address, {**sent, "number": 9}, content_type="application/json", **JSON)
    assert again.status_code == 404
    bad = as_student.post(address, {"number": 3}, content_type="application/json", **JSON)
    assert set(bad.json()["error"]["fields"]) == {"version", "starts_at"}


def test_confirm_by_the_wrong_side_is_403_and_stale_is_409_with_the_fresh_card(
    client, session, student, coach
):
    opens_every_day(coach)
    row = scheduled_session(session, starts_at=START)
    client.force_login(student)
    assert client.post(at("confirm", session), {"version": row.version}).status_code == 403
    client.force_login(coach)
    stale = client.post(at("confirm", session), {"version": 1}, **HTMX)
    assert stale.status_code == 409
    assert stale["HX-Retarget"] == f"#session-{session.pk}-card"
    assert b"Confirm Thursday 04:00" in stale.content
    missing = client.post(at("confirm", session), **JSON)
    assert list(missing.json()["error"]["fields"]) == ["version"]
    assert client.post(at("confirm", session), {"version": 2}).status_code == 303


def test_cancel_form_says_what_it_costs_before_the_press(client, session, student, coach):
    row = confirmed_session(session, starts_at=NOW + 5 * DAY / 24)
    client.force_login(student)
    form = client.get(at("cancel", session))
    assert "you owe EUR 20.00, which is 50 % of it" in form.content.decode()
    short = client.post(at("cancel", session), {"version": row.version, "reason": "no"})
    assert short.status_code == 422
    assert BusySlot.objects.count() == 2
    answer = client.post(at("cancel", session), {"version": row.version}, **JSON)
    assert answer.json()["session"]["owed_amount"] == "20.00"


def test_card_greys_a_start_that_was_taken_meanwhile(client, session, second, coach, student):
    offered_session(session, by=coach, starts=[START, START + DAY])
    confirmed_session(second, starts_at=START)
    client.force_login(student)
    card = client.get(at("detail", session)).content.decode()
    assert card.count('data-state="taken"') == 1
    assert "You have something else then." in card
    assert card.count("Accept ") == 1


def test_typed_times_are_previewed_and_then_chosen(as_coach, session):
    address = at("offer-times", session)
    page = as_coach.get(address, {"typed": "thu 5-6pm or sat morning or someday"}, **HTMX)
    body = page.content.decode()
    assert 'value="2026-11-05T22:00:00+00:00" checked' in body
    assert 'value="2026-11-07T14:00:00+00:00">' in body
    assert "“someday” was not understood" in body
    assert body.count("One of the starts in that part of the day.") == 3
    typed = {"version": 1, "typed": "sat morning"}
    asked = as_coach.post(address, typed, **HTMX)
    assert asked.status_code == 422
    assert "Choose below which of these times you offer." in asked.content.decode()
    chosen = {**typed, "starts": ["2026-11-07T14:00:00+00:00", "2026-11-07T15:00:00+00:00"]}
    assert as_coach.post(address, chosen, **HTMX).status_code == 204
    assert session.offers.get().starts.count() == 2


@pytest.mark.parametrize(
    ("typed", "said", "why"),
    [
        ("Dec 3", "“dec 3”: At what time on Thu 3 Dec?", "A start needs a day and a time."),
        ("5/6", "“5/6”: On which day, Thu 6 May 2027 or Sat 5 Jun 2027, and", "A start needs a day and a"),
        ("9pm", "“9pm”: On which day?", "Choose below which of these times you offer."),
        ("someday", "“someday” was not understood.", "No time to come was read in this."),
        ("Dec 3, 2025 5pm", "“dec 3, 2025 5pm” has passed.", "No time to come was read in this."),
    ],
)  # fmt: skip
def test_typed_words_that_name_no_start_are_told_what_they_lack(
    as_coach, session, typed, said, why
):
    address = at("offer-times", session)
    looked = as_coach.get(address, {"typed": typed}, **HTMX).content.decode()
    assert said in looked
    assert " checked" not in looked
    pressed = as_coach.post(address, {"version": 1, "typed": typed}, **HTMX)
    assert pressed.status_code == 422
    assert said in pressed.content.decode()
    assert why in pressed.content.decode()
    assert not session.offers.exists()


def test_a_typed_start_outside_the_contract_is_not_ticked_and_says_so(as_coach, session):
    typed = {"typed": "thu 5pm, 3 dec 2029 5pm, 6 May 2027 5pm"}
    page = as_coach.get(at("offer-times", session), typed, **HTMX).content.decode()
    for start in ("2026-11-05T22:00:00+00:00", "2027-05-06T21:00:00+00:00"):
        assert f'value="{start}" checked' in page
    assert page.count(" checked") == 2
    assert "In 2027." in page
    assert "In 2029. The contract is over at this time." in page


def test_a_pasted_list_keeps_its_lines(as_coach, session):
    """In a field of one line "5pm" and the "- Fri" below it would be read as one stretch of time."""
    address = at("offer-times", session)
    pasted = "Hi Sofia,\r\nI can do:\r\n- Thu 5 Nov 5pm\r\n- Fri 6 Nov 18:00\r\n"
    for body in (
        as_coach.get(address, {"typed": pasted}, **HTMX),
        as_coach.post(address, {"version": 1, "typed": pasted}, **HTMX),
    ):
        page = body.content.decode()
        assert "<textarea" in page[: page.index('id="typed-preview"')]
        assert 'value="2026-11-05T22:00:00+00:00"' in page
        assert 'value="2026-11-06T23:00:00+00:00"' in page
        assert page.count('name="starts"') == 2


def test_a_decline_offers_other_times_in_the_same_press(as_coach, session, coach):
    opens_every_day(coach)
    row = scheduled_session(session, starts_at=START)
    form = as_coach.get(at("decline", row), {"typed": "sat 10:00"}, **HTMX).content.decode()
    assert "2026-11-07T15:00:00+00:00" in form
    sent = {"version": row.version, "start_1": "2026-11-07T10:00", "reason": ""}
    assert as_coach.post(at("decline", row), sent).status_code == 303
    fresh = session.contract.sessions.get(number=1, attempt=2)
    (time,) = fresh.offers.get(status="open").starts.all()
    assert time.starts_at.isoformat() == "2026-11-07T15:00:00+00:00"


def test_a_program_declines_with_and_without_other_times(as_coach, session, second, coach):
    opens_every_day(coach)
    for credit, starts, status in (
        (session, [(START + DAY).isoformat()], "offered"),
        (second, [], "unscheduled"),
    ):
        row = scheduled_session(credit, starts_at=START)
        sent = {"version": row.version, "starts": starts}
        answer = as_coach.post(at("decline", row), sent, content_type="application/json", **JSON)
        assert answer.json()["session"]["status"] == "declined"
        assert row.contract.sessions.get(number=row.number, attempt=2).status == status


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"starts": ["2026-11-01T12:00:00+00:00"]}, "starts"),
        ({"starts": [(START + n * DAY).isoformat() for n in range(1, 7)]}, "starts"),
        ({"start_1": "someday"}, "start_1"),
        ({"typed": "sat 10:00"}, "typed"),
        ({"reason": "short", "starts": [(START + DAY).isoformat()]}, "reason"),
    ],
)
def test_a_decline_with_wrong_times_declines_nothing(as_coach, session, coach, events, sent, field):
    opens_every_day(coach)
    row = scheduled_session(session, starts_at=START)
    seen = events()
    answer = as_coach.post(
        at("decline", row), {"version": row.version, **sent},
        content_type="application/json", **JSON,
    )  # fmt: skip
    assert answer.status_code == 422
    assert field in answer.json()["error"]["fields"]
    row.refresh_from_db()
    assert (row.status, seen()) == ("scheduled", [])
    assert BusySlot.objects.count() == 2
