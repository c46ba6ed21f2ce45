"""Proposing: who sees the form, what is wrong in it, and what a rival finds."""

import re

import pytest

from core.clock import now
from marketplace import actions
from marketplace.models import Proposal
from tests.factories import make_coach
from tests.marketplace.builders import request_details
from tests.marketplace.forms import proposal_input
from tests.marketplace.helpers import columns, event_names

pytestmark = [pytest.mark.django_db, pytest.mark.once]

JSON = {"HTTP_ACCEPT": "application/json"}
HTMX = {"HTTP_HX_REQUEST": "true"}
IN_CHAT = {**HTMX, "HTTP_HX_CURRENT_URL": "http://testserver/chat/1"}


def test_a_coach_proposes_from_the_request(login, job, coach):
    browser = login(coach)
    assert f"/submit-proposal/{job.pk}" in browser.get(f"/jobs/{job.pk}").content.decode()
    page = browser.get(f"/submit-proposal/{job.pk}").content.decode()
    assert "Why you?" in page
    answer = browser.post(f"/submit-proposal/{job.pk}", proposal_input(job, request_version="1"))
    row = Proposal.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/proposals/{row.pk}")
    assert (row.expected_total, row.answers[0]["answer"]) == (360, "Because I have done it.")
    page = browser.get(f"/proposals/{row.pk}").content.decode()
    assert "EUR 360.00" in page
    assert "EUR 54.00" in page
    assert "EUR 306.00" in page


def test_a_program_proposes_with_json(login, job, coach):
    question = job.questions.get()
    sent = proposal_input(
        payment_model="per_hour",
        hourly_rate=33.35,
        price_per_session=None,
        duration_minutes=45,
        session_count=3,
        answers={str(question.pk): "Because."},
    )
    answer = login(coach).post(
        f"/submit-proposal/{job.pk}", sent, content_type="application/json", **JSON
    )
    assert answer.status_code == 201
    shown = answer.json()["proposal"]
    assert (shown["price_per_session"], shown["expected_total"]) == ("25.01", "75.03")
    assert shown["answers"] == [
        {"question_id": question.pk, "question": "Why you?", "answer": "Because."}
    ]


def test_a_program_may_leave_the_page_s_fields_out(login, job, coach):
    answer = login(coach).post(
        f"/submit-proposal/{job.pk}", {}, content_type="application/json", **JSON
    )
    assert answer.status_code == 422
    assert set(answer.json()["error"]["fields"]) == {
        "cover_letter",
        "approach_summary",
        "payment_model",
        "price_per_session",
        "session_count",
        "duration_minutes",
        "payment_schedule",
        f"answer_{job.questions.get().pk}",
    }


WRONG = [
    ("cover_letter", "short"),
    ("cover_letter", "x" * 2001),
    ("cover_letter", 5),
    ("approach_summary", "x" * 1001),
    ("approach_summary", ["x" * 60]),
    ("payment_model", "per_month"),
    ("price_per_session", "9.99"),
    ("price_per_session", "lots"),
    ("price_per_session", "10.005"),
    ("price_per_session", True),
    ("price_per_session", ""),
    ("session_count", "0"),
    ("session_count", "51"),
    ("session_count", True),
    ("duration_minutes", "14"),
    ("duration_minutes", "481"),
    ("duration_minutes", "an hour"),
    ("payment_schedule", "never"),
    ("payment_schedule", ""),
]


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_each_wrong_field_is_named_and_nothing_is_written(login, job, coach, field, value):
    before = event_names()
    sent = proposal_input(job, **{field: value})
    answer = login(coach).post(
        f"/submit-proposal/{job.pk}", sent, content_type="application/json", **JSON
    )
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == [field]
    assert event_names() == before
    assert not Proposal.objects.exists()


def test_a_wrong_form_comes_back_with_what_was_typed(login, job, coach):
    sent = proposal_input(job, price_per_session="9.99", approach_summary="short <b>plan</b>")
    answer = login(coach).post(f"/submit-proposal/{job.pk}", sent, **HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.lstrip().startswith('<form class="form" id="proposal-form"')
    assert "short &lt;b&gt;plan&lt;/b&gt;" in page
    assert 'value="9.99"' in page
    assert sorted(answer.context["form"].errors) == ["approach_summary", "price_per_session"]


def test_a_rate_that_does_not_count_cannot_be_wrong(login, job, coach):
    sent = proposal_input(job, hourly_rate="0.01")
    assert login(coach).post(f"/submit-proposal/{job.pk}", sent).status_code == 303
    assert Proposal.objects.get().hourly_rate is None


def test_after_an_edit_of_the_request_the_form_is_read_again_and_then_sent(
    login, job, student, coach
):
    new = request_details(questions=("Which book?",))
    actions.edit_request(job, by=student, details=new, version=1, now=now())
    browser = login(coach)
    first = browser.post(
        f"/submit-proposal/{job.pk}", proposal_input(job, request_version="1"), **HTMX
    )
    assert first.status_code == 422
    assert "The student changed this request" in first.content.decode()
    assert 'name="request_version" value="2"' in first.content.decode()
    again = browser.post(
        f"/submit-proposal/{job.pk}", proposal_input(job, request_version="2"), **HTMX
    )
    assert again.status_code == 204


def test_who_sees_the_form(login, job, student, other_student):
    assert login(student).get(f"/submit-proposal/{job.pk}").status_code == 403
    assert login(other_student).get(f"/submit-proposal/{job.pk}").status_code == 403
    waiting = make_coach("Petra Pending", approved=False)
    assert login(waiting).get(f"/submit-proposal/{job.pk}").status_code == 403
    assert (
        f"/submit-proposal/{job.pk}" not in login(waiting).get(f"/jobs/{job.pk}").content.decode()
    )


def test_a_second_proposal_shows_the_first(login, job, proposal, coach):
    answer = login(coach).get(f"/submit-proposal/{job.pk}")
    assert answer.status_code == 409
    assert f"proposal-{proposal.pk}-card" in answer.content.decode()


@pytest.mark.parametrize("verb", ["edit", "decline", "withdraw", "release", "sort", ""])
def test_a_rival_or_stranger_finds_nothing(login, proposal, other_coach, other_student, verb):
    before = columns(proposal)
    for person in (other_coach, other_student):
        browser = login(person)
        address = f"/proposals/{proposal.pk}/{verb}".rstrip("/")
        assert browser.get(address).status_code in (404, 405)
        if verb:
            assert browser.post(address, {"version": "1"}, **JSON).status_code == 404
        assert browser.post(f"/accept-proposal/{proposal.pk}").status_code == 404
    assert columns(proposal) == before


def test_the_wrong_side_is_told_why(login, proposal, student, coach):
    before = columns(proposal)
    press = {"version": "1", "request_version": "1", "triage": "archived"}
    author, owner = login(coach), login(student)
    for address in (
        f"/accept-proposal/{proposal.pk}",
        f"/proposals/{proposal.pk}/decline",
        f"/proposals/{proposal.pk}/release",
        f"/proposals/{proposal.pk}/sort",
    ):
        answer = author.post(address, press, **JSON)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")
    assert owner.post(f"/proposals/{proposal.pk}/withdraw", press, **JSON).status_code == 403
    assert owner.get(f"/proposals/{proposal.pk}/edit").status_code == 403
    assert author.get(f"/proposals/{proposal.pk}/decline").status_code == 403
    assert columns(proposal) == before


def test_a_draft_price_model_is_kept_when_the_form_comes_back(login, job, coach):
    sent = proposal_input(job, payment_model="per_hour", hourly_rate="3")
    page = login(coach).post(f"/submit-proposal/{job.pk}", sent).content.decode()
    assert re.search(r'value="per_hour"[^>]* checked', page)
