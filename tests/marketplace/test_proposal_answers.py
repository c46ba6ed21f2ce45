"""What becomes of a proposal: accepting, declining, editing, withdrawing, sorting and comparing."""

from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress

from core.cards import render_card
from core.clock import now
from marketplace import actions
from marketplace.models import Proposal
from tests.factories import make_coach, open_request, pending_proposal
from tests.marketplace.builders import proposal_details, request_details
from tests.marketplace.forms import proposal_input
from tests.marketplace.helpers import event_names

pytestmark = [pytest.mark.django_db, pytest.mark.once]

JSON = {"HTTP_ACCEPT": "application/json"}
HTMX = {"HTTP_HX_REQUEST": "true"}
IN_CHAT = {**HTMX, "HTTP_HX_CURRENT_URL": "http://testserver/chat/1"}


def test_accepting_leads_to_the_contract(login, proposal, student):
    press = {"version": "1", "request_version": "1"}
    answer = login(student).post(f"/accept-proposal/{proposal.pk}", press)
    assert (answer.status_code, answer["Location"]) == (303, f"/contracts/create/{proposal.pk}")


def test_accepting_among_the_proposals_leads_on_to_the_contract(login, proposal, student):
    press = {"version": "1", "request_version": "1"}
    table = f"http://testserver/jobs/{proposal.request_id}/manage"
    answer = login(student).post(
        f"/accept-proposal/{proposal.pk}", press, **HTMX, HTTP_HX_CURRENT_URL=table
    )
    assert answer["HX-Redirect"] == f"/contracts/create/{proposal.pk}"


def test_accepting_in_the_conversation_stays_there(login, proposal, student):
    press = {"version": "1", "request_version": "1"}
    answer = login(student).post(f"/accept-proposal/{proposal.pk}", press, **IN_CHAT)
    assert answer.status_code == 204
    assert "HX-Redirect" not in answer
    assert Proposal.objects.get().status == "accepted"


def test_accepting_by_a_program(login, proposal, student):
    answer = login(student).post(
        f"/accept-proposal/{proposal.pk}",
        {"version": 1, "request_version": 1},
        content_type="application/json",
        **JSON,
    )
    assert answer.status_code == 200
    assert answer.json()["proposal"]["accepted_terms"]["expected_total"] == "360.00"


@pytest.mark.parametrize("press", [{}, {"version": "1"}, {"version": "x", "request_version": "1"}])
def test_a_press_without_versions_is_refused(login, proposal, student, press):
    answer = login(student).post(f"/accept-proposal/{proposal.pk}", press, **JSON)
    assert answer.status_code == 422
    assert Proposal.objects.get().status == "pending"


def test_a_stale_press_gets_the_fresh_card(login, proposal, student, coach):
    dearer = proposal_details(
        session_count=9, answers={proposal.answers[0]["question_id"]: "Because."}
    )
    actions.edit_proposal(proposal, by=coach, details=dearer, version=1, now=now())
    press = {"version": "1", "request_version": "1"}
    answer = login(student).post(f"/accept-proposal/{proposal.pk}", press, **IN_CHAT)
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == f"#proposal-{proposal.pk}-card"
    card = answer.content.decode()
    assert "EUR 540.00" in card
    assert 'name="version" value="2"' in card


def test_declining_asks_for_a_reason_in_the_drawer(login, proposal, student):
    browser = login(student)
    form = browser.get(f"/proposals/{proposal.pk}/decline", **HTMX).content.decode()
    assert form.lstrip().startswith('<form class="form" id="decline-form"')
    short = browser.post(
        f"/proposals/{proposal.pk}/decline", {"version": "1", "reason": "no"}, **HTMX
    )
    assert short.status_code == 422
    answer = browser.post(f"/proposals/{proposal.pk}/decline", {"version": "1"}, **IN_CHAT)
    assert answer.status_code == 204
    assert Proposal.objects.get().status == "declined"


def test_editing_in_the_drawer(login, proposal, job, student, coach):
    browser = login(coach)
    form = browser.get(f"/proposals/{proposal.pk}/edit", **HTMX).content.decode()
    assert "My answer to: Why you?" in form
    sent = proposal_input(job, price_per_session="55,50", version="1", request_version="1")
    assert browser.post(f"/proposals/{proposal.pk}/edit", sent, **IN_CHAT).status_code == 204
    assert Proposal.objects.get().price_per_session == Decimal("55.50")
    card = login(student).get(f"/proposals/{proposal.pk}").content.decode()
    assert "Changed by the last edit" in card
    assert '<del dir="auto">EUR 60.00</del><ins dir="auto">EUR 55.50</ins>' in card


def test_withdrawing_and_sorting_by_press(login, proposal, student, coach):
    sort = login(student).post(f"/proposals/{proposal.pk}/sort", {"triage": "shortlisted"})
    assert sort.status_code == 303
    assert Proposal.objects.get().triage == "shortlisted"
    answer = login(coach).post(f"/proposals/{proposal.pk}/withdraw", {"version": "1"})
    assert (answer.status_code, answer["Location"]) == (303, f"/proposals/{proposal.pk}")
    assert Proposal.objects.get().status == "withdrawn"


def test_the_author_never_learns_of_the_sorting(login, proposal, student, coach):
    before = login(coach).get(f"/proposals/{proposal.pk}").content
    actions.sort_proposal(proposal, by=student, triage=Proposal.Triage.ARCHIVED)
    after = login(coach).get(f"/proposals/{proposal.pk}").content
    assert b"rchived" not in after
    assert len(before) == len(after)


def test_nobody_but_the_owner_learns_how_many_there_are(login, job, proposal, other_coach):
    page = login(other_coach).get(f"/jobs/{job.pk}").content.decode()
    assert "60.00" not in page
    assert "Carl" not in page


def test_the_owner_compares(login, job, proposal, student, other_coach):
    pending_proposal(job, other_coach, now=now(), price_per_session=Decimal("44.00"))
    page = login(student).get(f"/jobs/{job.pk}/manage").content.decode()
    for shown in ("Carl Coach", "Olga Coach", "EUR 60.00", "EUR 44.00"):
        assert shown in page


def refused_by_page_and_form(browser, job, words):
    """The request's page says why in the place of the button, and so does the form's address."""
    page = browser.get(f"/jobs/{job.pk}").content.decode()
    assert f'href="/submit-proposal/{job.pk}"' not in page
    assert words in page
    seen = event_names()
    for answer in (
        browser.get(f"/submit-proposal/{job.pk}", **JSON),
        browser.post(f"/submit-proposal/{job.pk}", proposal_input(job), **JSON),
    ):
        assert answer.status_code in (403, 409)
        assert words in answer.json()["error"]["message"]
    assert event_names() == seen


def test_a_declined_coach_reads_why_until_an_invitation_comes(login, job, proposal, student, coach):
    actions.decline_proposal(proposal, by=student, version=1, reason="", now=now())
    refused_by_page_and_form(login(coach), job, "You can send another if they invite you.")
    actions.invite_coach(job, by=student, coach=coach, now=now())
    page = login(coach).get(f"/jobs/{job.pk}").content.decode()
    assert f'href="/submit-proposal/{job.pk}"' in page
    assert "You can send another if they invite you." not in page


def test_a_coach_without_approval_or_proven_address_reads_why(login, job, coach):
    waiting = make_coach("Wanda Waiting", approved=False)
    refused_by_page_and_form(login(waiting), job, "Only coaches whose profile was approved")
    EmailAddress.objects.filter(user=coach).update(verified=False)
    refused_by_page_and_form(login(coach), job, "Please confirm your email address first")


def test_who_does_not_coach_is_told_nothing_of_proposing(login, job, other_student):
    page = login(other_student).get(f"/jobs/{job.pk}").content.decode()
    assert "Send a proposal" not in page
    assert "Only coaches" not in page


def test_the_form_and_the_card_name_the_version_that_is_answered(login, job, proposal, student):
    new = request_details(questions=("Why you?", "Which book?"))
    actions.edit_request(job, by=student, details=new, version=1, now=now())
    page = login(make_coach("Nora New")).get(f"/submit-proposal/{job.pk}").content.decode()
    assert "You answer version 2 of the request." in page
    assert "Which book?" in page
    card = login(student).get(f"/proposals/{proposal.pk}").content.decode()
    assert "The answers are to version 1 of the request." in card
    assert "My answer to: Why you?" in card


def test_the_request_s_card_holds_the_questions_in_force(job, student, coach):
    new = request_details(questions=("Which <b>book</b>?", "Since when?"))
    row = actions.edit_request(job, by=student, details=new, version=1, now=now())
    for viewer in (student, coach):
        card = render_card(row, viewer=viewer, now=now())
        assert "2 questions to every coach" in card
        assert "Which &lt;b&gt;book&lt;/b&gt;?" in card
        assert "Why you?" not in card
        assert "version 2" in card


def test_nothing_is_said_of_the_fit_where_nothing_can_be_compared(login, student, coach):
    bare = open_request(student, skill_tags=(), preferred_times=(), budget=None, now=now())
    assert "How it fits you" not in login(coach).get(f"/jobs/{bare.pk}").content.decode()
