"""Input that no page of ours sends: it is named, and the session stays as it was."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from sessions import actions
from tests.factories import NOW, completed_session, confirmed_session, offered_session
from tests.marketplace.helpers import columns

DAY = timedelta(days=1)
AS_JSON = {"HTTP_ACCEPT": "application/json", "content_type": "application/json"}
FAR = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1800-01-01T00:00:00Z")
NO_INSTANTS = (
    *FAR,
    "10000-01-01T00:00Z",
    "tomorrow",
    "2026-11-05T12:00",
    5,
    True,
    [],
    ["x"],
    {"a": 1},
)
NO_NUMBERS = ("x", "²", "9" * 5000, "1e400", 1.5, -1, True, [1], {"a": 1}, None)
NO_TEXTS = (5, True, ["A fine reason."], {"a": 1}, "A reason with a \x00 in it", "And half \ud800")


@pytest.fixture(autouse=True)
def stopped_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def offered(session, coach):
    return offered_session(session, by=coach, starts=[NOW + 5 * DAY])


@pytest.fixture
def moving(session, student):
    """A confirmed session that its student wants at another time."""
    row = confirmed_session(session, starts_at=NOW + 5 * DAY)
    actions.request_reschedule(
        row, by=student, starts=[NOW + 6 * DAY, NOW + 7 * DAY], timezone="Europe/Berlin",
        reason="I am away that day.", version=row.version, now=NOW,
    )  # fmt: skip
    row.refresh_from_db()
    return row


@pytest.fixture
def refused(login, events):
    """A press of this person's that must be refused for this field and change nothing."""

    def press(person, verb, row, field, **sent):
        before, happened = columns(row), events()
        answer = login(person).post(reverse(f"session-{verb}", args=[row.pk]), sent, **AS_JSON)
        assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, [field])
        assert columns(row) == before
        assert happened() == []

    return press


@pytest.mark.once
@pytest.mark.parametrize("starts_at", NO_INSTANTS)
def test_an_accepted_time_that_is_none_is_named(refused, offered, student, starts_at):
    offer = offered.offers.get()
    refused(student, "accept-time", offered, "starts_at", offer=offer.pk, starts_at=starts_at)


@pytest.mark.once
@pytest.mark.parametrize("starts_at", NO_INSTANTS)
def test_an_approved_time_that_is_none_is_named(refused, moving, coach, starts_at):
    reschedule = moving.reschedules.get()
    refused(
        coach,
        "approve-reschedule",
        moving,
        "starts_at",
        reschedule=reschedule.pk,
        starts_at=starts_at,
    )


@pytest.mark.parametrize("start", FAR)
def test_a_wall_time_that_no_calendar_can_hold_is_named(refused, session, coach, start):
    refused(coach, "offer-times", session, "start_1", version=1, start_1=start)
    refused(coach, "offer-times", session, "starts", version=1, starts=[start])
    refused(coach, "schedule", session, "starts_at", version=1, starts_at=start)


@pytest.mark.parametrize("first", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_series_from_a_day_that_no_calendar_can_hold_is_marked(login, contract, coach, first):
    address = reverse("contract-series", args=[contract.pk])
    page = login(coach).get(address, {"first": first, "count": "3"})
    assert page.status_code == 422
    assert page.context["plan"].weeks == ()
    answer = login(coach).post(address, {"first": first, "count": 3}, **AS_JSON)
    assert "first" in answer.json()["error"]["fields"]


def test_typed_words_come_back_beside_starts_of_any_shape(refused, session, coach):
    sent = {"version": 1, "typed": "sat morning", "starts": [{"a": 1}]}
    refused(coach, "offer-times", session, "starts", **sent)


@pytest.mark.once
@pytest.mark.parametrize("number", NO_NUMBERS)
def test_a_press_with_a_number_that_is_none_is_named(refused, offered, moving, coach, number):
    refused(coach, "withdraw-times", offered, "offer", offer=number)
    refused(coach, "confirm", offered, "version", version=number)
    refused(coach, "approve-reschedule", moving, "reschedule", reschedule=number)


@pytest.mark.once
@pytest.mark.parametrize(
    "number", ["x", "²", "9" * 5000, 1.5, True, [1], {"a": 1}, None, "٣", "1_0", "1.0", 1.0]
)
def test_a_form_that_names_no_version_is_refused_for_it(refused, moving, coach, number):
    refused(coach, "cancel", moving, "version", version=number)
    link = "https://meet.example.com/room"
    refused(coach, "link", moving, "version", version=number, meeting_url=link)


@pytest.mark.once
@pytest.mark.parametrize("reason", NO_TEXTS)
def test_a_reason_that_is_no_text_is_named(refused, moving, coach, student, reason):
    reschedule = moving.reschedules.get()
    refused(coach, "decline-reschedule", moving, "reason", reschedule=reschedule.pk, reason=reason)
    refused(student, "cancel", moving, "reason", version=moving.version, reason=reason)


@pytest.mark.parametrize("named", ["²", "x", "9" * 5000, "1" + "0" * 30])
def test_a_session_to_book_like_that_is_none_is_passed_over(login, session, coach, named):
    page = login(coach).get(reverse("session-offer-times", args=[session.pk]), {"like": named})
    assert page.status_code == 200


NOTES = ("outcome_summary", "shared_notes", "homework", "next_step", "private_note")


@pytest.mark.once
@pytest.mark.parametrize("field", NOTES)
@pytest.mark.parametrize("text", [*NO_TEXTS, "x" * 1001])
def test_a_note_that_cannot_be_kept_is_named_and_no_other_is_kept(
    refused, session, coach, field, text
):
    row = confirmed_session(session, starts_at=NOW + 5 * DAY)
    with time_machine.travel(NOW + 6 * DAY, tick=False):
        good = dict.fromkeys(NOTES, "What we did.")
        refused(coach, "notes", row, field, **{**good, field: text}, version=row.version)
    assert not row.private_notes.exists()


def test_a_link_that_was_left_out_is_not_taken_away(refused, session, coach):
    row = confirmed_session(session, starts_at=NOW + 5 * DAY)
    url = "https://meet.example.com/room"
    row = actions.set_meeting_link(row, by=coach, url=url, version=row.version, now=NOW)
    refused(coach, "link", row, "meeting_url", version=row.version)


def test_notes_that_were_left_out_stay(login, session, coach):
    row = completed_session(session, starts_at=NOW + DAY)
    door = reverse("session-notes", args=[row.pk])
    first = {"version": row.version, "homework": "Page 4", "private_note": "shy"}
    second = {"version": row.version + 1, "next_step": "Numbers"}
    with time_machine.travel(NOW + 2 * DAY, tick=False):
        answers = [login(coach).post(door, notes, **AS_JSON) for notes in (first, second)]
    assert [answer.status_code for answer in answers] == [200, 200]
    row.refresh_from_db()
    assert (row.homework, row.next_step) == ("Page 4", "Numbers")
    assert row.private_notes.get().text == "shy"
