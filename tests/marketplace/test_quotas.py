"""Requests, invitations and proposals, each at the last one that is possible and at the first that is not."""

from datetime import timedelta

import pytest

from core.errors import TooMany
from core.models import EventRecord
from marketplace import actions
from marketplace.models import Invitation, LearningRequest, Proposal, RequestOpening
from marketplace.quotas import (
    INVITATIONS,
    INVITATIONS_TO_ONE,
    PROPOSALS,
    PROPOSALS_TO_ONE,
    REQUESTS,
)
from notifications.models import Notification, OutgoingEmail
from tests.factories import NOW, make_coach, make_student, open_request, pending_proposal
from tests.marketplace.builders import answering, request_details
from tests.marketplace.forms import request_input
from tests.marketplace.test_races import at_once

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def written():
    """How much there is of all that a press could leave."""
    models = (LearningRequest, Invitation, Proposal, EventRecord, OutgoingEmail, Notification)
    return [model.objects.count() for model in models]


def refusal_of(press):
    before = written()
    with pytest.raises(TooMany) as refusal:
        press()
    assert written() == before
    return refusal.value


def titled(n):
    return request_details(title=f"Learn to count up to {n}")


def requests_of(student, count):
    return [actions.post_request(by=student, details=titled(n), now=NOW) for n in range(count)]


def test_the_next_request_waits_until_the_first_is_a_day_old(student):
    requests_of(student, REQUESTS.newcomers)
    one_more = titled(99)
    refusal = refusal_of(lambda: actions.post_request(by=student, details=one_more, now=NOW + HOUR))
    assert (refusal.code, refusal.retry_after_seconds) == ("too_many_requests", 23 * 3600)
    assert actions.post_request(by=student, details=one_more, now=NOW + DAY).status == "open"


def test_who_has_been_here_for_a_week_may_open_more(student):
    student.date_joined = NOW - timedelta(days=7)
    requests_of(student, REQUESTS.most)
    refusal_of(lambda: actions.post_request(by=student, details=titled(99), now=NOW))


def test_a_repeated_press_at_the_limit_is_no_further_request(student):
    *_others, last = requests_of(student, REQUESTS.newcomers)
    again = actions.post_request(by=student, details=titled(REQUESTS.newcomers - 1), now=NOW)
    assert again == last


def test_withdrawing_gives_nothing_back_and_opening_again_counts(student):
    row = open_request(student)
    for n in range(REQUESTS.newcomers - 1):
        row = actions.withdraw_request(row, by=student, version=row.version, now=NOW)
        row = actions.reopen_request(row, by=student, version=row.version, now=NOW + HOUR * n)
    row = actions.withdraw_request(row, by=student, version=row.version, now=NOW)
    refusal_of(
        lambda: actions.reopen_request(row, by=student, version=row.version, now=NOW + 5 * HOUR)
    )


def test_the_next_invitation_waits(student):
    row = open_request(student)
    for n in range(INVITATIONS.newcomers):
        actions.invite_coach(row, by=student, coach=make_coach(f"Coach {n}"), now=NOW)
    coach = make_coach()
    refusal = refusal_of(lambda: actions.invite_coach(row, by=student, coach=coach, now=NOW + HOUR))
    assert (refusal.code, refusal.fields.keys()) == ("too_many_invitations", {""})
    assert "You can send the next invitation on Wed 4 Nov at 10:00 (in 23 h)." in str(
        refusal.message
    )


def test_one_coach_is_not_invited_to_everything(student, coach, other_coach):
    *rows, last = requests_of(student, INVITATIONS_TO_ONE.most + 1)
    for row in rows:
        actions.invite_coach(row, by=student, coach=coach, now=NOW)
    refusal = refusal_of(lambda: actions.invite_coach(last, by=student, coach=coach, now=NOW))
    assert (refusal.code, refusal.fields.keys()) == ("too_many_invitations_to_one", {"coach"})
    assert actions.invite_coach(last, by=student, coach=other_coach, now=NOW)
    assert actions.invite_coach(rows[0], by=student, coach=coach, now=NOW)  # the same as before


def test_the_next_proposal_waits(coach):
    for n in range(PROPOSALS.newcomers):
        pending_proposal(open_request(make_student(f"Student {n}")), coach)
    row = open_request(make_student())
    refusal = refusal_of(
        lambda: actions.submit_proposal(row, by=coach, details=answering(row), now=NOW)
    )
    assert refusal.code == "too_many_proposals"


def test_one_student_is_not_sent_proposals_on_and_on(student, coach, other_coach):
    row = open_request(student)
    for _n in range(PROPOSALS_TO_ONE.most):
        proposal = pending_proposal(row, coach)
        actions.withdraw_proposal(proposal, by=coach, version=1, now=NOW)
    refusal = refusal_of(
        lambda: actions.submit_proposal(row, by=coach, details=answering(row), now=NOW)
    )
    assert (refusal.code, refusal.fields.keys()) == ("too_many_proposals_to_one", {"request"})
    assert actions.submit_proposal(row, by=other_coach, details=answering(row), now=NOW)


def test_the_page_of_the_request_says_it_before_anything_is_written(student, coach, login):
    row = open_request(student)
    for _n in range(PROPOSALS_TO_ONE.most):
        proposal = pending_proposal(row, coach)
        actions.withdraw_proposal(proposal, by=coach, version=1, now=NOW)
    Proposal.objects.update(submitted_at="2099-01-01T00:00Z")
    page = login(coach).get(f"/jobs/{row.pk}").content.decode()
    assert f"You have sent this student {PROPOSALS_TO_ONE.most} proposals within 24 h." in page
    looked = login(coach).get(f"/submit-proposal/{row.pk}")
    assert (looked.status_code, "Retry-After" in looked.headers) == (429, True)


def test_what_was_typed_stays_beside_the_refusal(student, coach, login):
    for n in range(REQUESTS.newcomers):
        open_request(student, title=f"Learn to count up to {n}")
    RequestOpening.objects.update(opened_at="2099-01-01T00:00Z")
    answer = login(student).post("/post-request", request_input(title="Learn to count to 99"))
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)
    assert "Learn to count to 99" in answer.content.decode()
    asked = login(student).post(
        "/post-request",
        request_input(title="Learn to count to 99"),
        headers={"Accept": "application/json"},
    )
    assert asked.json()["error"]["code"] == "too_many_requests"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", range(3))
def test_of_two_tabs_at_the_limit_one_is_refused(_time):
    student, coach = make_student(), make_coach()
    row = open_request(student)
    for n in range(INVITATIONS.newcomers - 1):
        actions.invite_coach(row, by=student, coach=make_coach(f"Coach {n}"), now=NOW)
    other = open_request(student, title="Learn to count further")

    def inviting(request):
        return lambda: actions.invite_coach(request, by=student, coach=coach, now=NOW)

    results = at_once(inviting(row), inviting(other))
    assert {type(result) for result in results} == {Invitation, TooMany}
    assert Invitation.objects.count() == INVITATIONS.newcomers


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_proposals_at_the_limit_one_is_refused():
    coach = make_coach()
    for n in range(PROPOSALS.newcomers - 1):
        pending_proposal(open_request(make_student(f"Student {n}")), coach)
    rows = [open_request(make_student(f"Pupil {n}")) for n in range(2)]

    def proposing(row):
        return lambda: actions.submit_proposal(row, by=coach, details=answering(row), now=NOW)

    results = at_once(*map(proposing, rows))
    assert {type(result) for result in results} == {Proposal, TooMany}
    assert Proposal.objects.filter(coach=coach).count() == PROPOSALS.newcomers
