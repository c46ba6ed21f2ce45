"""Presses at the same moment, each in a thread and a connection of its own."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from core.errors import DomainError, NotPossibleNow
from core.models import EventRecord
from marketplace import actions
from marketplace.models import LearningRequest, Proposal
from tests.factories import NOW, make_coach, make_student, open_request, pending_proposal
from tests.marketplace.builders import proposal_details, request_details

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def at_once(*presses):
    """What each press returned or raised."""
    barrier, results = Barrier(len(presses)), [None] * len(presses)

    def run(number, press):
        barrier.wait()
        try:
            results[number] = press()
        except DomainError as refusal:
            results[number] = refusal
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert all(result is not None for result in results)
    return results


def accepting(proposal, student):
    return lambda: actions.accept_proposal(
        proposal, by=student, version=1, request_version=1, now=NOW
    )


@pytest.mark.parametrize("_time", range(3))
def test_of_two_accepts_at_once_exactly_one_wins_and_the_other_is_told(_time):
    student = make_student()
    row = open_request(student)
    one, two = (pending_proposal(row, make_coach(f"Coach {n}")) for n in "AB")
    results = at_once(accepting(one, student), accepting(two, student))
    (loser,) = (r for r in results if isinstance(r, DomainError))
    (winner,) = (r for r in results if isinstance(r, Proposal))
    assert isinstance(loser, NotPossibleNow)
    statuses = set(row.proposals.values_list("pk", "status"))
    other = two if winner.pk == one.pk else one
    assert statuses == {(winner.pk, "accepted"), (other.pk, "not_selected")}
    assert EventRecord.objects.filter(name="marketplace.ProposalAccepted").count() == 1


def test_the_same_accept_twice_at_once_acts_once():
    student = make_student()
    proposal = pending_proposal(open_request(student), make_coach())
    results = at_once(accepting(proposal, student), accepting(proposal, student))
    assert [result.status for result in results] == ["accepted", "accepted"]
    assert EventRecord.objects.filter(name="marketplace.ProposalAccepted").count() == 1


def test_an_accept_and_a_withdrawal_at_once_leave_one_of_the_two():
    student, coach = make_student(), make_coach()
    proposal = pending_proposal(open_request(student), coach)
    results = at_once(
        accepting(proposal, student),
        lambda: actions.withdraw_proposal(proposal, by=coach, version=1, now=NOW),
    )
    assert sum(isinstance(result, DomainError) for result in results) == 1
    proposal.refresh_from_db()
    proposal.request.refresh_from_db()
    assert (proposal.status, proposal.request.status) in {
        ("accepted", "awarded"),
        ("withdrawn", "open"),
    }


def test_two_proposals_of_one_coach_at_once_are_one():
    row, coach = open_request(make_student()), make_coach()

    def propose():
        return actions.submit_proposal(row, by=coach, details=proposal_details(), now=NOW)

    assert len({result.pk for result in at_once(propose, propose)}) == 1
    assert Proposal.objects.count() == 1


def test_posting_the_same_twice_at_once_opens_one_request():
    student = make_student()

    def post():
        return actions.post_request(by=student, details=request_details(), now=NOW)

    assert len({result.pk for result in at_once(post, post)}) == 1
    assert LearningRequest.objects.count() == 1


def test_an_edit_of_the_request_and_an_accept_at_once_agree_on_the_wording():
    student = make_student()
    proposal = pending_proposal(open_request(student), make_coach())
    changed = request_details(title="Something else entirely")
    results = at_once(
        accepting(proposal, student),
        lambda: actions.edit_request(
            proposal.request, by=student, details=changed, version=1, now=NOW
        ),
    )
    assert sum(isinstance(result, DomainError) for result in results) == 1
