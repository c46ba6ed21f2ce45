from datetime import date, timedelta

import pytest

from contracts import commitments
from contracts.actions import (
    accept_completion,
    accept_pause,
    decline_motion,
    lapse_motion,
    propose_amendment,
    propose_completion,
    propose_pause,
    resume_after_longest_pause,
    resume_contract,
    withdraw_motion,
)
from contracts.commitments import Commitments
from contracts.data import contract_data
from contracts.errors import (
    AlreadyOpen,
    NoPausesLeft,
    NothingOpen,
    NotPaused,
    NotRunning,
    NotYourTerms,
    NotYourTurn,
    OfferLapsed,
    StillBooked,
    StillUnsettled,
)
from contracts.history import history
from contracts.record import record_data
from core.errors import Stale
from tests.contracts.helpers import event_names, last_event, snapshot, some_terms
from tests.factories import NOW

DAY = timedelta(days=1)


@pytest.fixture
def bound(monkeypatch):
    def bind(**facts):
        monkeypatch.setattr(commitments, "_provide", lambda contract: Commitments(**facts))

    return bind


@pytest.fixture
def pause_asked(active, student):
    return propose_pause(active, by=student, version=active.version, now=NOW, reason="Exams in May")


@pytest.fixture
def paused(pause_asked, coach):
    return accept_pause(pause_asked, by=coach, version=pause_asked.version, now=NOW)


def test_a_pause_needs_both(pause_asked, student, coach):
    assert pause_asked.status == "active"
    assert pause_asked.motions.get().reason == "Exams in May"
    with pytest.raises(NotYourTurn):
        accept_pause(pause_asked, by=student, version=pause_asked.version, now=NOW)
    contract = accept_pause(pause_asked, by=coach, version=pause_asked.version, now=NOW)
    assert contract.status == "paused"
    assert event_names()[2:] == ["PauseProposed", "ContractPaused"]


@pytest.mark.parametrize("ask", [propose_pause, propose_completion])
def test_why_is_part_of_what_is_kept(active, student, ask):
    ask(active, by=student, version=active.version, now=NOW, reason="Exams in May, no time")
    assert last_event().payload["reason"] == "Exams in May, no time"
    assert history(active)[-1].what.endswith("“Exams in May, no time”")
    data = record_data(active, now=NOW)
    assert [motion["reason"] for motion in data["motions"]] == ["Exams in May, no time"]
    assert contract_data(active, viewer=student, now=NOW)["motions"] == data["motions"]


def test_every_verb_of_a_pause_acts_once(active, student, coach):
    contract = propose_pause(active, by=student, version=active.version, now=NOW)
    propose_pause(active, by=student, version=active.version, now=NOW)
    asked = contract.version
    paused = accept_pause(contract, by=coach, version=asked, now=NOW)
    accept_pause(contract, by=coach, version=asked, now=NOW)
    resume_contract(paused, by=student, version=paused.version, now=NOW + DAY)
    resume_contract(paused, by=student, version=paused.version, now=NOW + 2 * DAY)
    assert event_names()[2:] == ["PauseProposed", "ContractPaused", "ContractResumed"]
    assert active.motions.get().resumed_by == student


@pytest.mark.parametrize("verb", [decline_motion, withdraw_motion])
def test_a_pause_that_is_declined_or_withdrawn_changes_nothing_else(
    pause_asked, student, coach, verb
):
    by, wrong = (coach, student) if verb is decline_motion else (student, coach)
    with pytest.raises((NotYourTurn, NotYourTerms)):
        verb(pause_asked, by=wrong, version=pause_asked.version, now=NOW)
    contract = verb(pause_asked, by=by, version=pause_asked.version, now=NOW)
    verb(pause_asked, by=by, version=pause_asked.version, now=NOW)
    assert contract.status == "active"
    assert event_names()[2:] == ["PauseProposed", "MotionClosed"]
    assert last_event().payload["kind"] == "pause"
    with pytest.raises(NothingOpen):
        accept_pause(contract, by=coach, version=contract.version, now=NOW)


@pytest.mark.parametrize(("seconds", "lapses"), [(-1, False), (0, True), (1, True)])
def test_an_unanswered_motion_lapses_after_seven_days(pause_asked, coach, seconds, lapses):
    at = NOW + 7 * DAY + timedelta(seconds=seconds)
    if lapses:
        with pytest.raises(OfferLapsed):
            accept_pause(pause_asked, by=coach, version=pause_asked.version, now=at)
    lapse_motion(pause_asked, now=at)
    assert (pause_asked.motions.get().status == "lapsed") is lapses


def test_resuming_moves_the_end_date_by_the_pause(paused, coach):
    contract = resume_contract(paused, by=coach, version=paused.version, now=NOW + 12 * DAY)
    assert contract.status == "active"
    assert contract.ends_on == date(2027, 11, 15)
    assert contract.agreed_version.end_date == date(2027, 11, 3)
    assert last_event().payload["ends_on"] == "2027-11-15"


@pytest.mark.parametrize(("seconds", "resumed"), [(-1, False), (0, True), (1, True)])
def test_a_pause_ends_by_itself_after_thirty_days(paused, seconds, resumed):
    at = NOW + 30 * DAY + timedelta(seconds=seconds)
    contract = resume_after_longest_pause(paused, now=at)
    assert (contract.status == "active") is resumed
    if resumed:
        assert contract.ends_on == date(2027, 12, 3)
        assert last_event().actor is None


def test_what_is_not_paused_cannot_be_resumed(active, coach):
    with pytest.raises(NotPaused):
        resume_contract(active, by=coach, version=active.version, now=NOW)


def test_three_pauses_are_the_limit(active, student, coach):
    contract = active
    for k in range(3):
        at = NOW + k * DAY
        contract = propose_pause(contract, by=student, version=contract.version, now=at)
        contract = accept_pause(contract, by=coach, version=contract.version, now=at)
        contract = resume_contract(contract, by=coach, version=contract.version, now=at)
    with pytest.raises(NoPausesLeft):
        propose_pause(contract, by=student, version=contract.version, now=NOW)


def test_nothing_may_be_booked_when_it_is_asked_or_agreed(active, student, coach, bound):
    contract = propose_pause(active, by=student, version=active.version, now=NOW)
    bound(booked=True)
    before = snapshot(contract)
    with pytest.raises(StillBooked):
        accept_pause(contract, by=coach, version=contract.version, now=NOW)
    assert snapshot(contract) == before
    contract = withdraw_motion(contract, by=student, version=contract.version, now=NOW)
    with pytest.raises(StillBooked):
        propose_pause(contract, by=student, version=contract.version, now=NOW)


def test_one_motion_is_open_at_a_time(pause_asked, coach):
    with pytest.raises(AlreadyOpen):
        propose_completion(pause_asked, by=coach, version=pause_asked.version, now=NOW)


def test_a_press_from_an_old_page_is_stale(active, student):
    with pytest.raises(Stale):
        propose_pause(active, by=student, version=active.version - 1, now=NOW)


def test_an_offer_is_not_paused(offered, coach):
    with pytest.raises(NotRunning):
        propose_pause(offered, by=coach, version=offered.version, now=NOW)


def test_both_agree_to_end_early(active, student, coach):
    contract = propose_completion(active, by=student, version=active.version, now=NOW)
    asked = contract.version
    contract = accept_completion(contract, by=coach, version=asked, now=NOW + DAY)
    accept_completion(contract, by=coach, version=asked, now=NOW + DAY)
    assert contract.status == "completed"
    assert (contract.ended_at, contract.ended_by) == (NOW + DAY, coach)
    assert event_names()[2:] == ["CompletionProposed", "ContractCompleted"]
    assert last_event().payload["early"] is True


def test_an_early_end_takes_an_open_amendment_off_the_table(active, student, coach):
    terms = some_terms(session_count=9)
    contract = propose_amendment(active, by=coach, version=active.version, terms=terms, now=NOW)
    contract = propose_completion(contract, by=student, version=contract.version, now=NOW)
    contract = accept_completion(contract, by=coach, version=contract.version, now=NOW)
    assert contract.open_version is None
    assert contract.versions.get(number=2).status == "void"


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [({"booked": True}, StillBooked), ({"unsettled": True}, StillUnsettled)],
)
def test_an_early_end_waits_for_open_sessions(active, student, bound, facts, refusal):
    bound(**facts)
    before = snapshot(active)
    with pytest.raises(refusal):
        propose_completion(active, by=student, version=active.version, now=NOW)
    assert snapshot(active) == before
