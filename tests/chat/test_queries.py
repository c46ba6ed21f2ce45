"""How often the chat's pages ask the database: every query of a request counts, its login included."""

import re
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.models import SUBJECT_OF, Conversation, Entry
from chat.timeline.queries import known_of, with_subjects
from core import clock
from core.cards import build_card
from tests.chat.story import THEN, tell

pytestmark = pytest.mark.django_db

KINDS = ("request", "proposal", "contract-version", "session", "reschedule", "wrap-up")


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: THEN)


@pytest.fixture(params=["student", "coach"])
def viewer(request, client, student, coach):
    """One of the two, logged in."""
    person = {"student": student, "coach": coach}[request.param]
    client.force_login(person)
    return person


def asked(client, path):
    """The beginnings of the statements of a second visit; the first also notes the browser."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return [query["sql"][:200] for query in queries]


def test_the_page_asks_no_oftener_for_more(student, coach, client, viewer):
    tell(student, coach, times=2)
    path = f"/chat/{Conversation.objects.get().pk}"
    few, shown = asked(client, path), _cards(client, path)
    cards = Entry.objects.filter(kind="card").count()
    tell(student, coach, times=3)
    many, more = asked(client, path), _cards(client, path)
    assert len(many) <= len(few) <= 65, "\n".join(few + many)
    assert set(shown) == set(more) == set(KINDS)
    assert Entry.objects.filter(kind="card").count() > 2 * cards


def _cards(client, path):
    """How many cards of each kind the page shows."""
    page = client.get(path).content.decode()
    return Counter(re.findall(rf'id="({"|".join(KINDS)})-\d+-card"', page))


@pytest.mark.parametrize(("path", "most"), [("/chat/{}/rail", 26), ("/chat/rows", 7)])
def test_a_fragment_asks_no_oftener_for_more(student, coach, client, viewer, path, most):
    tell(student, coach, times=2)
    path = path.format(Conversation.objects.get().pk)
    few = asked(client, path)
    tell(student, coach, times=3)
    assert len(asked(client, path)) <= len(few) <= most


def test_a_card_by_itself_asks_for_itself_alone(student, coach, client, viewer):
    """Besides the login: for the conversation, the entry, what it shows, and what that needs."""
    tell(student, coach, times=1)
    place = Conversation.objects.get()
    for entry in Entry.objects.filter(kind="card"):
        statements = asked(client, f"/chat/{place.pk}/entries/{entry.seq}")
        assert len(statements) <= 2 + 3 + 5, "\n".join(statements)


def test_resume_and_inbox_ask_as_often_whatever_there_is(student, coach, client, viewer):
    tell(student, coach, times=2)
    paths = [f"/chat/{Conversation.objects.get().pk}/entries?after=0", "/chat"]
    few = [len(asked(client, path)) for path in paths]
    tell(student, coach, times=3)
    many = [len(asked(client, path)) for path in paths]
    # Besides the login: place, changes, six kinds of cards and their needs; the inbox and the navigation.
    assert few == many == [2 + 2 + 6 + 22, 2 + 5 + 3]


def test_a_card_read_with_others_is_the_card_of_the_row_alone(student, coach, viewer):
    tell(student, coach, times=2)
    entries = with_subjects(Entry.objects.filter(kind="card"))
    known = known_of(entries, now=THEN)
    kinds = Counter(type(entry.subject) for entry in entries)
    assert set(kinds) == set(SUBJECT_OF)
    for entry in entries:
        subject = entry.subject
        alone = type(subject).objects.get(pk=subject.pk)
        card = build_card(subject, viewer=viewer, now=THEN, known=known)
        assert build_card(alone, viewer=viewer, now=THEN) == card
