"""Who has not proven the address may write, and loses nothing of it by pressing too early."""

import pytest
from allauth.account.models import EmailAddress

from marketplace.models import LearningRequest, Proposal
from tests.factories import make_student, open_request
from tests.marketplace.forms import proposal_input, request_input
from tests.marketplace.helpers import columns, event_names

pytestmark = pytest.mark.django_db

JSON = {"HTTP_ACCEPT": "application/json"}
HTMX = {"HTTP_HX_REQUEST": "true"}
WAY_OUT = '<a class="button" data-size="small" href="/account/email/">Send the link again</a>'


@pytest.fixture
def browser(login):
    return login(make_student("Uma Unproven", verified=False))


@pytest.fixture
def unproven_coach(coach):
    EmailAddress.objects.filter(user=coach).update(verified=False)
    return coach


def test_the_empty_form_says_it_before_anything_is_written(login, browser, student):
    assert browser.get("/jobs").status_code == 200
    page = browser.get("/post-request").content.decode()
    assert "Confirm your email address before you post" in page
    assert WAY_OUT in page
    assert "What do you want to learn?" in page
    page = login(student).get("/post-request").content.decode()
    assert "Confirm your email address" not in page


def test_the_form_comes_back_as_it_was_typed_with_the_way_out(browser):
    answer = browser.post("/post-request", request_input(title="Learn <i>data</i> analysis"))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Please confirm your email address first; we sent you a link." in page
    assert WAY_OUT in page
    assert "What do you want to learn?" in page
    assert "Learn &lt;i&gt;data&lt;/i&gt; analysis" in page
    assert "want to clean and chart survey data" in page
    assert "What did you teach?" in page
    assert answer.context["form"]["preferred_times"].value() == request_input()["preferred_times"]
    assert not LearningRequest.objects.exists()
    assert event_names() == []


def test_the_draft_that_saved_itself_stays_one_and_is_still_named(browser):
    number = browser.post("/post-request/draft", request_input(), **JSON).json()["draft"]
    draft, events = LearningRequest.objects.get(), event_names()
    before = columns(draft)
    answer = browser.post("/post-request", request_input(draft=number))
    assert answer.status_code == 403
    assert f'name="draft" value="{number}"' in answer.content.decode()
    assert columns(draft) == before
    assert event_names() == events


@pytest.mark.parametrize("address", ["/post-request", "/api/post-request"])
def test_a_program_gets_the_code(browser, address):
    answer = browser.post(address, request_input(), content_type="application/json", **JSON)
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "email_not_verified"
    assert not LearningRequest.objects.exists()


def test_a_proposal_comes_back_as_it_was_typed(login, student, unproven_coach):
    job = open_request(student)
    events = event_names()
    answer = login(unproven_coach).post(f"/submit-proposal/{job.pk}", proposal_input(job))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Please confirm your email address first" in page
    assert WAY_OUT in page
    assert "I taught data analysis to working people" in page
    assert 'value="60"' in page
    assert not Proposal.objects.exists()
    assert event_names() == events


def test_a_page_with_script_keeps_its_form_and_a_program_gets_the_code(
    login, student, unproven_coach
):
    job = open_request(student)
    browser = login(unproven_coach)
    answer = browser.post(f"/submit-proposal/{job.pk}", proposal_input(job), **HTMX)
    assert (answer.status_code, answer["HX-Reswap"]) == (403, "none")
    assert "Please confirm your email address first" in answer["HX-Trigger"]
    answer = browser.post(f"/submit-proposal/{job.pk}", proposal_input(job), **JSON)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "email_not_verified")
    assert not Proposal.objects.exists()


def test_the_door_of_the_form_names_the_way_out_too(login, student, unproven_coach):
    job = open_request(student)
    answer = login(unproven_coach).get(f"/submit-proposal/{job.pk}")
    assert answer.status_code == 403
    assert WAY_OUT in answer.content.decode()
