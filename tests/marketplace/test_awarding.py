from datetime import timedelta

import pytest

from accounts.actions.accounts import suspend_account
from accounts.actions.profiles import refuse_coach
from accounts.models import CoachProfile
from chat.models import Entry
from core.cards import build_card, fetch
from core.errors import NotAllowed, NotPossibleNow, Stale
from core.models import EventRecord
from marketplace import actions, commitments
from marketplace.models import LearningRequest, Proposal
from tests.factories import NOW, accepted_proposal, open_request, pending_proposal
from tests.marketplace.builders import proposal_details, request_details
from tests.marketplace.helpers import refused, silent

pytestmark = pytest.mark.django_db

TWO_WEEKS = NOW + timedelta(days=14)


@pytest.fixture
def request_row(student):
    return open_request(student)


@pytest.fixture
def proposal(request_row, coach):
    return pending_proposal(request_row, coach)


@pytest.fixture
def a_contract_holds(monkeypatch):
    """Something above says that every accepted proposal is bound."""
    monkeypatch.setattr(commitments, "_filters", [lambda proposals: proposals.none()])


@pytest.fixture
def nothing_holds(monkeypatch):
    monkeypatch.setattr(commitments, "_filters", [])


def accept(proposal, by, **versions):
    versions = {"version": 1, "request_version": 1, **versions}
    return actions.accept_proposal(proposal, by=by, now=NOW, **versions)


def test_accepting_awards_the_request_and_keeps_the_terms(proposal, student):
    row = accept(proposal, student)
    row.refresh_from_db()
    assert (row.status, row.version, row.accepted_at) == ("accepted", 2, NOW)
    assert row.accepted_terms == {
        "session_count": 6,
        "payment_model": "per_session",
        "hourly_rate": None,
        "price_per_session": "60.00",
        "duration_minutes": 60,
        "expected_total": "360.00",
        "payment_schedule": "per_session",
        "currency": "EUR",
        "timezone": "Europe/Berlin",
        "learning_outcomes": "",
    }
    assert row.request.status == LearningRequest.Status.AWARDED


def test_the_rivals_are_not_selected_in_the_same_event(proposal, student, coach, other_coach):
    rival = pending_proposal(proposal.request, other_coach)
    accept(proposal, student)
    rival.refresh_from_db()
    assert (rival.status, rival.version) == ("not_selected", 2)
    events = EventRecord.objects.filter(name__startswith="marketplace.Proposal").order_by("id")
    accepted = events.last()
    assert accepted.name == "marketplace.ProposalAccepted"
    assert accepted.payload["not_selected_ids"] == [rival.pk]
    assert accepted.payload["not_selected_coach_ids"] == [other_coach.pk]
    assert accepted.payload["coach_id"] == coach.pk


def test_accepting_twice_acts_once(proposal, student):
    accept(proposal, student)
    with silent(proposal):
        accept(proposal, student)


def test_only_the_owner_accepts(proposal, coach, other_coach, other_student):
    for person in (coach, other_coach, other_student):
        with refused(NotAllowed, proposal):
            accept(proposal, person)


def test_a_stale_proposal_is_refused(proposal, student, coach):
    dearer = proposal_details(session_count=9)
    actions.edit_proposal(proposal, by=coach, details=dearer, version=1, now=NOW)
    with refused(Stale, proposal) as caught:
        accept(proposal, student)
    assert caught.value.subject == proposal


def test_a_stale_request_is_refused(proposal, student):
    edited = request_details(title="Something else entirely")
    actions.edit_request(proposal.request, by=student, details=edited, version=1, now=NOW)
    with refused(Stale, proposal):
        accept(proposal, student)
    assert accept(proposal, student, request_version=2).status == "accepted"


def test_a_second_winner_is_refused(proposal, student, other_coach):
    rival = pending_proposal(proposal.request, other_coach)
    accept(proposal, student)
    with refused(NotPossibleNow, rival):
        accept(rival, student, version=2)


def test_a_coach_who_lost_the_approval_cannot_win(proposal, student, coach):
    CoachProfile.objects.filter(user=coach).update(approval=CoachProfile.Approval.REFUSED)
    with refused(NotPossibleNow, proposal):
        accept(proposal, student)


@pytest.mark.parametrize("ending", ["withdraw", "decline", "close", "suspend"])
def test_what_ended_cannot_be_accepted(proposal, student, coach, staff, ending):
    if ending == "withdraw":
        actions.withdraw_proposal(proposal, by=coach, version=1, now=NOW)
    elif ending == "decline":
        actions.decline_proposal(proposal, by=student, version=1, now=NOW)
    elif ending == "close":
        actions.withdraw_request(proposal.request, by=student, version=1, now=NOW)
    else:
        reason = "Reported by several people."
        actions.suspend_request(proposal.request, by=staff, reason=reason, now=NOW)
    with refused(NotPossibleNow, proposal):
        accept(proposal, student, version=Proposal.objects.get(pk=proposal.pk).version)


@pytest.mark.parametrize(("seconds", "wins"), [(-1, True), (0, False), (1, False)])
def test_the_last_second_to_accept(proposal, student, seconds, wins):
    at = TWO_WEEKS + timedelta(seconds=seconds)
    press = {"by": student, "version": 1, "request_version": 1, "now": at}
    if wins:
        assert actions.accept_proposal(proposal, **press).status == "accepted"
    else:
        with refused(NotPossibleNow, proposal):
            actions.accept_proposal(proposal, **press)


def test_releasing_opens_the_request_again_and_names_those_who_may_renew(
    proposal, student, coach, other_coach, nothing_holds
):
    pending_proposal(proposal.request, other_coach)
    row = accept(proposal, student)
    row = actions.release_proposal(row, by=student, version=2, now=NOW)
    assert (row.status, row.request.status) == ("released", "open")
    event = EventRecord.objects.get(name="marketplace.ProposalReleased")
    assert event.payload["former_coach_ids"] == [other_coach.pk]
    with silent(row):
        actions.release_proposal(row, by=student, version=2, now=NOW)
    assert pending_proposal(row.request, other_coach).status == "pending"
    assert pending_proposal(row.request, coach).status == "pending"


def test_only_the_student_releases(student, coach, other_student, nothing_holds):
    row = accepted_proposal(student, coach)
    for person in (coach, other_student):
        with refused(NotAllowed, row):
            actions.release_proposal(row, by=person, version=2, now=NOW)


def test_a_contract_holds_the_award(student, coach, a_contract_holds):
    row = accepted_proposal(student, coach)
    with refused(NotPossibleNow, row):
        actions.release_proposal(row, by=student, version=2, now=NOW)
    with silent(row):
        actions.release_overdue_proposal(row, now=TWO_WEEKS)


def test_a_stale_release_or_one_of_a_pending_proposal_is_refused(proposal, student, nothing_holds):
    with refused(NotPossibleNow, proposal):
        actions.release_proposal(proposal, by=student, version=1, now=NOW)
    accept(proposal, student)
    with refused(Stale, proposal):
        actions.release_proposal(proposal, by=student, version=1, now=NOW)


@pytest.mark.parametrize(
    ("seconds", "status"), [(-1, "accepted"), (0, "released"), (1, "released")]
)
def test_the_clock_releases_after_two_weeks(student, coach, nothing_holds, seconds, status):
    row = accepted_proposal(student, coach)
    at = TWO_WEEKS + timedelta(seconds=seconds)
    assert actions.release_overdue_proposal(row, now=at).status == status
    with silent(row):
        actions.release_overdue_proposal(row, now=at)


def accept_press(proposal, viewer):
    card = build_card(Proposal.objects.get(pk=proposal.pk), viewer=viewer, now=NOW)
    return next(action for action in card.actions if action.verb == "accept")


@pytest.mark.parametrize("lost", ["approval", "account"])
def test_a_coach_who_takes_no_work_cannot_be_accepted_and_the_card_says_so(
    proposal, student, coach, staff, lost
):
    assert accept_press(proposal, student).enabled
    shown = Entry.objects.get(proposal=proposal)
    reason = "Spoke to people rudely."
    if lost == "account":
        suspend_account(coach, by=staff, reason=reason, now=NOW)
    else:
        refuse_coach(coach.coach_profile, by=staff, reason=reason, now=NOW)
    press = accept_press(proposal, student)
    assert (press.enabled, press.why_not) == (False, "This coach does not take work at the moment.")
    assert Entry.objects.get(proposal=proposal).changed_n > shown.changed_n
    with refused(NotPossibleNow, proposal):
        accept(proposal, student)


def test_cards_read_together_know_too_which_coach_takes_no_work(proposal, student, other_coach):
    theirs = pending_proposal(proposal.request, other_coach)
    CoachProfile.objects.filter(user=other_coach).update(approval=CoachProfile.Approval.REFUSED)
    rows = list(Proposal.objects.order_by("pk"))
    known = fetch(rows, now=NOW)
    cards = [build_card(row, viewer=student, now=NOW, known=known) for row in rows]
    enabled = {card.proposal.pk: card.actions[0].enabled for card in cards}
    assert enabled == {proposal.pk: True, theirs.pk: False}
