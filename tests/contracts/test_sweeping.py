from datetime import date, timedelta

import pytest

from contracts import actions, tasks
from contracts.models import Contract
from core import clock
from tests.contracts.helpers import event_names, some_terms
from tests.factories import NOW, active_contract, offered_contract

DAY = timedelta(days=1)


@pytest.fixture
def sweep_at(monkeypatch):
    def sweep(instant):
        monkeypatch.setattr(clock, "now", lambda: instant)
        tasks.sweep_contracts()

    return sweep


@pytest.fixture
def everything_due(student, coach):
    """An offer, an amendment, a wish to pause and a pause, all from NOW."""
    offer = offered_contract(student, coach)
    amended = active_contract(student, coach)
    amended = actions.propose_amendment(
        amended, by=coach, version=amended.version, terms=some_terms(session_count=7), now=NOW
    )
    asked = active_contract(student, coach)
    asked = actions.propose_pause(asked, by=coach, version=asked.version, now=NOW)
    paused = active_contract(student, coach)
    paused = actions.propose_pause(paused, by=coach, version=paused.version, now=NOW)
    paused = actions.accept_pause(paused, by=student, version=paused.version, now=NOW)
    return offer, amended, asked, paused


def test_nothing_happens_before_its_time(everything_due, sweep_at):
    before = event_names()
    sweep_at(NOW + 7 * DAY - timedelta(seconds=1))
    assert event_names() == before


def test_each_thing_happens_once_however_often_it_is_swept(everything_due, sweep_at):
    _offer, amended, asked, paused = everything_due
    before = len(event_names())
    for _ in range(3):
        sweep_at(NOW + 7 * DAY)
    assert event_names()[before:] == ["ContractLapsed", "AmendmentClosed", "MotionClosed"]
    for _ in range(3):
        sweep_at(NOW + 30 * DAY)
    assert event_names()[before + 3 :] == ["ContractResumed"]
    for contract in everything_due:
        contract.refresh_from_db()
    assert [c.status for c in everything_due] == ["lapsed", "active", "active", "active"]
    assert amended.open_version is None
    assert asked.motions.get().status == "lapsed"
    assert paused.ends_on == date(2027, 12, 3)


def test_after_a_long_stop_everything_is_made_up_for(everything_due, sweep_at):
    sweep_at(NOW + 60 * DAY)
    statuses = Contract.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["lapsed", "active", "active", "active"]


def test_one_that_fails_does_not_keep_the_others(everything_due, sweep_at, monkeypatch, caplog):
    first = everything_due[0]
    healthy = actions.lapse_contract

    def ailing(contract, *, now):
        if contract.pk == first.pk:
            raise RuntimeError("broken row")
        return healthy(contract, now=now)

    monkeypatch.setattr(actions, "lapse_contract", ailing)
    sweep_at(NOW + 7 * DAY)
    assert "broken row" in caplog.text
    assert event_names()[-2:] == ["AmendmentClosed", "MotionClosed"]


def test_a_contract_near_its_end_is_warned_of(student, coach, sweep_at):
    active_contract(student, coach, end_date=date(2026, 12, 1))
    for day in range(12, 30):
        sweep_at(NOW + day * DAY)
    assert event_names().count("ContractEndWarned") == 2
