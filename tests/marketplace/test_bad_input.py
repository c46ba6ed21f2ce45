"""What is wrong in a proposal or in an edit is named, nothing is written, and what was typed stays."""

import pytest

from marketplace.models import Proposal
from tests.marketplace.forms import proposal_input, request_input
from tests.marketplace.helpers import columns, event_names
from tests.marketplace.test_proposal_pages import WRONG as WRONG_IN_PROPOSAL
from tests.marketplace.test_request_pages import WRONG as WRONG_IN_REQUEST

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}
AS_JSON = {**JSON, "content_type": "application/json"}
REQUIRED = ("title", "description", "level", "sessions_needed", "currency", "timezone")


def typed(fields):
    """Those of a list of wrong values that a browser can send."""
    return [(name, value) for name, value in fields if isinstance(value, str)]


@pytest.mark.once
@pytest.mark.parametrize("field", REQUIRED)
def test_each_field_that_a_request_needs_is_missed_by_name(login, student, field):
    sent = request_input(questions=[])
    del sent[field]
    answer = login(student).post("/api/post-request", sent, **AS_JSON)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, [field])
    page = login(student).post("/post-request", sent)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert not student.learning_requests.exists()
    assert event_names() == []


@pytest.mark.once
@pytest.mark.parametrize(("field", "value"), typed(WRONG_IN_PROPOSAL))
def test_a_wrong_proposal_comes_back_as_it_was_typed(login, job, coach, field, value):
    before = event_names()
    sent = proposal_input(job, **{field: value})
    answer = login(coach).post(f"/submit-proposal/{job.pk}", sent)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert {name: form[name].value() for name in sent} == sent
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    assert "Because I have done it." in page
    assert not Proposal.objects.exists()
    assert event_names() == before


@pytest.mark.once
@pytest.mark.parametrize("rate", ["4.99", "500.01", "a lot", "", "NaN", True, [50], "20.001"])
def test_a_wrong_hourly_rate_is_named(login, job, coach, rate):
    sent = proposal_input(job, payment_model="per_hour", hourly_rate=rate, price_per_session="")
    answer = login(coach).post(f"/submit-proposal/{job.pk}", sent, **AS_JSON)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, ["hourly_rate"])
    assert not Proposal.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize("text", ["", "   ", "x" * 1001, 5, ["yes"], {"a": 1}, None, "a \x00 b"])
def test_a_wrong_answer_is_named_by_its_question(login, job, coach, text):
    name = f"answer_{job.questions.get().pk}"
    sent = proposal_input(job, **{name: text})
    answer = login(coach).post(f"/submit-proposal/{job.pk}", sent, **AS_JSON)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, [name])
    assert not Proposal.objects.exists()


def test_markup_in_a_proposal_is_shown_as_text_to_both(login, job, coach, student):
    name = f"answer_{job.questions.get().pk}"
    markup = "<script>alert(1)</script> and <b>fifty characters of what I would do with you</b>."
    sent = proposal_input(job, cover_letter=markup * 2, approach_summary=markup, **{name: markup})
    assert login(coach).post(f"/submit-proposal/{job.pk}", sent).status_code == 303
    shown = Proposal.objects.get()
    for person, address in ((coach, f"/proposals/{shown.pk}"), (student, f"/jobs/{job.pk}/manage")):
        page = login(person).get(address).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.once
@pytest.mark.parametrize(("field", "value"), WRONG_IN_REQUEST)
def test_a_wrong_edit_of_a_request_is_named_and_changes_nothing(login, job, student, field, value):
    before, happened = columns(job), event_names()
    sent = {**request_input(questions=["Why you?"]), field: value, "version": 1}
    answer = login(student).post(f"/edit-job/{job.pk}", sent, **AS_JSON)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, [field])
    assert columns(job) == before
    assert [question.text for question in job.questions.all()] == ["Why you?"]
    assert event_names() == happened


def test_a_wrong_edit_of_a_request_comes_back_as_it_was_typed(login, job, student):
    sent = request_input(title="Short", budget="a lot", timezone="Mars/Olympus", version="1")
    answer = login(student).post(f"/edit-job/{job.pk}", sent)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert sorted(form.errors) == ["budget", "timezone", "title"]
    assert form["title"].value() == "Short"
    assert 'value="a lot"' in answer.content.decode()
    job.refresh_from_db()
    assert job.version == 1


@pytest.mark.once
@pytest.mark.parametrize(("field", "value"), WRONG_IN_PROPOSAL)
def test_a_wrong_edit_of_a_proposal_is_named_and_changes_nothing(
    login, job, proposal, coach, field, value
):
    before, happened = columns(proposal), event_names()
    sent = {**proposal_input(job), field: value, "version": 1}
    answer = login(coach).post(f"/proposals/{proposal.pk}/edit", sent, **AS_JSON)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, [field])
    assert columns(proposal) == before
    assert event_names() == happened


@pytest.mark.parametrize("reason", ["short", "x" * 501, 7, ["No, thank you."]])
def test_a_wrong_reason_is_named_and_the_proposal_still_waits(login, proposal, student, reason):
    before, happened = columns(proposal), event_names()
    sent = {"version": 1, "reason": reason}
    answer = login(student).post(f"/proposals/{proposal.pk}/decline", sent, **AS_JSON)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, ["reason"])
    assert columns(proposal) == before
    assert event_names() == happened


@pytest.mark.parametrize("draft", ["²", "x", "9" * 5000, "1" + "0" * 30])
def test_a_draft_that_is_none_is_passed_over_in_an_address_and_named_in_a_press(
    login, student, draft
):
    browser = login(student)
    assert browser.get("/post-request", {"draft": draft}).status_code == 200
    answer = browser.post("/post-request/draft", request_input(draft=draft), **AS_JSON)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, ["draft"])
    assert not student.learning_requests.exists()


def test_a_draft_named_in_json_is_the_one_that_is_kept(login, student):
    browser = login(student)
    draft = browser.post("/post-request/draft", {"title": "First"}, **AS_JSON).json()["draft"]
    again = {"title": "Second", "draft": draft}
    assert browser.post("/post-request/draft", again, **AS_JSON).json()["draft"] == draft
    assert student.learning_requests.get().title == "Second"


def test_a_draft_with_what_cannot_be_kept_is_refused_by_its_field(login, student):
    answer = login(student).post("/post-request/draft", {"timeframe": "a \x00 b"}, **JSON)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, ["timeframe"])
    assert not student.learning_requests.exists()


@pytest.mark.parametrize(("field", "wrong"), [("name", 5), ("name", ["x"]), ("query", {"q": "x"})])
def test_a_saved_search_of_the_wrong_kind_is_named(login, coach, field, wrong):
    sent = {"name": "Mine", "query": "q=python", field: wrong}
    answer = login(coach).post("/jobs/searches", sent, **AS_JSON)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, [field])
    assert not coach.saved_searches.exists()


@pytest.mark.parametrize(
    ("query", "field"), [("nothing=known", ""), ("sort=new", ""), ("q=%00", "query")]
)
def test_a_saved_search_that_filters_nothing_is_refused(login, coach, query, field):
    sent = {"name": "Mine", "query": query}
    answer = login(coach).post("/jobs/searches", sent, **AS_JSON)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, [field])
    assert not coach.saved_searches.exists()


@pytest.mark.parametrize("body", ["{", "[]", '{"budget": NaN}', b'{"title": "\xff"}'])
def test_a_program_is_told_in_json_what_is_wrong_whatever_it_accepts(login, student, body):
    answer = login(student).post("/api/post-request", body, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request")
    assert not student.learning_requests.exists()
