import pytest

from tests import factories


@pytest.fixture
def proposal(student, coach):
    return factories.make_accepted_proposal(student, coach)


@pytest.fixture
def offered(student, coach):
    return factories.offered_contract(student, coach)


@pytest.fixture
def active(student, coach):
    return factories.active_contract(student, coach)
