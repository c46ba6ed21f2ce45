from datetime import timedelta
from decimal import Decimal

import pytest

from core.cards import build_card, fetch
from core.errors import Invalid, NotAllowed, NotPossibleNow, Stale
from core.models import EventRecord
from marketplace import actions
from marketplace.models import LearningRequest, Proposal
from tests.factories import NOW, make_coach, make_student, open_request, pending_proposal
from tests.marketplace.builders import answering, proposal_details, request_details
from tests.marketplace.helpers import event_names, refused, silent

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=14)


@pytest.fixture
def request_row(student):
    return open_request(student)


def test_an_approved_coach_proposes_per_session(request_row, coach):
    row = actions.submit_proposal(request_row, by=coach, details=proposal_details(), now=NOW)
    row.refresh_from_db()
    assert (row.status, row.price_per_session, row.expected_total, row.hourly_rate) == (
        "pending",
        Decimal("60.00"),
        Decimal("360.00"),
        None,
    )
    assert (row.split.fee, row.split.coach_share) == (Decimal("54.00"), Decimal("306.00"))
    assert row.expires_at == LATER
    assert event_names() == ["marketplace.RequestPosted", "marketplace.ProposalSubmitted"]


def test_an_hourly_rate_is_worked_out_per_session_rounded_half_up(request_row, coach):
    details = proposal_details(
        payment_model="per_hour",
        hourly_rate=Decimal("33.35"),
        duration_minutes=45,
        session_count=3,
        price_per_session=Decimal("1.00"),  # not the one that counts
    )
    row = actions.submit_proposal(request_row, by=coach, details=details, now=NOW)
    assert (row.price_per_session, row.expected_total) == (Decimal("25.01"), Decimal("75.03"))


def test_who_may_not_propose(request_row, student, other_student):
    both = make_coach("Bo Both", is_student=True)
    own = open_request(both)
    people = [
        (request_row, student),
        (request_row, other_student),
        (request_row, make_coach("Petra Pending", approved=False)),
        (request_row, make_coach("Ulf Unproven", verified=False)),
        (own, both),
    ]
    for row, person in people:
        with refused(NotAllowed, row):
            actions.submit_proposal(row, by=person, details=proposal_details(), now=NOW)
    assert not Proposal.objects.exists()


def test_sending_twice_gives_one_proposal(request_row, coach):
    first = pending_proposal(request_row, coach)
    with silent(first):
        assert pending_proposal(request_row, coach) == first


def test_another_proposal_while_one_is_live_is_refused(request_row, coach):
    first = pending_proposal(request_row, coach)
    with refused(NotPossibleNow, first) as caught:
        pending_proposal(request_row, coach, session_count=7)
    assert caught.value.subject == first


def test_a_closed_request_takes_no_proposal(request_row, student, coach):
    actions.withdraw_request(request_row, by=student, version=1, now=NOW)
    with refused(NotPossibleNow):
        pending_proposal(request_row, coach)


@pytest.mark.once
@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("cover_letter", {"cover_letter": "x" * 99}),
        ("cover_letter", {"cover_letter": "x" * 2001}),
        ("approach_summary", {"approach_summary": "x" * 49}),
        ("approach_summary", {"approach_summary": "x" * 1001}),
        ("session_count", {"session_count": 0}),
        ("session_count", {"session_count": 51}),
        ("duration_minutes", {"duration_minutes": 14}),
        ("duration_minutes", {"duration_minutes": 481}),
        ("payment_model", {"payment_model": "per_month"}),
        ("payment_schedule", {"payment_schedule": "never"}),
        ("price_per_session", {"price_per_session": None}),
        ("price_per_session", {"price_per_session": Decimal("9.99")}),
        ("price_per_session", {"price_per_session": Decimal("10.001")}),
        ("price_per_session", {"price_per_session": Decimal("99999999.99")}),
        ("hourly_rate", {"payment_model": "per_hour"}),
        ("hourly_rate", {"payment_model": "per_hour", "hourly_rate": Decimal("4.99")}),
        ("hourly_rate", {"payment_model": "per_hour", "hourly_rate": Decimal("500.01")}),
        (
            "hourly_rate",
            {"payment_model": "per_hour", "hourly_rate": Decimal(19), "duration_minutes": 30},
        ),
    ],
)
def test_each_wrong_field_is_named_and_nothing_is_written(request_row, coach, field, changes):
    with refused(Invalid) as caught:
        pending_proposal(request_row, coach, **changes)
    assert set(caught.value.fields) == {field}
    assert not Proposal.objects.exists()


def test_every_question_wants_its_answer(student, coach):
    row = open_request(student, questions=("Why you?", "Which book?"))
    first, second = row.questions.all()
    with refused(Invalid) as caught:
        pending_proposal(row, coach, answers={first.pk: "x" * 1001})
    assert set(caught.value.fields) == {f"answer_{first.pk}", f"answer_{second.pk}"}
    proposal = pending_proposal(row, coach, answers={first.pk: " Me. ", second.pk: "That one."})
    assert proposal.answers == [
        {"question_id": first.pk, "question": "Why you?", "answer": "Me."},
        {"question_id": second.pk, "question": "Which book?", "answer": "That one."},
    ]


def test_a_request_that_changed_meanwhile_must_be_read_again(request_row, student, coach):
    edited = request_details(title="Something else entirely")
    actions.edit_request(request_row, by=student, details=edited, version=1, now=NOW)
    with refused(Invalid):
        pending_proposal(request_row, coach, request_version=1)
    assert pending_proposal(request_row, coach, request_version=2).request_version == 2


def test_an_edit_keeps_the_former_values_and_names_what_changed(request_row, coach):
    row = pending_proposal(request_row, coach)
    cheaper = proposal_details(price_per_session=Decimal("55.00"))
    row = actions.edit_proposal(row, by=coach, details=cheaper, version=1, now=NOW)
    assert (row.version, row.price_per_session, row.expected_total) == (2, 55, 330)
    event = EventRecord.objects.get(name="marketplace.ProposalEdited")
    assert event.payload["changed_fields"] == ["price_per_session", "expected_total"]
    former = {"price_per_session": "60.00", "expected_total": "360.00"}
    assert [(r.version, r.former) for r in row.revisions.all()] == [(1, former)]
    with silent(row):
        actions.edit_proposal(row, by=coach, details=cheaper, version=1, now=NOW)


def test_a_stale_edit_is_refused(request_row, coach):
    row = pending_proposal(request_row, coach)
    five, four = proposal_details(session_count=5), proposal_details(session_count=4)
    actions.edit_proposal(row, by=coach, details=five, version=1, now=NOW)
    with refused(Stale, row):
        actions.edit_proposal(row, by=coach, details=four, version=1, now=NOW)


def test_editing_answers_goes_to_the_wording_in_force(student, coach):
    row = open_request(student, questions=("Why you?",))
    proposal = pending_proposal(row, coach)
    actions.edit_request(
        row, by=student, details=request_details(questions=("Which book?",)), version=1, now=NOW
    )
    with refused(Invalid, proposal):
        unread = proposal_details(
            session_count=5, answers={proposal.answers[0]["question_id"]: "I"}
        )
        actions.edit_proposal(proposal, by=coach, details=unread, version=1, now=NOW)
    proposal = actions.edit_proposal(proposal, by=coach, details=answering(row), version=1, now=NOW)
    assert [a["question"] for a in proposal.answers] == ["Which book?"]
    assert proposal.request_version == 2


@pytest.mark.parametrize("verb", ["edit", "withdraw"])
def test_only_the_author_edits_or_withdraws(request_row, student, coach, other_coach, verb):
    row = pending_proposal(request_row, coach)
    for person in (student, other_coach):
        with refused(NotAllowed, row):
            if verb == "edit":
                actions.edit_proposal(
                    row, by=person, details=proposal_details(session_count=5), version=1, now=NOW
                )
            else:
                actions.withdraw_proposal(row, by=person, version=1, now=NOW)


def test_withdrawing_twice_acts_once_and_a_new_one_is_possible(request_row, coach):
    row = pending_proposal(request_row, coach)
    row = actions.withdraw_proposal(row, by=coach, version=1, now=NOW)
    assert (row.status, row.version) == ("withdrawn", 2)
    with silent(row):
        actions.withdraw_proposal(row, by=coach, version=1, now=NOW)
    assert pending_proposal(request_row, coach).pk != row.pk


def test_a_stale_withdrawal_is_refused(request_row, coach):
    row = pending_proposal(request_row, coach)
    actions.edit_proposal(
        row, by=coach, details=proposal_details(session_count=5), version=1, now=NOW
    )
    with refused(Stale, row):
        actions.withdraw_proposal(row, by=coach, version=1, now=NOW)


def test_the_owner_declines_with_a_reason(request_row, student, coach):
    row = pending_proposal(request_row, coach)
    reason = "I found somebody who is nearer."
    row = actions.decline_proposal(row, by=student, version=1, reason=reason, now=NOW)
    assert (row.status, row.decline_reason) == ("declined", reason)
    with silent(row):
        actions.decline_proposal(row, by=student, version=1, reason=reason, now=NOW)
    assert EventRecord.objects.get(name="marketplace.ProposalDeclined").payload["reason"] == reason


@pytest.mark.parametrize("reason", ["too short", "x" * 501])
def test_a_reason_is_empty_or_a_sentence(request_row, student, coach, reason):
    row = pending_proposal(request_row, coach)
    with refused(Invalid, row) as caught:
        actions.decline_proposal(row, by=student, version=1, reason=reason, now=NOW)
    assert set(caught.value.fields) == {"reason"}


def test_only_the_owner_declines(request_row, other_student, coach, other_coach):
    row = pending_proposal(request_row, coach)
    for person in (coach, other_coach, other_student):
        with refused(NotAllowed, row):
            actions.decline_proposal(row, by=person, version=1, now=NOW)


def test_after_a_decline_only_an_invitation_allows_another(request_row, student, coach):
    row = pending_proposal(request_row, coach)
    actions.decline_proposal(row, by=student, version=1, now=NOW)
    with refused(NotPossibleNow):
        pending_proposal(request_row, coach)
    assert "propose" not in verbs_on_the_card(request_row, coach)
    soon = NOW + timedelta(hours=1)
    actions.invite_coach(request_row, by=student, coach=coach, now=soon)
    assert "propose" in verbs_on_the_card(request_row, coach)
    again = pending_proposal(request_row, coach, now=soon)
    actions.decline_proposal(again, by=student, version=1, now=soon + timedelta(hours=1))
    with refused(NotPossibleNow):  # the invitation was good for one
        pending_proposal(request_row, coach, now=soon + timedelta(hours=2))
    assert "propose" not in verbs_on_the_card(request_row, coach)


def verbs_on_the_card(request_row, viewer):
    """The same whether the card reads by itself or was read for among others."""
    alone, among = (LearningRequest.objects.get(pk=request_row.pk) for _ in range(2))
    known = fetch([among], now=NOW)
    verbs = [
        {action.verb for action in build_card(row, viewer=viewer, now=NOW, known=read).actions}
        for row, read in ((alone, None), (among, known))
    ]
    assert verbs[0] == verbs[1]
    return verbs[0]


def test_inviting_twice_tells_the_coach_once(request_row, student, coach):
    actions.invite_coach(request_row, by=student, coach=coach, now=NOW)
    with silent():
        actions.invite_coach(request_row, by=student, coach=coach, now=NOW)
    assert event_names().count("marketplace.CoachInvited") == 1


def test_who_cannot_be_invited_and_who_cannot_invite(request_row, student, coach, other_student):
    with refused(NotAllowed):
        actions.invite_coach(request_row, by=other_student, coach=coach, now=NOW)
    with refused(NotAllowed):
        actions.invite_coach(request_row, by=student, coach=student, now=NOW)
    for person in (other_student, make_coach("Petra Pending", approved=False)):
        with refused(NotPossibleNow):
            actions.invite_coach(request_row, by=student, coach=person, now=NOW)
    pending_proposal(request_row, coach)
    with refused(NotPossibleNow):
        actions.invite_coach(request_row, by=student, coach=coach, now=NOW)


@pytest.mark.parametrize(("seconds", "status"), [(-1, "pending"), (0, "expired"), (1, "expired")])
def test_a_proposal_expires_at_its_instant(request_row, coach, seconds, status):
    row = pending_proposal(request_row, coach)
    at = LATER + timedelta(seconds=seconds)
    assert actions.expire_proposal(row, now=at).status == status
    with silent(row):
        actions.expire_proposal(row, now=at)


def test_an_overdue_proposal_cannot_be_used_before_the_sweep_either(request_row, student, coach):
    row = pending_proposal(request_row, coach)
    with refused(NotPossibleNow, row):
        actions.decline_proposal(row, by=student, version=1, now=LATER)
    with refused(NotPossibleNow, row):
        actions.withdraw_proposal(row, by=coach, version=1, now=LATER)


def test_sorting_is_private_to_the_owner(request_row, student, coach):
    row = pending_proposal(request_row, coach)
    events = event_names()
    row = actions.sort_proposal(row, by=student, triage=Proposal.Triage.SHORTLISTED)
    assert (row.triage, row.version, event_names()) == ("shortlisted", 1, events)
    with refused(NotAllowed, row):
        actions.sort_proposal(row, by=coach, triage=Proposal.Triage.NONE)


def test_a_rival_sees_no_proposal_but_an_own_one(request_row, student, coach, other_coach):
    one, two = pending_proposal(request_row, coach), pending_proposal(request_row, other_coach)
    assert list(Proposal.objects.visible_to(coach)) == [one]
    assert list(Proposal.objects.visible_to(other_coach)) == [two]
    assert set(Proposal.objects.visible_to(student)) == {one, two}
    assert not Proposal.objects.visible_to(make_student("Sam Stranger")).exists()
