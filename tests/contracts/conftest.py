import pytest

from core import clock
from tests import factories
from tests.factories import NOW


@pytest.fixture
def proposal(student, coach):
    return factories.make_accepted_proposal(student, coach)


@pytest.fixture
def offered(student, coach):
    return factories.offered_contract(student, coach)


@pytest.fixture
def active(student, coach):
    return factories.active_contract(student, coach)


@pytest.fixture
def tuesday(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def as_student(client, student):
    client.force_login(student)
    return client
