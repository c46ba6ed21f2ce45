"""An open request with a question, and a proposal on it."""

import pytest

from core.clock import now
from tests.factories import open_request, pending_proposal


@pytest.fixture
def job(student):
    return open_request(student, now=now(), questions=("Why you?",))


@pytest.fixture
def proposal(job, coach):
    return pending_proposal(job, coach, now=now())
