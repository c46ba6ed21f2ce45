"""A pair that talks, and plain cards in the place of the real ones."""

from uuid import uuid4

import pytest
from django.db import transaction

from chat.live import durable
from chat.timeline import numbers
from chat.timeline.append import append
from chat.timeline.statements import NewMessage
from contracts.models import ContractVersion
from core import cards
from core.cards import Card
from marketplace.models import LearningRequest, Proposal
from sessions.models import CoachingSession, RescheduleRequest
from tests.factories import NOW


@pytest.fixture
def conversation(student, coach):
    with transaction.atomic():
        return numbers.conversation_for(student_id=student.pk, coach_id=coach.pk, now=NOW)


@pytest.fixture
def say(conversation):
    """say(author, text) → the outcome of sending it."""

    def send(author, body="Hello", *, client_id=None, at=NOW, to=None, reply_to_seq=None):
        message = NewMessage(
            conversation_id=(to or conversation).pk,
            author_id=author.pk,
            client_id=client_id or uuid4(),
            body=body,
            at=at,
            reply_to_seq=reply_to_seq,
        )
        return append([message])[0]

    return send


@pytest.fixture
def plain_cards(monkeypatch, settings):
    """Cards that show nothing but what they are of, so that these tests do not hang on their looks."""
    template = "{{ card.dom_id }} v{{ card.version }} for {{ viewer.display_name }}"
    engine = {**settings.TEMPLATES[0], "APP_DIRS": False}
    loaders = [
        ("django.template.loaders.locmem.Loader", {"plain-card.html": template}),
        "django.template.loaders.filesystem.Loader",
        "django.template.loaders.app_directories.Loader",
    ]
    options = {**engine["OPTIONS"], "loaders": loaders}
    settings.TEMPLATES = [{**engine, "OPTIONS": options}]
    monkeypatch.setattr(cards, "_kinds", {})
    monkeypatch.setattr(cards, "_contributors", {})

    def build(subject, viewer, now, known):
        name = type(subject).__name__.lower()
        version = getattr(subject, "version", 1)
        return Card(dom_id=f"{name}-{subject.pk}-card", version=version, actions=())

    for model in (LearningRequest, Proposal, ContractVersion, CoachingSession, RescheduleRequest):
        cards.register(model, build=build, template="plain-card.html", fetch=cards.nothing_more)


@pytest.fixture
def published(monkeypatch):
    """Every (user id, frame) that was published, in order."""
    frames = []
    monkeypatch.setattr("chat.live.push.publish", lambda batch: frames.extend(batch))
    return frames


@pytest.fixture
def sockets(transactional_db):
    """For tests that open sockets: real commits, and threads that leave no connection behind."""
    yield
    durable.stop()


@pytest.fixture
def as_student(client, student):
    client.force_login(student)
    return client


@pytest.fixture
def as_coach(client, coach):
    client.force_login(coach)
    return client
