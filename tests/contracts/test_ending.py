from datetime import UTC, date, datetime, timedelta

import pytest

from contracts import commitments
from contracts.actions import (
    cancel_contract,
    complete_contract,
    offer_contract,
    propose_amendment,
    propose_pause,
    warn_of_end,
)
from contracts.commitments import Commitments
from contracts.errors import AlreadyFulfilled, NotAParty, NotRunning
from contracts.models import Contract
from contracts.period import period_of
from core.errors import Invalid, Stale
from tests.contracts.helpers import event_names, last_event, snapshot, some_terms
from tests.factories import NOW, active_contract

WHY = "I am moving to another city."


def test_either_party_cancels_with_a_reason(active, student):
    contract = cancel_contract(active, by=student, version=active.version, reason=WHY, now=NOW)
    assert contract.status == "cancelled"
    assert (contract.ended_at, contract.ended_by, contract.end_reason) == (NOW, student, WHY)
    assert contract.agreed_version.number == 1
    assert event_names()[2:] == ["ContractCancelled"]
    assert last_event().payload["reason"] == WHY


def test_cancelling_twice_acts_once(active, student):
    cancel_contract(active, by=student, version=active.version, reason=WHY, now=NOW)
    cancel_contract(active, by=student, version=active.version, reason=WHY, now=NOW)
    assert event_names().count("ContractCancelled") == 1


def test_the_other_party_finds_it_cancelled(active, student, coach):
    contract = cancel_contract(active, by=student, version=active.version, reason=WHY, now=NOW)
    with pytest.raises(Stale) as refusal:
        cancel_contract(active, by=coach, version=active.version, reason=WHY, now=NOW)
    assert refusal.value.subject == contract.agreed_version
    with pytest.raises(NotRunning):
        cancel_contract(active, by=coach, version=contract.version, reason=WHY, now=NOW)


def test_cancelling_takes_everything_open_off_the_table(active, student, coach):
    terms = some_terms(session_count=9)
    contract = propose_amendment(active, by=coach, version=active.version, terms=terms, now=NOW)
    contract = propose_pause(contract, by=coach, version=contract.version, now=NOW)
    contract = cancel_contract(contract, by=student, version=contract.version, reason=WHY, now=NOW)
    assert contract.open_version is None
    assert contract.versions.get(number=2).status == "void"
    assert contract.motions.get().status == "void"
    assert event_names()[-3:] == ["AmendmentClosed", "MotionClosed", "ContractCancelled"]


@pytest.mark.parametrize("reason", ["", "too short", " " * 20, "x" * 501])
def test_a_reason_is_needed(active, student, reason):
    before = snapshot(active)
    with pytest.raises(Invalid) as refusal:
        cancel_contract(active, by=student, version=active.version, reason=reason, now=NOW)
    assert set(refusal.value.fields) == {"reason"}
    assert snapshot(active) == before


def test_strangers_old_pages_and_mere_offers_are_refused(active, student, other_student):
    before = snapshot(active)
    with pytest.raises(NotAParty):
        cancel_contract(active, by=other_student, version=2, reason=WHY, now=NOW)
    with pytest.raises(Stale):
        cancel_contract(active, by=student, version=1, reason=WHY, now=NOW)
    assert snapshot(active) == before


def test_an_offer_is_not_cancelled_but_declined(offered, student):
    with pytest.raises(NotRunning):
        cancel_contract(offered, by=student, version=1, reason=WHY, now=NOW)


def test_after_a_contract_in_force_the_proposal_leads_to_no_other(active, student, coach):
    cancel_contract(active, by=student, version=active.version, reason=WHY, now=NOW)
    with pytest.raises(AlreadyFulfilled):
        offer_contract(active.proposal, by=coach, terms=some_terms(), now=NOW)
    assert Contract.objects.get() == active


def test_a_settled_contract_is_completed_once(active):
    contract = complete_contract(active, now=NOW)
    complete_contract(active, now=NOW)
    assert contract.status == "completed"
    assert contract.ended_by is None
    assert event_names()[2:] == ["ContractCompleted"]
    assert last_event().payload["early"] is False


def test_the_period_is_read_in_the_zone_of_the_terms(active):
    period = period_of(active)
    assert period.starts_at == datetime(2026, 11, 2, 23, tzinfo=UTC)
    assert period.ends_at == datetime(2027, 11, 3, 23, tzinfo=UTC)


@pytest.fixture
def ending(student, coach, monkeypatch):
    """A contract to 1 December with two free credits."""
    monkeypatch.setattr(commitments, "_provide", lambda contract: Commitments(unscheduled=2))
    return active_contract(student, coach, end_date=date(2026, 12, 1))


def test_both_are_warned_fourteen_and_three_days_before_the_end(ending):
    noon = datetime(2026, 11, 16, 12, tzinfo=UTC)  # 15 days before
    for day in range(17):
        for _twice in range(2):
            warn_of_end(ending, now=noon + timedelta(days=day))
    assert event_names()[2:] == ["ContractEndWarned", "ContractEndWarned"]
    assert last_event().payload["days_left"] == 3
    assert last_event().payload["unscheduled"] == 2


def test_after_a_day_of_silence_the_warning_still_comes_once(ending):
    warn_of_end(ending, now=datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert event_names()[2:] == ["ContractEndWarned"]
    assert last_event().payload["days_left"] == 1


def test_nobody_is_warned_when_every_credit_has_its_time(ending, monkeypatch):
    monkeypatch.setattr(commitments, "_provide", lambda contract: Commitments(unscheduled=0))
    warn_of_end(ending, now=datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert event_names()[2:] == []
