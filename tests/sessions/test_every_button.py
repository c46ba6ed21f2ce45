"""Every button drawn is one that succeeds, and what was held leads to its wrap-up and to the next."""

import re
from decimal import Decimal

import pytest

from core.cards import build_card
from sessions.actions import (
    write_wrap_up,
)
from sessions.models import CoachingSession
from tests.factories import (
    completed_session,
    opens_every_day,
    resolved_session,
)
from tests.sessions.standing import (
    DAY,
    HTMX,
    JSON,
    NOW,
    START,
    WHY,
    labels,
    states,
    url,
)
from tests.words import words_of

pytestmark = pytest.mark.once
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
    (chosen,) = re.findall(r'value="([^"]+)"\s+required\s+checked', form)
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
    assert "Wrap-up of session 1 of 3" in words_of(page)
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
    cards += [
        build_card(reschedule, viewer=viewer, now=now) for reschedule in row.reschedules.all()
    ]
    presses = [a for card in cards for a in card.actions if a.enabled]
    presses += [t.action for card in cards for t in card.times if t.action]
    assert presses or (state, side) == ("moving", "nobody")
    for press in presses:
        with transaction.atomic():
            answer = _press(client, press, row)
            assert answer.status_code in (200, 201), (press.verb, answer.content[:300])
            transaction.set_rollback(True)


NOT_NOW = {
    "unscheduled": {"decline", "cancel", "reschedule", "counter-reschedule", "contest", "link"},
    "confirmed": {"offer-times", "schedule", "decline", "counter-reschedule", "contest"},
    "moving": {"reschedule"},
    "running": {"cancel", "reschedule", "offer-times"},
    "completed": {"cancel", "reschedule", "schedule", "offer-times", "link", "decline"},
}


@pytest.mark.parametrize("state", NOT_NOW)
def test_no_form_is_shown_whose_press_would_be_refused(client, session, student, coach, at, state):
    make, now = states(session, coach, student)[state]
    at(NOW)
    row = make()
    at(now)
    for viewer in (student, coach):
        client.force_login(viewer)
        answers = {verb: client.get(url(verb, row)) for verb in NOT_NOW[state]}
        never = {"decline"} if viewer == student else set()
        assert {verb: answer.status_code for verb, answer in answers.items()} == {
            verb: 403 if verb in never else 409 for verb in NOT_NOW[state]
        }
        assert all("That was not done" not in a.content.decode() for a in answers.values())


def _press(client, press, row):
    if press.verb == "book-next":
        return client.get(press.url, **JSON)
    if press.method == "get":
        assert client.get(press.url).status_code == 200
        extra = {"reschedule": row.reschedules.get().pk} if row.reschedules.exists() else {}
        fields = {"version": row.version, **extra, **FIELDS[press.verb]}
        return client.post(press.url, fields, **JSON)
    return client.post(press.url, dict(press.fields), **JSON)
