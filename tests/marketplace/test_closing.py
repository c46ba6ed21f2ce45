from datetime import timedelta

import pytest

from core.errors import Invalid, NotAllowed, NotPossibleNow, Stale
from core.models import EventRecord
from marketplace import actions
from marketplace.models import LearningRequest
from tests.factories import NOW, accepted_proposal, open_request, pending_proposal
from tests.marketplace.builders import request_details
from tests.marketplace.helpers import event_names, refused, silent

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
REASON = "Reported by several people."


@pytest.fixture
def row(student):
    return open_request(student)


def test_withdrawing_tells_every_proposer_in_one_event(row, student, coach, other_coach):
    proposals = [pending_proposal(row, coach), pending_proposal(row, other_coach)]
    row = actions.withdraw_request(row, by=student, version=1, now=NOW)
    assert row.status == "withdrawn"
    assert {p.status for p in row.proposals.all()} == {"not_selected"}
    payload = EventRecord.objects.get(name="marketplace.RequestClosed").payload
    assert payload["proposal_ids"] == [p.pk for p in proposals]
    assert payload["coach_ids"] == [coach.pk, other_coach.pk]
    with silent(row):
        actions.withdraw_request(row, by=student, version=1, now=NOW)


def test_only_the_owner_withdraws_keeps_or_reopens(row, other_student, coach):
    for person in (other_student, coach):
        for verb in (actions.withdraw_request, actions.keep_request_open, actions.reopen_request):
            with refused(NotAllowed, row):
                verb(row, by=person, version=1, now=NOW)


def test_a_stale_withdrawal_is_refused(row, student):
    edited = request_details(title="Something else entirely")
    actions.edit_request(row, by=student, details=edited, version=1, now=NOW)
    with refused(Stale, row):
        actions.withdraw_request(row, by=student, version=1, now=NOW)


def test_an_awarded_request_cannot_be_withdrawn_or_reopened(student, coach):
    row = accepted_proposal(student, coach).request
    with refused(NotPossibleNow, row):
        actions.withdraw_request(row, by=student, version=1, now=NOW)
    with refused(NotPossibleNow, row):
        actions.reopen_request(row, by=student, version=1, now=NOW)


def test_reopening_takes_proposals_again(row, student, coach):
    pending_proposal(row, coach)
    actions.withdraw_request(row, by=student, version=1, now=NOW)
    row = actions.reopen_request(row, by=student, version=1, now=NOW + DAY)
    assert (row.status, row.opened_at) == ("open", NOW + DAY)
    with silent(row):
        actions.reopen_request(row, by=student, version=1, now=NOW + DAY)
    assert pending_proposal(row, coach, now=NOW + DAY).status == "pending"


@pytest.mark.parametrize(("seconds", "warned"), [(-1, False), (0, True), (1, True)])
def test_the_warning_comes_once_after_25_days(row, seconds, warned):
    at = NOW + 25 * DAY + timedelta(seconds=seconds)
    assert bool(actions.warn_of_expiry(row, now=at).expiry_warned_at) is warned
    with silent(row):
        actions.warn_of_expiry(row, now=at)
    assert event_names().count("marketplace.RequestExpiryWarned") == int(warned)


@pytest.mark.parametrize(("seconds", "status"), [(-1, "open"), (0, "expired"), (1, "expired")])
def test_a_request_expires_after_30_days_without_activity(row, coach, seconds, status):
    at = NOW + 30 * DAY + timedelta(seconds=seconds)
    assert actions.expire_request(row, now=at).status == status
    with silent(row):
        actions.expire_request(row, now=at)


def test_a_proposal_is_activity(row, coach):
    pending_proposal(row, coach, now=NOW + 20 * DAY)
    assert actions.expire_request(row, now=NOW + 30 * DAY).status == "open"
    assert actions.expire_request(row, now=NOW + 50 * DAY).status == "expired"
    assert row.proposals.get().status == "not_selected"


def test_keeping_it_open_starts_the_time_again(row, student):
    with silent(row):
        actions.keep_request_open(row, by=student, version=1, now=NOW + DAY)
    actions.warn_of_expiry(row, now=NOW + 26 * DAY)
    row = actions.keep_request_open(row, by=student, version=1, now=NOW + 26 * DAY)
    assert (row.expires_at, row.expiry_warned_at) == (NOW + 56 * DAY, None)
    assert event_names()[-1] == "marketplace.RequestKeptOpen"


def test_a_withdrawn_request_is_not_kept_open(row, student):
    row = actions.withdraw_request(row, by=student, version=1, now=NOW)
    with refused(NotPossibleNow, row):
        actions.keep_request_open(row, by=student, version=1, now=NOW)


@pytest.mark.parametrize("state", ["draft", "open", "awarded", "withdrawn"])
def test_staff_freeze_any_state_and_give_it_back(student, coach, staff, state):
    if state == "draft":
        row = actions.save_draft(by=student, typed={}, now=NOW)
    elif state == "awarded":
        row = accepted_proposal(student, coach).request
    else:
        row = open_request(student)
        if state == "withdrawn":
            row = actions.withdraw_request(row, by=student, version=1, now=NOW)
    row = actions.suspend_request(row, by=staff, reason=REASON, now=NOW)
    assert row.status == LearningRequest.Status.SUSPENDED
    with silent(row):
        actions.suspend_request(row, by=staff, reason=REASON, now=NOW)
    row = actions.reinstate_request(row, by=staff, now=NOW + DAY)
    assert (row.status, row.suspension_reason) == (state, "")
    with silent(row):
        actions.reinstate_request(row, by=staff, now=NOW + DAY)


def test_a_rest_does_not_use_up_the_proposals_time(row, coach, staff):
    proposal = pending_proposal(row, coach)
    actions.suspend_request(row, by=staff, reason=REASON, now=NOW + DAY)
    assert actions.expire_proposal(proposal, now=NOW + 14 * DAY).status == "pending"
    actions.reinstate_request(row, by=staff, now=NOW + 11 * DAY)
    proposal.refresh_from_db()
    assert proposal.expires_at == NOW + 24 * DAY


def test_only_staff_suspend_and_only_with_a_reason(row, student, staff):
    with refused(NotAllowed, row):
        actions.suspend_request(row, by=student, reason=REASON, now=NOW)
    with refused(Invalid, row):
        actions.suspend_request(row, by=staff, reason="bad", now=NOW)
    actions.suspend_request(row, by=staff, reason=REASON, now=NOW)
    with refused(NotAllowed, row):
        actions.reinstate_request(row, by=student, now=NOW)
