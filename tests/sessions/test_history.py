import inspect

import pytest
from django.utils import timezone

from contracts import events as contracts
from contracts.history import sentence
from contracts.models import Motion
from core.models import EventRecord
from core.sentences import all_sentences, sentence_name
from core.zones import zone
from sessions import events as sessions
from sessions.models import CoachingSession, RescheduleRequest, TimesOffer

BASES = (
    contracts.ContractEvent,
    contracts.MotionEvent,
    sessions.SessionEvent,
    sessions.SessionEndedEvent,
)
HAPPENED = [
    name
    for module, base in ((contracts, contracts.ContractEvent), (sessions, sessions.SessionEvent))
    for name, each in inspect.getmembers(module, inspect.isclass)
    if issubclass(each, base) and each not in BASES
]
ENDINGS = {
    "AmendmentClosed": {"declined", "withdrawn", "lapsed", "void"},
    "MotionClosed": set(Motion.Status) - {Motion.Status.OPEN, Motion.Status.ACCEPTED},
    "TimesClosed": set(TimesOffer.Status) - {TimesOffer.Status.OPEN, TimesOffer.Status.ACCEPTED},
    "RescheduleClosed": set(RescheduleRequest.Status)
    - {
        RescheduleRequest.Status.PENDING,
        RescheduleRequest.Status.APPROVED,
        RescheduleRequest.Status.COUNTERED,
    },
    "SessionCancelled": {
        CoachingSession.Status.CANCELLED,
        CoachingSession.Status.CANCELLED_LATE,
        CoachingSession.Status.CANCELLED_BY_COACH,
        CoachingSession.Status.VOID,
    },
}


def told(name, **payload):
    return sentence(EventRecord(name=f"sessions.{name}", payload={"number": 3, **payload}))


@pytest.mark.parametrize("name", HAPPENED)
def test_every_event_of_a_contract_and_its_sessions_has_its_words(name):
    for way in ENDINGS.get(name, {""}):
        assert all_sentences()[sentence_name(name, {"outcome": str(way)})].history


def test_an_exchange_of_times_is_told_by_its_turns():
    assert told("RescheduleRequested", is_counter=False, reason="") == "Asked to move session 3"
    countered = told("RescheduleRequested", is_counter=True, reason="Not then.")
    assert countered == "Answered with other times for session 3 “Not then.”"


def test_starts_that_others_took_are_told_as_what_they_were_proposed_for():
    assert told("AvailabilityNoted", offer_id=1) == (
        "Another booking changed which times offered for session 3 are free"
    )
    assert told("AvailabilityNoted", offer_id=None) == (
        "Another booking changed which new times for session 3 are free"
    )


def test_what_became_of_a_pause_is_not_what_became_of_an_early_end():
    for kind, said in (("pause", "Declined the pause"), ("completion", "Declined the early end")):
        payload = {"kind": kind, "outcome": "declined"}
        assert sentence(EventRecord(name="contracts.MotionClosed", payload=payload)) == said


def test_an_event_without_words_is_named_by_its_own_name():
    assert told("SomethingNew") == "Something new"


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
