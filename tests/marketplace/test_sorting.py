"""The owner's private shortlist and archive, on the proposal's card."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.cards import build_card, fetch, render_card
from core.clock import now
from core.errors import NotAllowed, NotPossibleNow
from marketplace import actions
from marketplace.models import Proposal
from tests.factories import open_request
from tests.marketplace.helpers import columns, event_names, refused, silent

pytestmark = pytest.mark.django_db

Triage = Proposal.Triage
SORTING = {"shortlist", "unshortlist", "archive", "unarchive"}
IN_CHAT = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/chat/1"}


@pytest.fixture
def job(student):
    return open_request(student, now=now())


def offered(proposal, viewer):
    """The sorting presses on the card, by verb, each with what it sends."""
    fresh = Proposal.objects.get(pk=proposal.pk)
    card = build_card(fresh, viewer=viewer, now=now())
    return {press.verb: dict(press.fields) for press in card.actions if press.verb in SORTING}


@pytest.mark.parametrize(
    ("lies_in", "verbs"),
    [
        (Triage.NONE, {"shortlist", "archive"}),
        (Triage.SHORTLISTED, {"unshortlist", "archive"}),
        (Triage.ARCHIVED, {"shortlist", "unarchive"}),
    ],
)
def test_the_owner_s_card_offers_each_section_and_the_way_out_of_it(
    login, proposal, student, lies_in, verbs
):
    actions.sort_proposal(proposal, by=student, triage=lies_in)
    presses = offered(proposal, student)
    assert set(presses) == verbs
    for fields in presses.values():
        actions.sort_proposal(proposal, by=student, triage=lies_in)
        answer = login(student).post(f"/proposals/{proposal.pk}/sort", fields, **IN_CHAT)
        assert answer.status_code == 204
        assert Proposal.objects.get().triage == fields["triage"]


def test_the_conversation_draws_the_owner_s_card_anew_and_nobody_else_s(login, proposal, student):
    before = event_names()
    answer = login(student).post(
        f"/proposals/{proposal.pk}/sort", {"triage": "shortlisted"}, **IN_CHAT
    )
    assert f'"redraw": {{"card": "proposal-{proposal.pk}-card"}}' in answer["HX-Trigger"]
    assert "head" not in answer["HX-Trigger"]  # no number was taken: the coach is sent nothing
    assert "HX-Redirect" not in answer
    assert event_names() == before
    card = render_card(Proposal.objects.get(), viewer=student, now=now())
    assert "shortlisted" in card
    assert "Take off the shortlist" in card


@pytest.mark.parametrize("lies_in", [Triage.SHORTLISTED, Triage.ARCHIVED])
def test_the_coach_s_card_is_the_same_whatever_the_owner_did(proposal, student, coach, lies_in):
    at = now()
    before = render_card(Proposal.objects.get(), viewer=coach, now=at)
    actions.sort_proposal(proposal, by=student, triage=lies_in)
    assert render_card(Proposal.objects.get(), viewer=coach, now=at) == before
    assert offered(proposal, coach) == {}


def test_a_rival_cannot_ask_for_the_card(login, proposal, student, other_coach):
    actions.sort_proposal(proposal, by=student, triage=Triage.SHORTLISTED)
    browser = login(other_coach)
    assert browser.get(f"/proposals/{proposal.pk}").status_code == 404
    assert browser.post(f"/proposals/{proposal.pk}/sort", {"triage": ""}).status_code == 404
    assert Proposal.objects.get().triage == "shortlisted"


def test_what_was_answered_is_not_sorted_any_more(login, proposal, student, coach):
    actions.sort_proposal(proposal, by=student, triage=Triage.SHORTLISTED)
    row = actions.decline_proposal(proposal, by=student, version=1, now=now())
    assert offered(row, student) == {}
    with refused(NotPossibleNow, row):
        actions.sort_proposal(row, by=student, triage=Triage.ARCHIVED)
    with refused(NotAllowed, row):
        actions.sort_proposal(row, by=coach, triage=Triage.NONE)
    with silent(row):
        actions.sort_proposal(row, by=student, triage=Triage.SHORTLISTED)
    before = columns(row)
    answer = login(student).post(f"/proposals/{row.pk}/sort", {"triage": "archived"}, **IN_CHAT)
    assert answer.status_code == 409
    assert columns(row) == before


def test_an_accepted_proposal_is_not_sorted(proposal, student):
    row = actions.accept_proposal(proposal, by=student, version=1, request_version=1, now=now())
    assert offered(row, student) == {}
    with refused(NotPossibleNow, row):
        actions.sort_proposal(row, by=student, triage=Triage.ARCHIVED)


def test_the_presses_cost_no_query(proposal, student):
    (row,) = Proposal.objects.select_related("request__student", "coach__calendar__user")
    known = fetch([row], now=now())
    with CaptureQueriesContext(connection) as queries:
        render_card(row, viewer=student, now=now(), known=known)
    assert len(queries) == 0


@pytest.mark.parametrize("data", [{}, {"version": "1"}])
def test_a_press_that_names_no_place_leaves_the_proposal_where_it_is(
    login, proposal, student, data
):
    actions.sort_proposal(proposal, by=student, triage=Triage.SHORTLISTED)
    address = f"/proposals/{proposal.pk}/sort"
    answers = [
        login(student).post(address, data, headers={"Accept": "application/json"}),
        login(student).post(
            address, data, "application/json", headers={"Accept": "application/json"}
        ),
    ]
    for answer in answers:
        assert answer.status_code == 422
        assert list(answer.json()["error"]["fields"]) == ["triage"]
    proposal.refresh_from_db()
    assert proposal.triage == Triage.SHORTLISTED
