from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from contracts import commitments
from contracts.actions import (
    accept_amendment,
    accept_contract,
    accept_pause,
    decline_amendment,
    lapse_amendment,
    propose_amendment,
    propose_pause,
    resume_contract,
    withdraw_amendment,
)
from contracts.commitments import Commitments
from contracts.data import version_data
from contracts.errors import (
    AlreadyBound,
    AlreadyOpen,
    NotAParty,
    NothingOpen,
    NotRunning,
    NotYourTerms,
    NotYourTurn,
    OfferLapsed,
)
from contracts.record_pdf import RecordPdf, record_pdf
from contracts.terms import running_terms, terms_of
from core.cards import build_card
from core.errors import Invalid, Stale
from tests.contracts.helpers import event_names, last_event, snapshot, some_terms
from tests.factories import NOW

LATER = NOW + timedelta(days=2)
AMENDED = some_terms(session_count=6)


@pytest.fixture
def amended(active, student):
    """The student asks for six sessions instead of four."""
    return propose_amendment(active, by=student, version=active.version, terms=AMENDED, now=LATER)


@pytest.fixture
def bound(monkeypatch):
    def bind(**facts):
        monkeypatch.setattr(commitments, "_provide", lambda contract: Commitments(**facts))

    return bind


def test_an_amendment_waits_while_the_agreed_terms_stand(amended, student):
    proposed = amended.open_version
    assert (proposed.kind, proposed.number, proposed.author) == ("amendment", 2, student)
    assert amended.agreed_version.number == 1
    assert amended.status == "active"
    assert event_names()[-1] == "AmendmentProposed"
    assert last_event().payload["previous_version_id"] == amended.agreed_version.pk


def test_the_other_accepts_and_the_new_terms_are_in_force(active, student, coach):
    terms = some_terms(end_date=date(2027, 6, 1), late_cancel_percent=50)
    contract = propose_amendment(active, by=coach, version=active.version, terms=terms, now=LATER)
    contract = accept_amendment(contract, by=student, version_number=2, now=LATER)
    assert contract.agreed_version.number == 2
    assert contract.open_version is None
    assert contract.ends_on == date(2027, 6, 1)
    assert contract.starts_on == date(2026, 11, 3)
    assert terms_of(contract.versions.get(number=1)) == some_terms()
    assert event_names()[-1] == "AmendmentAccepted"


def test_accepting_and_proposing_twice_act_once(amended, student, coach):
    propose_amendment(amended, by=student, version=1, terms=AMENDED, now=LATER)
    accept_amendment(amended, by=coach, version_number=2, now=LATER)
    accept_amendment(amended, by=coach, version_number=2, now=LATER)
    assert event_names()[2:] == ["AmendmentProposed", "AmendmentAccepted"]


def test_one_is_open_at_a_time(amended, coach):
    before = snapshot(amended)
    terms = some_terms(session_count=8)
    with pytest.raises(AlreadyOpen):
        propose_amendment(amended, by=coach, version=amended.version, terms=terms, now=LATER)
    assert snapshot(amended) == before


@pytest.mark.parametrize("verb", [decline_amendment, withdraw_amendment])
def test_a_refused_or_withdrawn_amendment_leaves_the_agreed_terms(amended, student, coach, verb):
    by = coach if verb is decline_amendment else student
    contract = verb(amended, by=by, version_number=2, now=LATER)
    assert verb(contract, by=by, version_number=2, now=LATER).version == contract.version
    assert contract.open_version is None
    assert contract.agreed_version.number == 1
    assert event_names()[3:] == ["AmendmentClosed"]
    assert last_event().payload["outcome"] == contract.versions.get(number=2).status


@pytest.mark.parametrize(("seconds", "lapses"), [(-1, False), (0, True), (1, True)])
def test_an_unanswered_amendment_lapses(amended, coach, seconds, lapses):
    at = amended.open_version.expires_at + timedelta(seconds=seconds)
    if lapses:
        with pytest.raises(OfferLapsed):
            accept_amendment(amended, by=coach, version_number=2, now=at)
    contract = lapse_amendment(amended, now=at)
    assert (contract.open_version is None) is lapses
    assert contract.status == "active"


def test_the_wrong_side_and_strangers_are_refused(amended, student, coach, other_coach):
    before = snapshot(amended)
    for verb, by, refusal in [
        (accept_amendment, student, NotYourTurn),
        (decline_amendment, student, NotYourTurn),
        (withdraw_amendment, coach, NotYourTerms),
        (accept_amendment, other_coach, NotAParty),
    ]:
        with pytest.raises(refusal):
            verb(amended, by=by, version_number=2, now=LATER)
    assert snapshot(amended) == before


@pytest.mark.parametrize("verb", [accept_amendment, decline_amendment, withdraw_amendment])
def test_an_offer_is_no_amendment(offered, student, verb):
    with pytest.raises(NothingOpen):
        verb(offered, by=student, version_number=1, now=NOW)


def test_an_amendment_is_no_offer(amended, coach):
    with pytest.raises(NothingOpen):
        accept_contract(amended, by=coach, version_number=2, now=LATER)


def test_only_a_running_contract_is_amended(offered, student):
    with pytest.raises(NotRunning):
        propose_amendment(offered, by=student, version=1, terms=AMENDED, now=NOW)


def test_a_press_from_an_old_page_is_stale(active, student):
    with pytest.raises(Stale):
        propose_amendment(active, by=student, version=1, terms=AMENDED, now=LATER)
    assert event_names() == ["ContractOffered", "ContractAccepted"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (some_terms(), ""),
        (some_terms(session_count=0), "session_count"),
        (some_terms(start_date=date(2026, 11, 6)), "start_date"),
        (some_terms(end_date=date(2026, 11, 4)), "end_date"),
        (some_terms(end_date=date(2027, 11, 4)), "end_date"),
    ],
)
def test_wrong_terms_are_refused_by_field(active, student, terms, field):
    with pytest.raises(Invalid) as refusal:
        propose_amendment(active, by=student, version=active.version, terms=terms, now=LATER)
    assert set(refusal.value.fields) == {field}


def test_what_is_used_or_booked_must_still_fit(active, student, bound):
    bound(spent=3, last_booked_end=datetime(2027, 1, 10, 23, 30, tzinfo=UTC))  # 11th in Berlin
    terms = some_terms(session_count=2, end_date=date(2027, 1, 10))
    with pytest.raises(Invalid) as refusal:
        propose_amendment(active, by=student, version=active.version, terms=terms, now=LATER)
    assert set(refusal.value.fields) == {"session_count", "end_date"}
    fits = some_terms(session_count=3, end_date=date(2027, 1, 11))
    assert propose_amendment(
        active, by=student, version=active.version, terms=fits, now=LATER
    ).open_version


def test_sessions_booked_meanwhile_stop_the_acceptance(active, student, coach, bound):
    fewer = replace(running_terms(active), session_count=2)
    contract = propose_amendment(active, by=student, version=active.version, terms=fewer, now=LATER)
    bound(spent=3)
    before = snapshot(contract)
    with pytest.raises(AlreadyBound):
        accept_amendment(contract, by=coach, version_number=2, now=LATER)
    assert snapshot(contract) == before


def paused_for(contract, days, *, asked_by, agreed_by, now):
    """The contract after a pause of so many days."""
    contract = propose_pause(contract, by=asked_by, version=contract.version, now=now)
    contract = accept_pause(contract, by=agreed_by, version=contract.version, now=now)
    return resume_contract(
        contract, by=agreed_by, version=contract.version, now=now + timedelta(days=days)
    )


@pytest.mark.parametrize(
    ("asked_until", "ends_on"),
    [(date(2027, 11, 3), date(2027, 11, 6)), (date(2027, 6, 1), date(2027, 6, 4))],
)
def test_the_days_of_a_pause_outlast_an_amendment_written_before_it(
    active, student, coach, asked_until, ends_on
):
    terms = some_terms(session_count=6, end_date=asked_until)
    contract = propose_amendment(active, by=student, version=active.version, terms=terms, now=LATER)
    contract = paused_for(contract, 3, asked_by=student, agreed_by=coach, now=LATER)
    contract = accept_amendment(contract, by=coach, version_number=2, now=LATER + timedelta(days=3))
    assert contract.ends_on == ends_on
    assert terms_of(contract.agreed_version) == terms


def test_an_amendment_written_after_a_pause_ends_on_the_day_that_it_names(active, student, coach):
    contract = paused_for(active, 3, asked_by=student, agreed_by=coach, now=NOW)
    terms = replace(running_terms(contract), end_date=date(2027, 6, 1))
    contract = propose_amendment(
        contract, by=student, version=contract.version, terms=terms, now=LATER
    )
    contract = accept_amendment(contract, by=coach, version_number=2, now=LATER)
    assert contract.ends_on == date(2027, 6, 1)


def test_an_amendment_agreed_during_a_pause_moves_by_the_whole_pause(amended, student, coach):
    contract = propose_pause(amended, by=student, version=amended.version, now=LATER)
    contract = accept_pause(contract, by=coach, version=contract.version, now=LATER)
    contract = accept_amendment(contract, by=coach, version_number=2, now=LATER + timedelta(days=2))
    contract = resume_contract(
        contract, by=coach, version=contract.version, now=LATER + timedelta(days=3)
    )
    assert contract.ends_on == date(2027, 11, 6)


@pytest.fixture
def written_after_a_pause(active, student, coach):
    """Six sessions instead of four; the end date is left as three days of pause moved it."""
    contract = paused_for(active, 3, asked_by=student, agreed_by=coach, now=NOW)
    terms = replace(running_terms(contract), session_count=6)
    return propose_amendment(contract, by=student, version=contract.version, terms=terms, now=LATER)


def test_the_card_the_data_and_the_record_name_no_end_date_that_nobody_changed(
    written_after_a_pause, student, coach, monkeypatch
):
    amendment = written_after_a_pause.open_version
    card = build_card(amendment, viewer=coach, now=LATER)
    assert [change.label for change in card.changes] == ["Sessions", "Total"]
    assert [c["name"] for c in version_data(amendment)["changes"]] == ["session_count", "total"]
    accept_amendment(written_after_a_pause, by=coach, version_number=2, now=LATER)
    written = []
    monkeypatch.setattr(RecordPdf, "pair", lambda pdf, label, *rest: written.append((label, *rest)))
    record_pdf(amendment.contract, viewer=student, now=LATER)
    differences = [label for label, *rest in written if "since version 1" in rest[-1]]
    assert differences == ["Sessions", "Total"]


def test_a_pause_after_an_amendment_moves_both_of_its_ends_on_the_card(active, student, coach):
    terms = some_terms(end_date=date(2027, 6, 1))
    contract = propose_amendment(active, by=student, version=active.version, terms=terms, now=LATER)
    contract = paused_for(contract, 3, asked_by=student, agreed_by=coach, now=LATER)
    amendment = contract.versions.get(number=2)
    card = build_card(amendment, viewer=coach, now=LATER + timedelta(days=3))
    assert [(c.label, c.old, c.new) for c in card.changes] == [("End", "6 Nov 2027", "4 Jun 2027")]
    assert "3 Nov 2026 – 4 Jun 2027" in [fact.value for fact in card.facts]
    assert version_data(amendment)["terms"]["end_date"] == "2027-06-04"
