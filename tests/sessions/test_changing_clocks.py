"""Whoever names a start says which of two it is, and how long it takes where the clock does not tell.

Every surface that names one, in an hour that comes twice and in one over which the clock is put forward.
"""

import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from calendars.slot_pages import slot_page
from core.local_spans import local_span
from core.zones import zone_names
from notifications.link_actions import standing
from notifications.links import Action
from notifications.models import ActionLink
from tests.factories import (
    NOW,
    active_contract,
    confirmed_session,
    make_coach,
    make_student,
    offered_session,
)
from tests.words import words_of

pytestmark = pytest.mark.django_db

SYDNEY = datetime(2027, 4, 3, 15, 30, tzinfo=UTC)  # half past two, for the first time
BERLIN = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)  # an hour later it is half past three
# The zone, the start, and how its 60 minutes read there.
CASES = {
    "twice, the first": ("Australia/Sydney", SYDNEY, "02:30 (UTC+11)–02:30 (UTC+10)", "1 h"),
    "twice, the second": (
        "Australia/Sydney",
        SYDNEY + timedelta(hours=1),
        "02:30 (UTC+10)",
        "",
    ),
    "forward": ("Europe/Berlin", BERLIN, "01:30–03:30", "1 h"),
    "no change": ("Asia/Kathmandu", BERLIN, "06:15", ""),
}


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]


@pytest.fixture
def student(case, db):
    return make_student(timezone=case[0])


@pytest.fixture
def coach(case, db):
    return make_coach(timezone=case[0])


@pytest.fixture
def credit(student, coach):
    return active_contract(student, coach, end_date=date(2027, 6, 30)).sessions.get(number=1)


@pytest.fixture
def booked(case, credit):
    return confirmed_session(credit, starts_at=case[1])


@pytest.fixture
def reads(client, coach):
    """What the coach reads, who is told of the student's yes."""
    client.force_login(coach)
    return lambda name, *args: client.get(reverse(name, args=args))


def page(reads, session):
    return words_of(reads("session-detail", session.pk).content.decode())


def bell(reads, _session):
    return words_of(reads("notification-list").content.decode())


def browser_notification(reads, _session):
    return json.loads(reads("notification-count").content)["newest"]["text"]


def timeline(reads, session):
    conversation = session.contract.student.conversations_as_student.get()
    return words_of(reads("chat-conversation", conversation.pk).content.decode())


def inbox(reads, _session):
    return words_of(reads("chat-inbox").content.decode())


def history(reads, session):
    return words_of(reads("contract-detail", session.contract_id).content.decode())


def record_on_paper(reads, session):
    pdf = reads("contract-record", session.contract_id).content
    return " ".join(
        " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages).split()
    )


def dashboard(reads, _session):
    return words_of(reads("dashboard").content.decode())


def contract_page(reads, session):
    rows = reads("contract-detail", session.contract_id).content.decode()
    return words_of(rows[: rows.index("What happened")])


def session_list(reads, session):
    return words_of(reads("session-list", session.contract_id).content.decode())


SURFACES = (
    page, bell, browser_notification, timeline, inbox, history, record_on_paper, dashboard, contract_page,
    session_list,
)  # fmt: skip


def tells(words, times, length):
    """Whether they say these times, with the place among them or not, and the length soon after."""
    for said in (times, times.replace("(", "(Sydney, ")):
        if said in words:
            return length in words[words.index(said) :][: len(said) + 30]
    return False


@pytest.mark.once
@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.__name__)
def test_every_surface_names_the_start_as_it_is(surface, case, booked, reads):
    _zone, _starts_at, times, length = case
    assert tells(surface(reads, booked), times, length)


@pytest.mark.once
@time_machine.travel(NOW, tick=False)
def test_every_button_names_the_start_as_it_is(case, credit, reads, client, student, coach):
    _zone, starts_at, times, length = case
    session = offered_session(credit, by=coach, starts=[starts_at])
    words = ", ".join(filter(None, (times, length)))
    client.force_login(student)
    assert f"day {words}" in page(reads, session)
    link = ActionLink.objects.create(
        user=student, action=Action.ACCEPT_TIME, target_id=session.offers.get().pk, target_version=1,
        starts_at=starts_at, created_at=NOW, expires_at=NOW + timedelta(days=2),
    )  # fmt: skip
    assert tells(standing(link, now=NOW).button, times, length)
    slots = slot_page([starts_at], length=session.length, mine=_zone, theirs=_zone)
    assert slots.days[0].slots[0].time_text == words


@time_machine.travel(NOW, tick=False)
def test_programs_are_told_the_instant_and_the_length(booked, case, reads):
    events = reads("contract-record-data", booked.contract_id).json()["events"]
    (agreed,) = (event for event in events if event["name"] == "sessions.SessionConfirmed")
    assert datetime.fromisoformat(agreed["details"]["starts_at"]) == case[1]
    assert agreed["details"]["minutes"] == 60


def test_an_even_span_is_told_by_its_start_alone():
    for name in zone_names():
        span = local_span(NOW, minutes=15, zone_name=name)
        if not span.is_uneven and not span.starts.is_repeated:
            assert span.text == span.starts.text
            assert span.time_text == span.starts.clock_text
