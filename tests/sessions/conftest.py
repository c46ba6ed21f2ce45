import pytest
import time_machine

from core.models import EventRecord
from tests.factories import NOW, active_contract


@pytest.fixture
def contract(student, coach):
    """Three sessions of an hour at 40 EUR, half of it kept on a late cancel."""
    return active_contract(student, coach, session_count=3, late_cancel_percent=50)


@pytest.fixture
def session(contract):
    return contract.sessions.get(number=1)


@pytest.fixture
def second(contract):
    return contract.sessions.get(number=2)


@pytest.fixture
def events():
    """The names of the session events written since the test began to ask."""

    class Events:
        def __init__(self):
            self.start = EventRecord.objects.count()

        def __call__(self):
            names = EventRecord.objects.order_by("id").values_list("name", flat=True)
            return [name.split(".")[1] for name in names[self.start :]]

    return Events


@pytest.fixture
def at():
    """Set the clock for what follows; sessions of the test client outlive every jump."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller.move_to
