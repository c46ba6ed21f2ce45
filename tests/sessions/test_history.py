import inspect

import pytest
from django.utils import timezone

from contracts.history import _told
from core.models import EventRecord
from core.zones import zone
from sessions import events, history
from sessions.events import SessionEndedEvent, SessionEvent
from sessions.models import RescheduleRequest, TimesOffer

BASES = (SessionEvent, SessionEndedEvent)
HAPPENED = [
    name
    for name, each in inspect.getmembers(events, inspect.isclass)
    if issubclass(each, SessionEvent) and each not in BASES
]


def told(name, **payload):
    record = EventRecord(name=f"sessions.{name}", payload={"number": 3, **payload})
    return _told[record.name](record.payload)


@pytest.mark.parametrize("name", HAPPENED)
def test_every_event_of_a_session_has_its_words(name):
    assert f"sessions.{name}" in _told


def test_every_way_an_offer_or_a_move_can_end_has_its_words():
    open_ones = {TimesOffer.Status.OPEN, TimesOffer.Status.ACCEPTED}
    for way in set(TimesOffer.Status) - open_ones:
        assert ("TimesClosed", way.value) in history.ENDINGS
    status = RescheduleRequest.Status
    for way in set(status) - {status.PENDING, status.APPROVED, status.COUNTERED}:
        assert ("RescheduleClosed", way.value) in history.ENDINGS


def test_a_start_is_told_on_the_clock_of_the_reader():
    start = "2026-11-05T16:00:00Z"
    with timezone.override(zone("Asia/Kathmandu")):
        assert told("SessionConfirmed", starts_at=start, offer_id=None) == (
            "Confirmed session 3 for Thu 5 Nov 2026, 21:45"
        )


def test_a_reason_is_told_as_it_was_given():
    line = told(
        "SessionCancelled", status="cancelled_late", reason="Ill.", starts_at="2026-11-05T16:00:00Z"
    )
    assert line == "Cancelled session 3 of Thu 5 Nov 2026, 16:00 late “Ill.”"
