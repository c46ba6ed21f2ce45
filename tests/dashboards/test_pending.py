"""One function knows what waits for whom, over every state machine."""

from datetime import timedelta
from decimal import Decimal

import pytest

import contracts.actions as contract_actions
import marketplace.actions as market
import sessions.actions as session_actions
from contracts.models import Contract
from core.pending import PendingDecision
from sessions.pending import pending_decisions_around, pending_decisions_of
from tests.factories import (
    NOW,
    accepted_proposal,
    active_contract,
    confirmed_session,
    offered_contract,
    offered_session,
    open_request,
    opens_every_day,
    pending_proposal,
    scheduled_session,
)

DAY = timedelta(days=1)
SOON = NOW + 3 * DAY


def kinds(person, now=NOW):
    return [decision.kind for decision in pending_decisions_of(person, now)]


def only(person, kind, now=NOW) -> PendingDecision:
    (decision,) = [
        decision for decision in pending_decisions_of(person, now) if decision.kind == kind
    ]
    return decision


@pytest.fixture
def contract(student, coach) -> Contract:
    return active_contract(student, coach, session_count=3)


def test_nothing_waits_for_a_newcomer(student, coach):
    assert kinds(student) == kinds(coach) == []


def test_a_pending_proposal_waits_for_the_student(student, coach, other_coach):
    proposal = pending_proposal(open_request(student), coach)

    decision = only(student, "answer_proposal")

    assert decision.deadline == proposal.expires_at
    assert (decision.amount, decision.currency) == (
        proposal.expected_total,
        proposal.request.currency,
    )
    assert decision.pair == (student.pk, coach.pk)
    assert decision.url == f"/jobs/{proposal.request_id}/manage"
    assert kinds(coach) == kinds(other_coach) == []
    assert [decision.kind for decision in pending_decisions_around(coach, NOW)] == [
        "answer_proposal"
    ]


def test_a_lapsed_question_waits_for_nobody(student, coach):
    proposal = pending_proposal(open_request(student), coach)
    assert kinds(student, proposal.expires_at) == []


def test_an_edited_request_waits_for_its_proposers(student, coach):
    from tests.marketplace.builders import request_details

    request = open_request(student)
    pending_proposal(request, coach)
    market.edit_request(
        request,
        by=student,
        details=request_details(budget=Decimal(999)),
        version=request.version,
        now=NOW,
    )
    assert kinds(coach) == ["check_proposal"]


def test_an_accepted_proposal_waits_for_both_until_it_is_released(student, coach):
    proposal = accepted_proposal(student, coach)
    for person in (student, coach):
        assert kinds(person) == ["write_contract"]
        decision = only(person, "write_contract")
        assert decision.url == f"/contracts/create/{proposal.pk}"
        assert decision.deadline == NOW + 14 * DAY


def test_an_award_on_a_paused_request_waits_for_nobody(student, coach, staff):
    request = accepted_proposal(student, coach).request
    market.suspend_request(request, by=staff, reason="Reported by several people.", now=NOW)
    assert kinds(student) == kinds(coach) == []
    market.reinstate_request(request, by=staff, now=NOW)
    assert kinds(student) == kinds(coach) == ["write_contract"]


def test_an_offer_waits_for_the_other_side_and_a_counter_turns_it_round(student, coach):
    contract = offered_contract(student, coach)
    assert kinds(student) == ["answer_contract"]
    assert kinds(coach) == []
    assert only(student, "answer_contract").deadline == contract.open_version.expires_at

    contract_actions.decline_contract(contract, by=student, version_number=1, now=NOW)
    assert kinds(student) == kinds(coach) == ["write_contract"]


def test_a_new_contract_waits_for_both_to_find_a_time(contract, student, coach):
    first = contract.sessions.get(number=1)
    for person in (student, coach):
        assert kinds(person) == ["find_time"]
        assert only(person, "find_time").url == f"/sessions/{first.pk}"


def test_offered_times_wait_for_the_other_side(contract, student, coach):
    session = offered_session(contract.sessions.get(number=1), by=coach, starts=[SOON])
    assert kinds(student) == ["choose_time"]
    assert kinds(coach) == []
    offer = session.offers.get()
    assert only(student, "choose_time").deadline == offer.expires_at

    session_actions.withdraw_times(offer, by=coach, now=NOW)
    assert kinds(student) == kinds(coach) == ["find_time"]


def test_a_wish_to_move_waits_for_the_other_side(contract, student, coach):
    session = confirmed_session(contract.sessions.get(number=1), starts_at=SOON)
    session.refresh_from_db()
    session_actions.request_reschedule(
        session,
        by=student,
        starts=[SOON + DAY],
        timezone=student.timezone,
        reason="My train is late that day.",
        version=session.version,
        now=NOW,
    )
    assert kinds(coach) == ["answer_reschedule"]
    assert kinds(student) == []
    assert only(coach, "answer_reschedule").deadline == session.reschedules.get().expires_at


def test_a_held_session_waits_for_a_word_from_both(contract, student, coach):
    session = confirmed_session(contract.sessions.get(number=1), starts_at=SOON)
    after = SOON + timedelta(hours=1)
    session_actions.await_outcome(session, now=after)
    for person in (student, coach):
        assert only(person, "say_outcome", after).deadline == after + 3 * DAY

    session.refresh_from_db()
    session_actions.complete_session(session, by=student, version=session.version, now=after)
    assert "say_outcome" not in kinds(student, after) + kinds(coach, after)


def test_who_is_said_to_have_stayed_away_must_answer(contract, student, coach):
    session = confirmed_session(contract.sessions.get(number=1), starts_at=SOON)
    session.refresh_from_db()
    session_actions.check_in(session, by=coach, now=SOON)
    late = SOON + timedelta(minutes=20)
    session.refresh_from_db()
    session_actions.claim_no_show(session, by=coach, version=session.version, now=late)
    assert "answer_no_show" in kinds(student, late)
    assert "answer_no_show" not in kinds(coach, late)
    assert only(student, "answer_no_show", late).deadline == late + 3 * DAY


def test_a_wish_for_a_pause_and_an_early_end_wait_for_the_other(contract, student, coach):
    contract_actions.propose_pause(contract, by=coach, version=contract.version, now=NOW)
    assert "answer_pause" in kinds(student)
    assert "answer_pause" not in kinds(coach)

    contract.refresh_from_db()
    contract_actions.withdraw_motion(contract, by=coach, version=contract.version, now=NOW)
    contract.refresh_from_db()
    contract_actions.propose_completion(contract, by=student, version=contract.version, now=NOW)
    assert "answer_completion" in kinds(coach)
    assert "answer_completion" not in kinds(student)


def test_an_invitation_waits_for_the_coach_until_there_is_a_proposal(student, coach):
    request = open_request(student)
    market.invite_coach(request, by=student, coach=coach, now=NOW)
    assert kinds(coach) == ["answer_invitation"]
    assert only(coach, "answer_invitation").deadline == request.expires_at

    pending_proposal(request, coach)
    assert kinds(coach) == []


def test_a_fading_request_waits_for_its_student(student):
    request = open_request(student)
    warned = NOW + 25 * DAY
    market.warn_of_expiry(request, now=warned)
    decision = only(student, "keep_request", warned)
    assert decision.deadline == NOW + 30 * DAY
    assert kinds(student, NOW + 30 * DAY) == []


def test_a_booking_waits_for_the_coach_until_it_lapses(contract, student, coach):
    opens_every_day(coach)
    session = scheduled_session(contract.sessions.get(number=1), starts_at=SOON)
    assert kinds(coach) == ["confirm_session"]
    assert kinds(student) == []
    decision = only(coach, "confirm_session")
    assert (decision.deadline, decision.starts_at) == (session.answer_by, SOON)


def test_a_confirmed_session_waits_for_nobody(contract, student, coach):
    confirmed_session(contract.sessions.get(number=1), starts_at=SOON)
    assert kinds(student) == kinds(coach) == []


def test_the_first_deadline_comes_first(student, coach, other_coach):
    offered_contract(student, coach)
    pending_proposal(open_request(student), other_coach)
    deadlines = [decision.deadline for decision in pending_decisions_of(student, NOW)]
    assert deadlines == sorted(deadlines)
    assert kinds(student) == ["answer_contract", "answer_proposal"]


def test_a_stranger_sees_nothing_of_it(contract, other_student, other_coach):
    offered_session(contract.sessions.get(number=1), by=contract.coach, starts=[SOON])
    for person in (other_student, other_coach):
        assert pending_decisions_around(person, NOW) == []


def test_all_state_machines_cost_one_query(contract, student, django_assert_num_queries):
    with django_assert_num_queries(1):
        pending_decisions_of(student, NOW)
