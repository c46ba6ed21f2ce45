"""The addresses of moving, outcomes, notes and settlement; every button drawn is one that succeeds."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from chat.notes import sentence
from core.cards import build_card
from notifications.emails import compose
from notifications.models import OutgoingEmail
from sessions.actions import (
    approve_reschedule,
    cancel_session,
    check_in,
    complete_session,
    contest_outcome,
    request_reschedule,
    write_wrap_up,
)
from sessions.models import CoachingSession
from tests.factories import (
    NOW,
    active_contract,
    completed_session,
    confirmed_session,
    make_user,
    offered_contract,
    offered_session,
    opens_every_day,
    resolved_session,
    scheduled_session,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
START = NOW + 4 * DAY
LATER = START + DAY
JSON = {"HTTP_ACCEPT": "application/json"}
HTMX = {"HTTP_HX_REQUEST": "true"}
WHY = "Something came up at work."


@pytest.fixture
def at():
    """Set the clock for what follows; sessions of the test client outlive every jump."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller.move_to


@pytest.fixture
def booked(session):
    return confirmed_session(session, starts_at=START)


def url(name, row):
    return reverse(f"session-{name}", args=[row.pk])


def ask(row, by, *, now=NOW, starts=(LATER,)):
    row.refresh_from_db()
    return request_reschedule(
        row, by=by, new_starts=list(starts), timezone=by.timezone, reason=WHY,
        version=row.version, now=now,
    )  # fmt: skip


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
    move = booked.reschedules.get()
    client.force_login(coach)
    page = client.get(url("detail", booked)).content.decode()
    assert "Move to Sunday 04:00" in page
    assert WHY in page
    press = {"reschedule": move.pk, "starts_at": move.new_starts[0]}
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
    move = ask(booked, student)
    client.force_login(coach)
    assert client.get(url("counter-reschedule", booked)).status_code == 200
    sent = {"reschedule": move.pk, "start_1": "2026-11-08T05:00"}
    assert client.post(url("counter-reschedule", booked), sent).status_code == 303
    counter = booked.reschedules.get(status="pending")
    assert counter.counters == move
    press = {"reschedule": counter.pk}
    assert client.post(url("withdraw-reschedule", booked), press).status_code == 303
    move = ask(booked, student)
    assert (
        client.post(url("decline-reschedule", booked), {"reschedule": move.pk}).status_code == 303
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


def test_strangers_find_none_of_it(client, booked, contract, other_coach, at):
    client.force_login(other_coach)
    for verb in ("reschedule", "approve-reschedule", "complete", "contest", "notes", "link"):
        assert client.post(url(verb, booked)).status_code == 404
    assert client.get(reverse("contract-cancel", args=[contract.pk])).status_code == 404


FIELDS = {
    "decline": {},
    "cancel": {},
    "contest": {"reason": WHY},
    "link": {"meeting_url": "https://meet.example.com/room"},
    "notes": {"homework": "Page 4"},
    "reschedule": {"start_1": "2026-11-20T10:00", "reason": WHY},
    "counter-reschedule": {"start_1": "2026-11-20T10:00"},
    "offer-times": {"start_1": "2026-11-20T10:00"},
    "schedule": {"starts_at": "2026-11-20T10:00:00+00:00"},
}


def states(session, coach, student):
    """Each state in which a session can stand, by name, as (make it, at what instant to look)."""

    def waiting():
        return scheduled_session(session, starts_at=START)

    def confirmed():
        return confirmed_session(session, starts_at=START)

    def moving():
        row = confirmed()
        ask(row, student)
        return row

    def here():
        row = confirmed()
        for person in (student, coach):
            check_in(row, by=person, now=START)
        return row

    def done():
        row = confirmed()
        return complete_session(row, by=coach, version=row.version, now=START + HOUR)

    def disputed():
        row = done()
        return contest_outcome(
            row, by=student, reason="The room stayed empty.", version=row.version, now=row.ends_at
        )

    def resolved():
        staff = make_user("Sten Staff", is_staff=True, is_superuser=True)
        return resolved_session(session, staff=staff, starts_at=START, outcome="completed")

    return {
        "unscheduled": (lambda: session, NOW),
        "offered": (lambda: offered_session(session, by=coach, starts=[START, LATER]), NOW),
        "scheduled": (waiting, NOW),
        "confirmed": (confirmed, NOW),
        "inside the cut-off": (confirmed, START - HOUR),
        "at the door": (confirmed, START - HOUR / 12),
        "moving": (moving, NOW),
        "running": (here, START + HOUR / 2),
        "over": (here, START + 2 * HOUR),
        "completed": (done, START + 3 * HOUR),
        "disputed": (disputed, START + 3 * HOUR),
        "resolved": (resolved, START + 3 * HOUR),
    }


def labels(row, viewer, now):
    return [a.label for a in build_card(row, viewer=viewer, now=now).actions if a.enabled]


@pytest.mark.parametrize("state", ["disputed", "resolved"])
def test_a_session_that_staff_look_at_still_takes_its_wrap_up(session, student, coach, at, state):
    make, now = states(session, coach, student)[state]
    row = CoachingSession.objects.get(pk=make().pk)
    for viewer in (student, coach):
        assert "Write the wrap-up" in labels(row, viewer, now)
    write_wrap_up(
        row, by=coach, outcome_summary="", shared_notes="", homework="Page 4", next_step="",
        version=row.version, now=now,
    )  # fmt: skip
    row.refresh_from_db()
    assert "Write the wrap-up" not in labels(row, student, now)
    assert "Change the wrap-up" in labels(row.wrap_up, student, now)


@pytest.mark.parametrize("state", ["completed", "resolved"])
def test_the_student_books_the_next_like_this_and_the_coach_offers_it(
    client, session, second, student, coach, at, state
):
    opens_every_day(coach)
    make, now = states(session, coach, student)[state]
    row = CoachingSession.objects.get(pk=make().pk)
    at(now)
    assert "Offer the next like this" in labels(row, coach, now)
    card = build_card(row, viewer=student, now=now)
    (following,) = [a for a in card.actions if a.verb == "book-next"]
    assert following.label == "Book the next like this"
    assert following.url == f"{url('schedule', second)}?like={row.pk}"
    client.force_login(student)
    form = client.get(following.url, **HTMX).content.decode()
    (chosen,) = re.findall(r'value="([^"]+)" required checked', form)
    assert chosen == (START + 7 * DAY).isoformat()


def test_only_what_was_held_last_leads_to_the_next(session, second, student, coach):
    rows = [
        completed_session(each, starts_at=START + day)
        for each, day in ((session, 0 * DAY), (second, DAY))
    ]
    first, last = (CoachingSession.objects.get(pk=row.pk) for row in rows)
    now = START + 3 * DAY
    assert "Book the next like this" not in labels(first, student, now)
    assert "Book the next like this" in labels(last, student, now)
    write_wrap_up(
        last, by=coach, outcome_summary="Bars 1–8", shared_notes="", homework="", next_step="",
        version=last.version, now=now,
    )  # fmt: skip
    last = CoachingSession.objects.get(pk=last.pk)
    assert "Book the next like this" not in labels(last, student, now)
    assert "Book the next like this" in labels(last.wrap_up, student, now)


def test_the_wrap_up_stands_on_the_sessions_page(client, session, student, coach, at):
    row = completed_session(session, starts_at=START)
    at(START + DAY)
    client.force_login(coach)
    texts = {"homework": "Page 4 <b>twice</b>", "outcome_summary": "Past tense"}
    fields = {"version": CoachingSession.objects.get(pk=row.pk).version, **texts}
    assert client.post(url("notes", row), fields).status_code == 303
    client.force_login(student)
    page = client.get(url("detail", row)).content.decode()
    assert "Wrap-up of session 1 of 3" in page
    assert "Page 4 &lt;b&gt;twice&lt;/b&gt;" in page
    assert f"/sessions/{row.pk}/notes" in page


def test_the_next_like_a_share_is_not_offered(session, staff, student, coach):
    row = resolved_session(
        session, staff=staff, starts_at=START, outcome="share", amount=Decimal(10)
    )
    assert "Book the next like this" not in labels(row, student, START + DAY)


@pytest.mark.parametrize("side", ["student", "coach"])
@pytest.mark.parametrize("state", states(None, None, None))
def test_every_button_that_is_drawn_succeeds(client, session, student, coach, at, side, state):
    """Each action of each card in a fresh world of its own: rolled back to try the next."""
    from django.db import transaction

    opens_every_day(coach)
    viewer = {"student": student, "coach": coach}[side]
    make, now = states(session, coach, student)[state]
    at(now)
    row = CoachingSession.objects.get(pk=make().pk)
    at(now)
    client.force_login(viewer)
    cards = [build_card(row, viewer=viewer, now=now)]
    cards += [build_card(move, viewer=viewer, now=now) for move in row.reschedules.all()]
    presses = [a for card in cards for a in card.actions if a.enabled]
    presses += [t.action for card in cards for t in card.times if t.action]
    assert presses or (state, side) == ("moving", "nobody")
    for press in presses:
        with transaction.atomic():
            answer = _press(client, press, row)
            assert answer.status_code in (200, 201), (press.verb, answer.content[:300])
            transaction.set_rollback(True)


def _press(client, press, row):
    if press.verb == "book-next":
        return client.get(press.url, **JSON)
    if press.method == "get":
        assert client.get(press.url).status_code == 200
        extra = {"reschedule": row.reschedules.get().pk} if row.reschedules.exists() else {}
        fields = {"version": row.version, **extra, **FIELDS[press.verb]}
        return client.post(press.url, fields, **JSON)
    return client.post(press.url, dict(press.fields), **JSON)


def test_times_of_before_name_the_zone_of_each_clock(client, booked, student, coach, at):
    old = ("Sat 7 Nov, 10:00", "your time", "Berlin", "04:00 in New York")
    ask(booked, coach)
    client.force_login(student)

    def part(address, begin, end):
        html = client.get(address).content.decode()
        text = html[html.index(begin) : html.index(end, html.index(begin))]
        return " ".join(re.sub("<[^>]*>", "", text).split())

    move = part(url("detail", booked), "moved__old", "one of these")
    settlement = part(reverse("contract-cancel", args=[booked.contract_id]), "<tbody>", "</tr>")
    booked.refresh_from_db()
    cancel_session(booked, by=student, version=booked.version, now=NOW)
    fresh = booked.contract.sessions.get(number=1, attempt=2)
    attempt = part(url("detail", fresh), "Other attempts", "row__end")
    for text in (move, settlement, attempt):
        assert [words for words in old if words not in text] == [], text


def test_the_note_and_the_mail_of_a_move_name_the_zones(booked, student, coach):
    move = ask(booked, coach)
    approve_reschedule(move, by=student, starts_at=LATER, now=NOW)
    with timezone.override(student.timezone):
        note = sentence(
            "session_moved", {"number": 1, "old": START.isoformat(), "starts": LATER.isoformat()},
            viewer_id=1, actor_id=1, actor_name="", other_name="",
        )  # fmt: skip
    assert "from Sat 7 Nov, 10:00 (Berlin) to Sun 8 Nov, 10:00 (Berlin)" in note
    email = OutgoingEmail.objects.get(kind="session_moved", recipient=student)
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
