"""A corpus of what hurts elsewhere, through every field that holds a text of somebody, into all that is made
of it: pages, mails with their headers, calendars, the table, the record as PDF and as JSON."""

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import count
from urllib.parse import urlsplit

import pytest
import time_machine
from django.apps import apps
from django.db import models
from icalendar import Calendar

from contracts.models import Contract
from core.texts import one_line, paragraphs
from notifications.emails import compose
from notifications.feeds import feed_address, open_feed
from notifications.models import OutgoingEmail
from sessions.models import CoachingSession
from tests.chat.story import THEN, tell
from tests.flows.test_markup import OURS, addresses, is_free_text

pytestmark = [pytest.mark.django_db, pytest.mark.once]

CORPUS = {
    "script": "</script></textarea></title><script>hurt()</script>",
    "attribute": "\" onmouseover=hurt() ' onfocus=hurt() autofocus x=",
    "svg": "<svg onload=hurt()><animate onbegin=hurt()><a href=javascript:hurt()>",
    "css": "</style><style>*{background:url(//evil.test)}</style><p style=x:hurt()>",
    "template": "{{ 1234567|add:1 }}{% now 'Y' %}${1234567+1}#{1234567+1}<%=1234567+1%>",
    "lines": "a\r\nBcc: evil@evil.test\r\nX-Hurt: 1\r\n\r\n<script>hurt()</script>",
    "formula": "=cmd|'/c hurt'!A1",
    "markdown": "[a](javascript:hurt()) ![b](//evil.test/x) **c** <javascript:hurt()>",
    "calendar": "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nATTACH:hurt;,:\\n" + "W" * 200,
    "record": '"}],"a":[{"\u2028(\\) /OpenAction << /S /JavaScript /JS (hurt()) >> endobj',
    "entities": "&lt;script&gt;hurt()&lt;/script&gt; &#60;script&#62;",
    "bits": "\u202e<scr\u200bipt>hurt()</scr\u00adipt>\u0000",
}
# Texts in lists, in addresses, or too short for a sentence: how one is put there.
SHAPED = {
    "Skill.name": lambda text: one_line(text)[:40],
    "CoachProfile.languages": lambda text: [one_line(text)[:40]],
    "CoachProfile.portfolio_links": lambda text: [f"https://example.test/{one_line(text)}"],
    "CoachingSession.meeting_url": lambda text: f"https://meet.test/{one_line(text)}"[:500],
    "SavedSearch.query": lambda text: f"q={one_line(text)}",
    "LoginNote.user_agent": lambda text: text.replace("\0", "")[:200],
    "LearningRequest.draft_input": lambda text: {"title": text, "description": text},
}
# What people cannot write freely, and why.
CHOSEN = {
    "from a list": """
        User.timezone User.language CoachProfile.currency Contract.currency ContractVersion.timezone
        LearningRequest.currency LearningRequest.timezone CoachingSession.timezone TimesOffer.timezone
        RescheduleRequest.timezone Calendar.timezone Entry.reactions
    """,
    "numbers and instants": "LearningRequest.preferred_times DateOverride.ranges Proposal.accepted_terms",
    "an address, which has no such signs": """
        User.email AddressChange.old_address AddressChange.new_address OutgoingEmail.to_address
    """,
    "made by us": """
        User.password User.picture Skill.slug LoginNote.network TryCount.name Entry.event Contract.number
        OutgoingEmail.kind OutgoingEmail.dedupe_key OutgoingEmail.message_id OutgoingEmail.last_error
        OutgoingEmail.subject Notification.kind Notification.key Notification.url Preference.kind
        Habits.feed_key CoachProfile.words Entry.words LearningRequest.words LearningRequest.title_words
        EventRecord.name EventRecord.stream EventRecord.payload
    """,
    "sentences, written as they are found": """
        Entry.params Proposal.answers ProposalRevision.former OutgoingEmail.params Notification.params
    """,
}
FOUND = set(CHOSEN["sentences, written as they are found"].split())
CHOSEN_FIELDS = {name for names in CHOSEN.values() for name in names.split()}


def columns() -> Iterator[tuple[type[models.Model], models.Field, str]]:
    """Every column that could hold a text, and how it is called here."""
    for app in (*OURS, "calendars", "core"):
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.fields:
                is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
                if is_text and not field.choices:
                    yield model, field, f"{model.__name__}.{field.name}"


def is_written(field: models.Field, name: str) -> bool:
    return name in SHAPED or name in FOUND or (is_free_text(field) and name not in CHOSEN_FIELDS)


def test_every_column_that_could_hold_a_text_is_written_or_has_its_reason():
    named = {name for _model, _field, name in columns()}
    left = [name for _m, field, name in columns() if not is_written(field, name)]
    assert sorted(set(left) - CHOSEN_FIELDS) == []
    assert sorted((CHOSEN_FIELDS | set(SHAPED)) - named) == []


def kept(field: models.Field, name: str, text: str) -> object:
    """In the form in which this column keeps it."""
    if name in SHAPED:
        return SHAPED[name](text)
    is_short = isinstance(field, models.CharField)
    return (one_line(text) if is_short else paragraphs(text))[: field.max_length or 4000] or "-"


def with_text(value: object, text: str) -> object:
    if isinstance(value, dict):
        return {key: with_text(each, text) for key, each in value.items()}
    if isinstance(value, list):
        return [with_text(each, text) for each in value]
    return text if isinstance(value, str) and " " in value else value


def write_everywhere(turn: int) -> None:
    """Into each row that somebody filled in; in turn, so that each text comes to each column once."""
    texts, place = list(CORPUS.values()), count(turn)
    for model, field, name in columns():
        text = texts[next(place) % len(texts)]
        if not is_written(field, name):
            continue
        for row in model._default_manager.exclude(**{f"{field.name}__isnull": True}):
            before = getattr(row, field.name)
            value = with_text(before, one_line(text)) if name in FOUND else kept(field, name, text)
            if before not in ("", [], {}) and not (name == "Skill.name" and row.pk % 2):
                model._default_manager.filter(pk=row.pk).update(**{field.name: value})


class Page(HTMLParser):
    """What a browser would run or fetch because of our texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self._in = tag if tag in ("script", "style") else ""
        for name, value in attrs:
            value = (value or "").strip()
            runs = name.startswith("on") or (name == "style" and "hurt" in value)
            leads = name in ("href", "src", "action", "formaction", "data", "xlink:href")
            if runs or (leads and re.match(r"(?i)\s*(javascript|data|vbscript):", value)):
                self.found.append(f"<{tag} {name}={value}>")
            if tag in ("img", "script", "link", "iframe", "style") and "evil.test" in value:
                self.found.append(f"<{tag} {name}={value}>")

    def handle_endtag(self, tag):
        self._in = ""

    def handle_data(self, data):
        if self._in and ("hurt" in data or "evil" in data):
            self.found.append(f"<{self._in}>{data[:80]}")


def assert_harmless(where: str, html: str) -> None:
    assert Page(html).found == [], where
    assert "1234568" not in html, where


def test_the_parser_would_find_each():
    for name in ("script", "attribute", "svg", "css"):
        opened = f'<p title="{CORPUS[name]}">{CORPUS[name]}</p>'
        assert Page(opened).found, name


@pytest.fixture
def world(student, coach):
    tell(student, coach, times=1)
    open_feed(coach, now=THEN)


@pytest.mark.parametrize("turn", range(len(CORPUS)))
def test_no_text_becomes_more_than_text_anywhere(world, student, coach, login, turn):
    write_everywhere(turn)
    with time_machine.travel(THEN, tick=False):
        browser = login([student, coach][turn % 2])
        shown = [browser.get(address) for address in addresses()]
        pages = [answer for answer in shown if answer.status_code == 200]
        assert len(pages) > 40
        for answer in pages:
            assert_harmless(answer.request["PATH_INFO"], answer.content.decode())
        assert_mails()
        assert_files(login(coach), coach)


def assert_mails() -> None:
    mails = [mail for email in OutgoingEmail.objects.all() if (mail := compose(email, now=THEN))]
    assert len(mails) > 10
    for mail in mails:
        sent = mail.message()
        assert "\n" not in mail.subject
        assert not {"Bcc", "Cc", "X-Hurt"} & set(sent.keys())
        assert sent.get_all("To") == mail.to
        assert "1234568" not in mail.body
        for part in mail.alternatives:
            if "html" in part.mimetype:
                assert_harmless(mail.subject, part.content)
            else:
                assert_calendar(part.content, entries=1)


def assert_calendar(text: str, *, entries: int) -> None:
    parts = list(Calendar.from_ical(text).walk())
    assert [part.name for part in parts].count("VEVENT") == entries
    assert not any("ATTACH" in part for part in parts)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def assert_files(browser, coach) -> None:
    contract = Contract.objects.filter(status="active").latest("pk")
    record = browser.get(f"/contracts/{contract.pk}/record.json")
    assert record["Content-Type"].startswith("application/json")
    assert json.loads(record.content)["contract"]
    pdf = browser.get(f"/contracts/{contract.pk}/record.pdf").content
    assert pdf.startswith(b"%PDF")
    assert not re.search(rb"/(JavaScript|JS|Launch|EmbeddedFile|SubmitForm)\b", pdf)
    table = browser.get("/dashboard/earnings.csv").content.decode()
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    feed = browser.get(urlsplit(feed_address(coach)).path).content.decode()
    assert_calendar(feed, entries=feed.count("\r\nBEGIN:VEVENT\r\n"))
    booked = CoachingSession.objects.filter(status="confirmed").first()
    file = browser.get(f"/sessions/{booked.pk}/calendar.ics")
    assert_calendar(file.content.decode(), entries=1)
