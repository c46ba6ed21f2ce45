"""Many at once, on PostgreSQL: numbers without a gap, one winner, nobody both accepted and withdrawn."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import monotonic, sleep

import pytest
from django.db import connection, connections, transaction

from contracts.actions import (
    accept_amendment,
    accept_contract,
    counter_contract,
    decline_contract,
    offer_contract,
    propose_amendment,
    withdraw_contract,
)
from contracts.errors import RequestPaused
from contracts.models import Contract
from contracts.terms import terms_from_proposal
from core.errors import DomainError
from marketplace.actions import suspend_request
from marketplace.models import LearningRequest
from tests.contracts.helpers import event_names, some_terms
from tests.factories import (
    NOW,
    active_contract,
    make_accepted_proposal,
    make_coach,
    make_student,
    make_user,
    offered_contract,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WRITERS = 16


def all_at_once(jobs):
    """Run every job in a thread of its own at the same moment; what each returned or raised."""
    barrier = Barrier(len(jobs))

    def run(job):
        try:
            barrier.wait()
            return job()
        except DomainError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_sixteen_writers_leave_no_gap_in_the_numbers():
    coach = make_coach()
    proposals = [
        make_accepted_proposal(make_student(f"Student {k}"), coach) for k in range(WRITERS)
    ]
    wrong = some_terms(session_count=0)

    def offer(proposal, terms):
        return lambda: offer_contract(proposal, by=coach, terms=terms, now=NOW)

    jobs = [offer(p, terms_from_proposal(p, now=NOW)) for p in proposals]
    jobs += [offer(p, wrong) for p in proposals[:4]]  # refused ones give nothing away
    results = all_at_once(jobs)
    assert sum(isinstance(result, Contract) for result in results) >= WRITERS
    numbers = sorted(Contract.objects.values_list("number", flat=True))
    assert numbers == [f"SK-2026-{k:06d}" for k in range(1, WRITERS + 1)]


def test_one_proposal_leads_to_one_contract_however_many_press():
    student, coach = make_student(), make_coach()
    proposal = make_accepted_proposal(student, coach)
    jobs = [
        lambda by=by, k=k: offer_contract(
            proposal, by=by, terms=some_terms(session_count=4 + k), now=NOW
        )
        for k in range(4)
        for by in (student, coach)
    ]
    results = all_at_once(jobs)
    assert sum(isinstance(result, Contract) for result in results) == 1
    assert Contract.objects.get().number == "SK-2026-000001"
    assert event_names() == ["ContractOffered"]


def test_a_double_press_of_accept_acts_once():
    student, coach = make_student(), make_coach()
    contract = offered_contract(student, coach)
    results = all_at_once(
        [lambda: accept_contract(contract, by=student, version_number=1, now=NOW)] * 6
    )
    assert all(isinstance(result, Contract) for result in results)
    assert event_names() == ["ContractOffered", "ContractAccepted"]
    assert contract.sessions.count() == 4


@pytest.mark.parametrize("round_", range(5))
def test_accept_and_withdraw_at_the_same_instant_have_one_winner(round_):
    student, coach = make_student(), make_coach()
    contract = offered_contract(student, coach)
    results = all_at_once(
        [
            lambda: accept_contract(contract, by=student, version_number=1, now=NOW),
            lambda: withdraw_contract(contract, by=coach, version_number=1, now=NOW),
        ]
    )
    contract.refresh_from_db()
    assert sum(isinstance(result, DomainError) for result in results) == 1
    assert contract.status in ("active", "withdrawn")
    assert event_names() in (
        ["ContractOffered", "ContractAccepted"],
        ["ContractOffered", "ContractWithdrawn"],
    )
    assert contract.sessions.exists() == (contract.status == "active")


def test_of_accept_decline_and_counter_at_once_one_counts():
    student, coach = make_student(), make_coach()
    contract = offered_contract(student, coach)
    answer = {"by": student, "version_number": 1, "now": NOW}
    results = all_at_once(
        [
            lambda: accept_contract(contract, **answer),
            lambda: decline_contract(contract, **answer),
            lambda: counter_contract(contract, terms=some_terms(session_count=9), **answer),
        ]
    )
    assert sum(isinstance(result, Contract) for result in results) == 1
    assert len(event_names()) == 2


def test_two_amendments_at_once_leave_one_open():
    student, coach = make_student(), make_coach()
    contract = active_contract(student, coach)
    results = all_at_once(
        [
            lambda by=by, k=k: propose_amendment(
                contract,
                by=by,
                version=contract.version,
                terms=some_terms(session_count=k),
                now=NOW,
            )
            for by, k in ((student, 6), (coach, 7))
        ]
    )
    assert sum(isinstance(result, Contract) for result in results) == 1
    contract.refresh_from_db()
    other = coach if contract.open_version.author_id == student.pk else student
    all_at_once([lambda: accept_amendment(contract, by=other, version_number=2, now=NOW)] * 4)
    assert event_names()[2:] == ["AmendmentProposed", "AmendmentAccepted"]
    contract.refresh_from_db()
    live = contract.sessions.exclude(status="void")
    assert live.count() == contract.agreed_version.session_count


def answers(contract, student):
    press = {"by": student, "version_number": 1, "now": NOW}
    return {
        "accept": lambda: accept_contract(contract, **press),
        "counter": lambda: counter_contract(contract, terms=some_terms(session_count=9), **press),
    }


def meanwhile(first, then):
    """`then` from another connection while `first` is done but not committed; what `then` came to."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            waiting = pool.submit(all_at_once, [then])
            until_somebody_waits_for_a_lock()
            assert not waiting.done()
        return waiting.result()[0]


def until_somebody_waits_for_a_lock():
    deadline = monotonic() + 10
    with connection.cursor() as cursor:
        while monotonic() < deadline:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            sleep(0.02)
    raise AssertionError("nobody waits: the two do not meet")


@pytest.mark.parametrize("answer", ["accept", "counter"])
def test_an_answer_that_meets_a_freeze_of_the_request_waits_and_is_refused(answer):
    student, coach, staff = make_student(), make_coach(), make_user("Stella Staff", is_staff=True)
    contract = offered_contract(student, coach)
    request = contract.proposal.request
    result = meanwhile(
        lambda: suspend_request(request, by=staff, reason="Reported by several.", now=NOW),
        answers(contract, student)[answer],
    )
    assert isinstance(result, RequestPaused)
    contract.refresh_from_db()
    assert (contract.status, contract.version) == ("offered", 1)
    assert event_names() == ["ContractOffered"]


@pytest.mark.parametrize("answer", ["accept", "counter"])
def test_a_freeze_of_the_request_that_meets_an_answer_waits_and_leaves_what_was_agreed(answer):
    student, coach, staff = make_student(), make_coach(), make_user("Stella Staff", is_staff=True)
    contract = offered_contract(student, coach)
    request = contract.proposal.request
    result = meanwhile(
        answers(contract, student)[answer],
        lambda: suspend_request(request, by=staff, reason="Reported by several.", now=NOW),
    )
    assert result.status == LearningRequest.Status.SUSPENDED
    contract.refresh_from_db()
    assert contract.status == ("active" if answer == "accept" else "offered")
    assert len(event_names()) == 2
