"""Whatever text comes in at whatever door, it is kept in its one form or refused by its field; and what is
kept breaks no page, mail, calendar, table or record."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from accounts.models import CoachProfile, User
from chat.models import Conversation, Entry
from contracts.models import Contract
from core.texts import can_be_kept, one_line, paragraphs
from marketplace.models import LearningRequest, Proposal, SavedSearch
from notifications.emails import compose
from notifications.models import OutgoingEmail
from tests.accounts.test_pages import PROFILE, SETTINGS
from tests.chat.story import THEN, tell
from tests.flows.test_markup import addresses, is_free_text
from tests.marketplace.forms import proposal_input, request_input

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]

NOTHING = "\u200b"
HARD = (
    NOTHING, "\u2060\u3164", "\u202e", "\u202eabc\u202c", "a\r\nBcc: b@x.test", "a\u2028b", "\x07", "\x00",
    "\ud800", "Zoe\u0308", "محمد", "נועה", "上海", "👩\u200d💻", "می\u200cخواهم", "<b>\"'&", "=1+1",
    "{{ a }}",
    "%s %(a)s", "a\ufeffb", "\U0010ffff", "\ufdd0", "BEGIN:VCALENDAR\nEND:VEVENT", "\u0301" * 5, "W" * 79,
)  # fmt: skip
any_text = (
    st.sampled_from(HARD)
    | st.text(max_size=30)
    | st.text(st.sampled_from("".join(HARD)), max_size=30)
)
ANY = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
Sent = dict[str, Any]


@dataclass(frozen=True)
class Door:
    """Where a text comes in, where it is kept, and in which form; `filling` makes it long enough."""

    address: Callable[[], str]
    field: str
    kept: Callable[[], str]
    sent: Callable[[], Sent] = dict
    form: Callable[[str], str] = one_line
    filling: str = ""
    by_coach: bool = False


def conversation() -> Conversation:
    return Conversation.objects.get()


def message() -> Entry:
    return Entry.objects.filter(kind=Entry.Kind.MESSAGE).latest("pk")


def open_job() -> LearningRequest:
    return LearningRequest.objects.filter(status="open").latest("pk")


def pending() -> Proposal:
    return Proposal.objects.filter(status="pending").latest("pk")


def profile() -> CoachProfile:
    return CoachProfile.objects.get()


def a_draft() -> LearningRequest:
    return LearningRequest.objects.filter(status="draft").latest("pk")


LONG = "What I would like to say about this, at some length: "
DOORS = {
    "message": Door(
        lambda: f"/chat/{conversation().pk}/messages", "body", lambda: message().body,
        lambda: {"client_id": str(uuid4())}, paragraphs,
    ),
    "edited message": Door(
        lambda: f"/chat/{conversation().pk}/entries/{message().seq}/edit", "body",
        lambda: message().body, form=paragraphs,
    ),
    "name": Door(
        lambda: "/settings", "display_name", lambda: User.objects.get(is_coach=False).display_name,
        lambda: {**SETTINGS, "role": "student"},
    ),
    "headline": Door(
        lambda: "/settings/coach", "title", lambda: profile().title,
        lambda: {**PROFILE, "version": profile().version}, filling="Spanish for ", by_coach=True,
    ),
    "about": Door(
        lambda: "/settings/coach", "bio", lambda: profile().bio,
        lambda: {**PROFILE, "version": profile().version}, paragraphs, LONG, by_coach=True,
    ),
    "title": Door(
        lambda: f"/edit-job/{open_job().pk}", "title", lambda: open_job().title,
        lambda: request_input(version=open_job().version, questions=[]),
        lambda text: " ".join(one_line(text).split()), "Learn well ",
    ),
    "description": Door(
        lambda: f"/edit-job/{open_job().pk}", "description", lambda: open_job().description,
        lambda: request_input(version=open_job().version, questions=[]), paragraphs, LONG,
    ),
    "letter": Door(
        lambda: f"/proposals/{pending().pk}/edit", "cover_letter", lambda: pending().cover_letter,
        lambda: proposal_input(
            pending().request, version=pending().version, request_version=pending().request.version
        ),
        paragraphs, LONG * 3, by_coach=True,
    ),
    "draft": Door(
        lambda: "/post-request/draft", "description", lambda: a_draft().draft_input["description"],
        lambda: {"draft": a_draft().pk} if LearningRequest.objects.filter(status="draft") else {},
        paragraphs,
    ),
    "search": Door(
        lambda: "/jobs/searches", "name", lambda: SavedSearch.objects.latest("pk").name,
        lambda: {"query": f"q={uuid4().hex}"}, lambda text: " ".join(one_line(text).split()), by_coach=True,
    ),
}  # fmt: skip


@pytest.fixture
def world(student, coach):
    tell(student, coach, times=1)


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("as_json", [True, False])
@ANY
@given(text=any_text)
@example(text=NOTHING)
def test_a_text_is_kept_in_its_form_or_refused_by_its_field(
    world, student, coach, login, say_once, name, as_json, text
):
    door = DOORS[name]
    text = door.filling + text
    if not as_json:
        text = text.replace("\ud800", "")
    SavedSearch.objects.all().delete()
    sent = {**door.sent(), door.field: text}
    wire = (
        {"data": json.dumps(sent), "content_type": "application/json"}
        if as_json
        else {"data": sent}
    )
    with time_machine.travel(THEN, tick=False):
        browser = login(coach if door.by_coach else student)
        answer = browser.post(door.address(), **wire, headers={"accept": "application/json"})
    if answer.status_code == 422:
        assert list(answer.json()["error"]["fields"]) == [door.field]
        wanted = door.form(text)
        assert not can_be_kept(text) or not wanted or len(wanted) > 79
    else:
        assert answer.status_code < 300, answer.content
        assert door.kept() == door.form(text)


@pytest.fixture
def say_once(world, student, login):
    """A message that can be edited."""
    browser = login(student)
    browser.post(
        f"/chat/{conversation().pk}/messages", {"client_id": str(uuid4()), "body": "Hello"}
    )


def write_everywhere(text: str) -> None:
    """Into each free text that somebody filled in, in the form in which it is kept."""
    for app in ("accounts", "chat", "contracts", "marketplace", "coaching_sessions"):
        for model in apps.get_app_config(app).get_models():
            for field in filter(is_free_text, model._meta.fields):
                kept = paragraphs(text)[: field.max_length] or "-"
                filled = model._default_manager.exclude(**{field.name: ""})
                filled.update(**{field.name: kept})
    User.objects.update(display_name=one_line(text)[:80] or "-")


@ANY
@given(text=any_text.filter(can_be_kept))
def test_what_is_kept_breaks_no_mail_calendar_table_or_record(student, coach, world, login, text):
    write_everywhere(text)
    mails = [mail for email in OutgoingEmail.objects.all() if (mail := compose(email, now=THEN))]
    assert mails
    for mail in mails:
        assert mail.message().as_bytes()
        assert "\n" not in mail.subject
        assert_calendars(part.content for part in mail.alternatives if "calendar" in part.mimetype)
    contract = Contract.objects.filter(status="active").latest("pk")
    with time_machine.travel(THEN, tick=False):
        browser = login(coach)
        record = browser.get(f"/contracts/{contract.pk}/record.json")
        assert record.json()
        assert browser.get(f"/contracts/{contract.pk}/record.pdf").content.startswith(b"%PDF")
        table = browser.get("/dashboard/earnings.csv").content.decode()
        assert len({len(row) for row in csv.reader(io.StringIO(table)) if row}) == 1


def assert_calendars(calendars) -> None:
    for text in calendars:
        assert [part.name for part in Calendar.from_ical(text).walk()].count("VEVENT") == 1


@settings(ANY, max_examples=4)
@given(text=any_text.filter(can_be_kept))
def test_what_is_kept_breaks_no_page(student, coach, world, login, text):
    write_everywhere(text)
    with time_machine.travel(THEN, tick=False):
        browser = login(student)
        for address in addresses():
            assert browser.get(address).status_code in (200, 302, 303, 403, 404, 409), address
