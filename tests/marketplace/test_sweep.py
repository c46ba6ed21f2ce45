from datetime import timedelta

import pytest

from core import clock
from marketplace import actions, tasks
from marketplace.actions import awarding
from tests.factories import accepted_proposal, make_coach, open_request, pending_proposal
from tests.marketplace.helpers import event_names, silent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
REASON = "Reported by several people."


@pytest.fixture
def at(monkeypatch):
    """Run the sweep at that instant."""

    def run(now):
        monkeypatch.setattr(clock, "now", lambda: now)
        tasks.sweep_marketplace()

    return run


def test_a_day_late_everything_that_was_due_happens_once(at, student, coach):
    start = clock.now()
    proposal = pending_proposal(open_request(student, now=start), coach, now=start)
    at(start + 15 * DAY)
    proposal.refresh_from_db()
    assert proposal.status == "expired"
    at(start + 26 * DAY)
    at(start + 26 * DAY)
    at(start + 31 * DAY)
    proposal.request.refresh_from_db()
    assert proposal.request.status == "expired"
    assert event_names()[2:] == [
        "marketplace.ProposalExpired",
        "marketplace.RequestExpiryWarned",
        "marketplace.RequestClosed",
    ]
    with silent(proposal.request):
        at(start + 40 * DAY)


def test_nothing_happens_early(at, student, coach):
    start = clock.now()
    row = open_request(student, now=start)
    pending_proposal(row, coach, now=start)
    with silent(row):
        at(start + 14 * DAY - timedelta(seconds=1))


def test_an_award_without_a_contract_is_released(at, student, coach):
    start = clock.now()
    proposal = accepted_proposal(student, coach, now=start)
    at(start + 14 * DAY)
    proposal.refresh_from_db()
    assert proposal.status == "released"
    assert event_names()[-1] == "marketplace.ProposalReleased"


def test_what_staff_froze_waits(at, student, coach, staff):
    start = clock.now()
    proposal = pending_proposal(open_request(student, now=start), coach, now=start)
    actions.suspend_request(proposal.request, by=staff, reason=REASON, now=start + DAY)
    with silent(proposal):
        at(start + 40 * DAY)
    award = accepted_proposal(student, make_coach("Cora Coach"), now=start)
    actions.suspend_request(award.request, by=staff, reason=REASON, now=start + DAY)
    with silent(award):
        at(start + 40 * DAY)


def test_one_that_fails_does_not_hold_up_the_others(at, student, coach, other_coach, monkeypatch):
    from core.errors import Busy

    start = clock.now()
    row = open_request(student, now=start)
    first = pending_proposal(row, coach, now=start)
    second = pending_proposal(row, other_coach, now=start)
    expire = actions.expire_proposal

    def busy_for_the_first(proposal, *, now):
        if proposal == first:
            raise Busy
        return expire(proposal, now=now)

    monkeypatch.setattr(actions, "expire_proposal", busy_for_the_first)
    at(start + 15 * DAY)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("pending", "expired")


def test_the_release_is_counted_from_the_award_whatever_staff_froze_between(student, coach, staff):
    start = clock.now()
    award = accepted_proposal(student, coach, now=start)
    actions.suspend_request(award.request, by=staff, reason=REASON, now=start + DAY)
    actions.reinstate_request(award.request, by=staff, now=start + 3 * DAY)
    due = start + awarding.RELEASED_AFTER
    assert actions.release_overdue_proposal(award, now=due).status == "released"
