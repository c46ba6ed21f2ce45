"""Whatever text comes in at whatever door, it is kept in its one form or refused by its field; and what is
kept breaks no page, mail, calendar, table or record."""

import csv
import io
import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from accounts.models import User
from chat.timeline.append import NewMessage, append
from contracts.models import Contract
from core.errors import DomainError
from core.texts import NOTHING_TO_SEE, can_be_kept, one_line, paragraphs
from notifications.emails import compose
from notifications.models import OutgoingEmail
from sessions.actions import complete_session, contest_outcome
from tests.architecture.test_text_fields import texts_taken
from tests.chat.story import THEN, tell
from tests.factories import NOW, active_contract, confirmed_session
from tests.flows.test_markup import addresses, is_free_text
from tests.flows.text_doors import CONTESTED, DOORS, NO_TEXTS, Door, conversation, running
from tests.kept import kept

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]

NOTHING = "\u200b"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
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
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def world(student, coach):
    tell(student, coach, times=1)


@kept
def open_doors(student: User, other_coach: User) -> None:
    """Whatever a press at a door needs, once."""
    append([said("Hello", student)])
    confirmed_session(running().sessions.get(number=5), starts_at=NOW + 16 * DAY)
    held, contested = active_contract(student, other_coach).sessions.order_by("number")[:2]
    for session, ago in ((held, 2 * HOUR), (contested, 4 * HOUR)):
        row = confirmed_session(session, starts_at=THEN - ago)
        row = complete_session(row, by=other_coach, version=row.version, now=THEN)
    active_contract(student, other_coach)
    contest_outcome(row, by=student, reason=CONTESTED, version=row.version, now=THEN)


@pytest.fixture
def doors_open(world, student, coach, other_coach, staff):
    open_doors(student, other_coach)


def said(text: str, author: User) -> NewMessage:
    return NewMessage(
        conversation_id=conversation().pk,
        author_id=author.pk, client_id=uuid4(), body=text, at=THEN, reply_to_seq=None,
    )  # fmt: skip


def test_every_text_that_is_taken_has_its_door():
    assert texts_taken() == {door.takes for door in DOORS.values()} | NO_TEXTS.keys()


@pytest.mark.parametrize(("number", "name"), list(enumerate(DOORS)))
@settings(ANY, max_examples=1)
@given(drawn=st.lists(any_text, min_size=2, max_size=4))
def test_a_text_is_kept_in_its_form_or_refused_by_its_field(
    doors_open, student, coach, staff, client, login, number, name, drawn
):
    """A third of the hard texts at each door; what forms alone do, `test_text_fields` asks of any text."""
    door = DOORS[name]
    people = {"student": student, "coach": coach, "staff": staff}
    cache.clear()  # how often one may sign up
    with time_machine.travel(THEN, tick=False):
        if door.by:
            client = login(people[door.by])
        for text in (NOTHING, *HARD[number % 3 :: 3]):
            press_and_forget(client, door, door.filling + text, as_json=not door.is_page)
        for text in drawn:
            press_and_forget(client, door, door.filling + text, as_json=False)


def press_and_forget(client, door: Door, text: str, *, as_json: bool) -> None:
    with transaction.atomic():
        press(client, door, text, as_json=as_json)
        transaction.set_rollback(True)


def press(client, door: Door, text: str, *, as_json: bool) -> None:
    if not as_json:
        text = text.replace("\ud800", "")
    sent = door.body(text)
    wire = (
        {"data": json.dumps(sent), "content_type": "application/json"}
        if as_json
        else {"data": sent}
    )
    headers = {} if door.is_page else {"accept": "application/json"}
    answer = client.post(door.address(), **wire, headers=headers)
    wrong = wrong_fields(answer)
    if wrong:
        assert set(wrong) == {door.field}, wrong
        wanted = door.form(text)
        assert door.is_picky or not can_be_kept(text) or not wanted or len(wanted) > 79, (
            text,
            wrong,
        )
        if not one_line(text) and can_be_kept(text):
            assert wrong[door.field] == [NOTHING_TO_SEE]
    else:
        assert answer.status_code < 400, answer.content
        assert "login" not in answer.headers.get("location", ""), answer.headers
        assert door.kept is None or door.kept() == door.form(text)


def wrong_fields(answer) -> dict[str, list[str]]:
    """What a page or a program is told, by field."""
    if answer.status_code == 422 and "json" in answer["content-type"]:
        return answer.json()["error"]["fields"]
    form = (answer.context or {}).get("form") if answer.status_code in (200, 422) else None
    return {name: list(errors) for name, errors in form.errors.items()} if form else {}


@ANY
@given(texts=st.lists(any_text, min_size=3, max_size=6))
@example(texts=[*HARD])
def test_a_socket_keeps_a_text_or_refuses_it(doors_open, student, texts):
    """What a frame brings goes straight to where messages are appended."""
    for text, outcome in zip(texts, append([said(text, student) for text in texts]), strict=True):
        if isinstance(outcome, DomainError):
            assert not can_be_kept(text) or not paragraphs(text)
            assert list(outcome.fields) == ["body"]
        else:
            assert outcome.entry.body == paragraphs(text)


def write_everywhere(text: str) -> None:
    """Into each free text that somebody filled in, in the form in which it is kept."""
    for app in ("accounts", "chat", "contracts", "marketplace", "coaching_sessions"):
        for model in apps.get_app_config(app).get_models():
            for field in filter(is_free_text, model._meta.fields):
                kept = paragraphs(text)[: field.max_length] or "-"
                filled = model._default_manager.exclude(**{field.name: ""})
                filled.update(**{field.name: kept})
    User.objects.update(display_name=one_line(text)[:80] or "-")


@pytest.mark.once
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


@pytest.mark.once
@settings(ANY, max_examples=4)
@given(text=any_text.filter(can_be_kept))
def test_what_is_kept_breaks_no_page(student, coach, world, login, text):
    write_everywhere(text)
    with time_machine.travel(THEN, tick=False):
        browser = login(student)
        for address in addresses():
            assert browser.get(address).status_code in (200, 302, 303, 403, 404, 409), address
