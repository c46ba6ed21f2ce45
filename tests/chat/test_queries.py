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
from payments.models import Charge
from tests.chat.story import THEN, tell

pytestmark = pytest.mark.django_db

KINDS = ("request", "proposal", "contract-version", "session", "reschedule", "wrap-up")


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: THEN)


@pytest.fixture(autouse=True)
def little(student, coach):
    """The conversation of two with little to show."""
    tell(student, coach, times=2)
    return Conversation.objects.get()


@pytest.fixture
def much(little, other_student, other_coach):
    """That of two others, with much."""
    tell(other_student, other_coach, times=5)
    return Conversation.objects.get(student=other_student)


@pytest.fixture(params=["student", "coach"])
def side(request):
    return request.param


@pytest.fixture
def reader(login, side):
    """reader(conversation) → the browser of one of its two."""
    return lambda conversation: login(getattr(conversation, side))


def asked(client, path):
    """The beginnings of the statements of a second visit; the first also notes the browser."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return [str(query["sql"])[:200] for query in queries]  # None where a plan is kept


def test_the_page_asks_no_oftener_for_more(little, much, reader):
    few, many = (asked(reader(each), f"/chat/{each.pk}") for each in (little, much))
    assert len(many) <= len(few) <= 40, "\n".join(few + many)
    shown, more = (_cards(reader(each), f"/chat/{each.pk}") for each in (little, much))
    assert set(shown) == set(more) == set(KINDS)
    assert _cards_of(much).count() > 2 * _cards_of(little).count()


def _cards_of(conversation):
    return Entry.objects.filter(conversation=conversation, kind="card")


def _cards(client, path):
    """How many cards of each kind the page shows."""
    page = client.get(path).content.decode()
    return Counter(re.findall(rf'id="({"|".join(KINDS)})-\d+-card"', page))


@pytest.mark.parametrize(("path", "most"), [("/chat/{}/rail", 26), ("/chat/rows", 7)])
def test_a_fragment_asks_no_oftener_for_more(little, much, reader, path, most):
    few, many = (asked(reader(each), path.format(each.pk)) for each in (little, much))
    assert len(many) <= len(few) <= most


def test_a_card_by_itself_asks_for_itself_alone(little, reader):
    """Besides the login: for the conversation, the entry, what it shows, and what that needs."""
    client = reader(little)
    for entry in _cards_of(little):
        statements = asked(client, f"/chat/{little.pk}/entries/{entry.seq}")
        assert len(statements) <= 2 + 3 + 5, "\n".join(statements)


def test_resume_and_inbox_ask_as_often_whatever_there_is(little, much, reader):
    few, many = (
        [len(asked(reader(each), path)) for path in (f"/chat/{each.pk}/entries?after=0", "/chat")]
        for each in (little, much)
    )
    # Besides the login: place, changes, six kinds of cards and their needs; the inbox and the navigation.
    assert few == many == [2 + 2 + 6 + 22, 2 + 5 + 1]


def test_a_card_read_with_others_is_the_card_of_the_row_alone(little, side):
    entries = with_subjects(_cards_of(little))
    known = known_of(entries, now=THEN)
    kinds = Counter(type(entry.subject) for entry in entries)
    assert set(kinds) == set(SUBJECT_OF) - {Charge}  # of which tests/payments/test_shown.py tells
    for entry in entries:
        subject = entry.subject
        alone = type(subject).objects.get(pk=subject.pk)
        card = build_card(subject, viewer=getattr(little, side), now=THEN, known=known)
        assert build_card(alone, viewer=getattr(little, side), now=THEN) == card
