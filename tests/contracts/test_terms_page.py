"""The form of terms: what it offers, what it previews, what it refuses by field."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse

from contracts.models import Contract
from tests.contracts.helpers import HTMX, JSON, TYPED, event_names, url
from tests.factories import NOW, active_contract
from tests.words import words_of

pytestmark = pytest.mark.usefixtures("tuesday")


def test_the_form_is_prefilled_and_shows_what_it_means(as_student, proposal):
    page = as_student.get(url("contract-create", proposal))
    text = page.content.decode()
    assert page.status_code == 200
    assert 'name="session_count" value="4"' in text
    assert "EUR 160.00" in text
    assert "EUR 136.00" in text
    assert "late begins at 07:00 (Berlin time)" in words_of(text)


def test_its_choices_are_written_as_on_the_form_of_a_proposal(as_student, proposal):
    text = as_student.get(url("contract-create", proposal)).content.decode()
    for words in ("Per session", "Per hour", "After each session"):
        assert f'<span class="choice__title">{words}</span>' in text


def test_the_drawer_gets_the_form_without_the_page(as_student, proposal):
    page = as_student.get(url("contract-create", proposal), headers=HTMX)
    assert b"<main" not in page.content
    assert b'id="terms-form"' in page.content


def test_creating_leads_to_the_contract(as_student, proposal, student):
    answer = as_student.post(url("contract-create", proposal), TYPED)
    contract = Contract.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/contracts/{contract.pk}")
    version = contract.open_version
    assert (version.author, version.total_amount) == (student, 6 * version.price_per_session)
    assert str(version.price_per_session) == "45.50"
    assert version.expires_at == NOW + timedelta(days=5)


def test_creating_from_the_drawer_stays_in_the_conversation(as_student, proposal):
    chat = {**HTMX, "HX-Current-URL": "http://testserver/chat/1"}
    answer = as_student.post(url("contract-create", proposal), TYPED, headers=chat)
    assert answer.status_code == 204
    assert "done" in json.loads(answer["HX-Trigger"])
    assert "HX-Redirect" not in answer


def test_creating_from_the_drawer_of_another_page_leads_to_the_contract(as_student, proposal):
    other = {**HTMX, "HX-Current-URL": "http://testserver/jobs/1/manage"}
    answer = as_student.post(url("contract-create", proposal), TYPED, headers=other)
    assert answer["HX-Redirect"] == f"/contracts/{Contract.objects.get().pk}"


def test_creating_by_json_answers_with_the_contract(as_student, proposal):
    typed = {**TYPED, "session_count": 6, "late_cancel_percent": 50, "price_per_session": 45.5}
    answer = as_student.post(
        url("contract-create", proposal), typed, content_type="application/json", headers=JSON
    )
    assert answer.status_code == 201
    body = answer.json()
    assert body["number"] == "SK-2026-000001"
    assert body["status"] == "offered"
    assert body["versions"][0]["terms"]["total"] == "273.00"
    assert {a["verb"] for a in body["actions"]} == {"withdraw", "open"}


@pytest.mark.once
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"session_count": ""}, "session_count"),
        ({"session_count": "many"}, "session_count"),
        ({"session_count": "51"}, "session_count"),
        ({"duration_minutes": "10"}, "duration_minutes"),
        ({"payment_model": "barter"}, "payment_model"),
        ({"price_per_session": "9.99"}, "price_per_session"),
        ({"price_per_session": ""}, "price_per_session"),
        ({"price_per_session": "45.555"}, "price_per_session"),
        ({"price_per_session": "NaN"}, "price_per_session"),
        ({"payment_model": "per_hour"}, "hourly_rate"),
        ({"payment_model": "per_hour", "hourly_rate": "501"}, "hourly_rate"),
        ({"start_date": "2026-11-02"}, "start_date"),
        ({"start_date": "next week"}, "start_date"),
        ({"start_date": "2027-11-04", "end_date": "2027-12-04"}, "start_date"),
        ({"end_date": "2026-11-09"}, "end_date"),
        ({"end_date": "2027-11-11"}, "end_date"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"late_cancel_percent": "25"}, "late_cancel_percent"),
        ({"cancellation_policy": "x" * 1001}, "cancellation_policy"),
        ({"learning_outcomes": "x" * 1001}, "learning_outcomes"),
        ({"valid_days": "15"}, "valid_days"),
    ],
)
def test_bad_input_is_refused_by_field_and_nothing_is_written(as_student, proposal, changed, field):
    answer = as_student.post(url("contract-create", proposal), {**TYPED, **changed}, headers=JSON)
    assert answer.status_code == 422
    assert set(answer.json()["error"]["fields"]) == {field}
    page = as_student.post(url("contract-create", proposal), {**TYPED, **changed})
    assert page.status_code == 422
    assert b"aria-invalid" in page.content
    assert not Contract.objects.exists()
    assert event_names() == []


@pytest.mark.parametrize(
    "body", [b"[1]", b"{", b'{"session_count": [4]}', b'{"start_date": {"a": 1}, "timezone": 7}']
)
def test_broken_json_is_refused_and_nothing_is_written(as_student, proposal, body):
    answer = as_student.post(
        url("contract-create", proposal), body, content_type="application/json", headers=JSON
    )
    assert answer.status_code in (400, 422)
    assert not Contract.objects.exists()


@pytest.mark.parametrize("sent", [{"end_date": ""}, {"end_date": None}, {}])
def test_without_an_end_date_a_contract_runs_for_a_year(as_student, proposal, sent):
    typed = {name: value for name, value in TYPED.items() if name != "end_date"} | sent
    answer = as_student.post(
        url("contract-create", proposal), json.dumps(typed), "application/json", headers=JSON
    )
    assert answer.status_code == 201
    assert answer.json()["versions"][0]["terms"]["end_date"] == "2027-11-10"


def test_a_form_without_an_end_date_offers_a_year(as_student, proposal):
    answer = as_student.post(url("contract-create", proposal), {**TYPED, "end_date": ""})
    assert answer.status_code == 303
    assert str(Contract.objects.get().open_version.end_date) == "2027-11-10"


def test_an_amendment_without_an_end_date_leaves_it_as_it_is(client, student, coach):
    contract = active_contract(student, coach, end_date=date(2027, 3, 1))
    client.force_login(student)
    typed = {**TYPED, "version": contract.version, "end_date": ""}
    assert client.post(url("contract-amend", contract), typed).status_code == 303
    contract.refresh_from_db()
    assert contract.open_version.end_date == date(2027, 3, 1)


def test_a_contract_that_exists_is_where_creating_leads(as_student, offered):
    answer = as_student.get(reverse("contract-create", args=[offered.proposal_id]))
    assert (answer.status_code, answer["Location"]) == (302, f"/contracts/{offered.pk}")


def test_what_the_form_means_follows_what_is_typed(as_student, proposal):
    typed = {**TYPED, "payment_model": "per_hour", "hourly_rate": "40", "duration_minutes": "90"}
    page = as_student.post(url("contract-preview", proposal), typed)
    text = page.content.decode()
    assert "EUR 360.00" in text  # 6 × 60.00
    assert "EUR 54.00" in text
    assert "EUR 30.00 is owed (EUR 25.50 to the coach)" in words_of(text)
    page = as_student.post(url("contract-preview", proposal), {"session_count": "x"})
    assert page.status_code == 200
    assert "Fill in" in page.content.decode()
    assert event_names() == []


def test_the_preview_of_other_terms_shows_the_difference(as_student, offered):
    page = as_student.post(reverse("contract-preview", args=[offered.proposal_id]), TYPED)
    text = page.content.decode()
    assert "Changed since version 1" in text
    assert '<del dir="auto">4</del><ins dir="auto">6</ins>' in text


def test_the_preview_of_an_amendment_keeps_the_start(as_student, active):
    typed = {k: v for k, v in TYPED.items() if k != "start_date"}
    page = as_student.post(reverse("contract-preview", args=[active.proposal_id]), typed)
    text = page.content.decode()
    assert "Changed since version 1" in text
    assert "For a session on 3 November 2026 at 17:00" in words_of(text)


@pytest.mark.parametrize("field", ["start_date", "end_date"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_no_calendar_can_hold_is_named_and_nothing_is_offered(
    as_student, proposal, field, day
):
    answer = as_student.post(url("contract-create", proposal), {**TYPED, field: day}, headers=JSON)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, [field])
    assert not Contract.objects.exists()
    assert event_names() == []
    typed = as_student.post(url("contract-preview", proposal), {**TYPED, field: day})
    assert typed.status_code == 200


@pytest.mark.once
@pytest.mark.parametrize("minutes", [10**400, "9" * 5000, "1e400", 1.5, True, [60]])
def test_minutes_beyond_counting_are_named(as_student, proposal, minutes):
    answer = as_student.post(
        url("contract-create", proposal), {**TYPED, "duration_minutes": minutes},
        content_type="application/json", headers=JSON,
    )  # fmt: skip
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (
        422, ["duration_minutes"],
    )  # fmt: skip
    assert not Contract.objects.exists()
