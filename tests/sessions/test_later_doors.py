"""The addresses of moving, outcomes, notes and settlement."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chat.timeline.notes import sentence
from notifications.emails import compose
from notifications.models import OutgoingEmail
from sessions.actions import (
    approve_reschedule,
    cancel_session,
    check_in,
    complete_session,
)
from tests.factories import (
    NOW,
    active_contract,
    confirmed_session,
    offered_contract,
)
from tests.sessions.standing import (
    DAY,
    HOUR,
    HTMX,
    JSON,
    LATER,
    START,
    WHY,
    ask,
    url,
)

pytestmark = pytest.mark.once


@pytest.fixture
def booked(session):
    return confirmed_session(session, starts_at=START)


def test_roadmap_addresses_are_exact(booked, contract):
    for verb in ("reschedule", "approve-reschedule", "decline-reschedule", "complete"):
        assert url(verb, booked) == f"/sessions/{booked.pk}/{verb}"
    assert reverse("contract-cancel", args=[contract.pk]) == f"/contracts/{contract.pk}/cancel"


def test_move_is_asked_approved_and_seen(client, booked, student, coach, at):
    client.force_login(student)
    form = client.get(url("reschedule", booked), **HTMX).content.decode()
    assert "You can ask for another time until the start." in form
    sent = {"version": booked.version, "start_1": "2026-11-08T10:00", "reason": WHY}
    assert client.post(url("reschedule", booked), sent).status_code == 303
    reschedule = booked.reschedules.get()
    client.force_login(coach)
    page = client.get(url("detail", booked)).content.decode()
    assert "Move to Sunday 04:00" in page
    assert WHY in page
    press = {"reschedule": reschedule.pk, "starts_at": reschedule.start_times[0].isoformat()}
    answer = client.post(url("approve-reschedule", booked), press, **JSON)
    assert answer.json()["session"]["scheduled_at"] == "2026-11-08T09:00:00+00:00"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"start_1": "2026-11-08T10:00"}, "reason"),
        ({"reason": WHY}, "start_1"),
        ({"reason": "short", "start_1": "2026-11-08T10:00"}, "reason"),
    ],
)
def test_bad_request_to_move_says_which_field(client, booked, student, at, sent, field):
    client.force_login(student)
    answer = client.post(url("reschedule", booked), {"version": booked.version, **sent}, **JSON)
    assert answer.status_code == 422
    assert field in answer.json()["error"]["fields"]
    assert not booked.reschedules.exists()


def test_move_is_declined_withdrawn_or_countered(client, booked, student, coach, at):
    reschedule = ask(booked, student)
    client.force_login(coach)
    assert client.get(url("counter-reschedule", booked)).status_code == 200
    sent = {"reschedule": reschedule.pk, "start_1": "2026-11-08T05:00"}
    assert client.post(url("counter-reschedule", booked), sent).status_code == 303
    counter = booked.reschedules.get(status="pending")
    assert counter.counters == reschedule
    press = {"reschedule": counter.pk}
    assert client.post(url("withdraw-reschedule", booked), press).status_code == 303
    reschedule = ask(booked, student)
    assert (
        client.post(url("decline-reschedule", booked), {"reschedule": reschedule.pk}).status_code
        == 303
    )
    assert client.post(url("decline-reschedule", booked), {"reschedule": 999}).status_code == 404
    assert client.get(url("counter-reschedule", booked)).status_code == 409


def test_the_day_of_the_session(client, booked, student, coach, at):
    at(START - 5 * timedelta(minutes=1))
    client.force_login(coach)
    link = {"version": booked.version, "meeting_url": "https://meet.example.com/room"}
    assert client.post(url("link", booked), link).status_code == 303
    assert client.post(url("check-in", booked), **HTMX).status_code == 204
    page = client.get(url("detail", booked)).content.decode()
    assert 'href="https://meet.example.com/room"' in page
    assert "Checked in: Carl." not in page  # said from the start on
    at(START + 2 * HOUR)
    client.force_login(coach)
    booked.refresh_from_db()
    answer = client.post(url("complete", booked), {"version": booked.version}, **JSON)
    assert answer.json()["session"]["status"] == "completed"
    booked.refresh_from_db()
    notes = {"version": booked.version, "homework": "Page 4", "private_note": "shy at first"}
    assert client.post(url("notes", booked), notes).status_code == 303
    assert "shy at first" in client.get(url("detail", booked)).content.decode()
    client.force_login(student)
    page = client.get(url("detail", booked)).content.decode()
    assert "Page 4" in page
    assert "shy at first" not in page
    booked.refresh_from_db()
    contest = {"version": booked.version, "reason": "We only talked for ten minutes."}
    assert client.post(url("contest", booked), contest).status_code == 303
    booked.refresh_from_db()
    assert booked.status == "disputed"


def test_no_show_is_reported_by_a_press(client, booked, coach, at):
    check_in(booked, by=coach, now=START)
    at(START + 20 * timedelta(minutes=1))
    booked.refresh_from_db()
    client.force_login(coach)
    assert "Sofia did not come" in client.get(url("detail", booked)).content.decode()
    answer = client.post(url("no-show", booked), {"version": booked.version}, **HTMX)
    assert answer.status_code == 204
    assert booked.no_show_claims.count() == 1


def test_next_one_like_this_is_prefilled(client, booked, coach, at):
    at(START + 2 * HOUR)
    complete_session(booked, by=coach, version=booked.version, now=START + 2 * HOUR)
    client.force_login(coach)
    page = client.get(url("detail", booked)).content.decode()
    second = booked.contract.sessions.get(number=2)
    address = f"{url('offer-times', second)}?like={booked.pk}"
    assert address in page
    # A week after 04:00 in New York.
    assert 'value="2026-11-14T04:00"' in client.get(address).content.decode()


def test_contract_is_cancelled_after_its_settlement(client, contract, booked, student, at):
    address = reverse("contract-cancel", args=[contract.pk])
    client.force_login(student)
    page = client.get(address).content.decode()
    assert "Cancelled, free of charge" in page
    data = client.get(address, **JSON).json()["settlement"]
    assert (data["owed"], data["never_charged"]) == ("0.00", "120.00")
    contract.refresh_from_db()
    short = client.post(address, {"version": contract.version, "reason": "no"})
    assert short.status_code == 422
    answer = client.post(address, {"version": contract.version, "reason": WHY}, **JSON)
    assert answer.json()["contract"]["status"] == "cancelled"
    booked.refresh_from_db()
    assert booked.status == "void"
    assert client.get(address).status_code == 409


def test_a_cut_off_while_the_form_was_open_is_shown_before_anything_is_done(
    client, booked, student, at
):
    def seen_on(answer):
        return re.search(r'name="seen" value="(\w+)"', answer.content.decode())[1]

    address, sent = url("cancel", booked), {"version": booked.version}
    at(START - 10 * HOUR - timedelta(seconds=1))
    client.force_login(student)
    sent["seen"] = seen_on(client.get(address))
    at(START - 10 * HOUR)
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "Something changed since you opened this." in answer.content.decode()
    booked.refresh_from_db()
    assert booked.status == "confirmed"
    assert client.post(address, {**sent, "seen": seen_on(answer)}).status_code == 303
    booked.refresh_from_db()
    assert booked.status == "cancelled_late"


def test_a_press_on_the_page_of_a_form_leads_on_and_one_in_a_drawer_stays(
    client, booked, contract, student, coach, at
):
    client.force_login(coach)
    link = {"version": booked.version, "meeting_url": "https://meet.example.com/room"}
    own, pages = url("link", booked), (f"/sessions/{booked.pk}", "/chat/1")
    answers = [client.post(own, link, **HTMX, HTTP_HX_CURRENT_URL=page) for page in (own, *pages)]
    assert [answer.get("HX-Redirect") for answer in answers] == [pages[0], None, None]
    cancel = reverse("contract-cancel", args=[contract.pk])
    sent = {"version": contract.version, "reason": WHY}
    answer = client.post(cancel, sent, **HTMX, HTTP_HX_CURRENT_URL=f"http://testserver{cancel}")
    assert answer["HX-Redirect"] == f"/contracts/{contract.pk}"


def test_strangers_find_none_of_it(client, booked, contract, other_coach, at):
    client.force_login(other_coach)
    for verb in ("reschedule", "approve-reschedule", "complete", "contest", "notes", "link"):
        assert client.post(url(verb, booked)).status_code == 404
    assert client.get(reverse("contract-cancel", args=[contract.pk])).status_code == 404


def test_times_of_before_name_the_zone_of_each_clock(client, booked, student, coach, at):
    old = ("Sat 7 Nov, 10:00", "your time", "Berlin", "04:00 in New York")
    ask(booked, coach)
    client.force_login(student)

    def part(address, begin, end):
        html = client.get(address).content.decode()
        text = html[html.index(begin) : html.index(end, html.index(begin))]
        return " ".join(re.sub("<[^>]*>", "", text).split())

    reschedule = part(url("detail", booked), "moved__old", "one of these")
    settlement = part(reverse("contract-cancel", args=[booked.contract_id]), "<tbody>", "</tr>")
    booked.refresh_from_db()
    cancel_session(booked, by=student, version=booked.version, now=NOW)
    fresh = booked.contract.sessions.get(number=1, attempt=2)
    attempt = part(url("detail", fresh), "Other attempts", "row__end")
    for text in (reschedule, settlement, attempt):
        assert [words for words in old if words not in text] == [], text


def test_the_note_and_the_mail_of_a_move_name_the_zones(booked, student, coach):
    reschedule = ask(booked, coach)
    approve_reschedule(reschedule, by=student, starts_at=LATER, now=NOW)
    with timezone.override(student.timezone):
        note = sentence(
            "session_rescheduled", {"number": 1, "old": START.isoformat(), "starts": LATER.isoformat()},
            viewer_id=1, actor_id=1, actor_name="", other_name="",
        )  # fmt: skip
    assert "from Sat 7 Nov, 10:00 (Berlin) to Sun 8 Nov, 10:00 (Berlin)" in note
    email = OutgoingEmail.objects.get(kind="session_rescheduled", recipient=student)
    text = compose(email, now=NOW).body
    assert "Was: Sat 7 Nov, 10:00 (Berlin) · 04:00 (New York)" in text


def test_the_contracts_page_lists_its_sessions(login, student, coach):
    contract = active_contract(student, coach)
    session = confirmed_session(contract.sessions.get(number=2), starts_at=NOW + DAY)
    page = login(student).get(f"/contracts/{contract.pk}").content.decode()
    listed = page[page.index("section__count") : page.index("Versions")]
    for number in range(1, 4):
        assert f"Session {number}" in listed
    assert f'href="/sessions/{session.pk}"' in listed
    assert "New York" in listed
    offered = offered_contract(student, coach)
    assert "Session 1" not in login(student).get(f"/contracts/{offered.pk}").content.decode()
