import pytest

from payments import calls, inbox
from tests.factories import active_contract, confirmed_session
from tests.payments import addresses  # noqa: F401  (read while people pay each other)
from tests.payments.till import Till, sandbox_on, till_of


@pytest.fixture
def till(house, settings, monkeypatch) -> Till:
    """Money moves, and nothing but the test itself does what is due."""
    sandbox_on(settings)
    monkeypatch.setattr(calls, "kick", lambda name: None)
    monkeypatch.setattr(inbox, "kick", lambda event_id: None)
    return till_of(house)


@pytest.fixture
def contract(till, student, coach):
    """Three sessions at 40 EUR, paid through the platform; its student has a Visa that pays."""
    till.save_card(student)
    return active_contract(
        student, coach, session_count=3, late_cancel_percent=50, paid_through="platform"
    )


@pytest.fixture
def book(till, contract):
    """A session of the contract, agreed on so many hours ahead."""

    def book(number=1, **ahead):
        session = contract.sessions.get(number=number, status="unscheduled")
        starts_at = till.at(**(ahead or {"days": 3}))
        return confirmed_session(session, starts_at=starts_at, now=till.clock())

    return book
