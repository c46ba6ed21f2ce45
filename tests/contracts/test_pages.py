import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.actions import (
    accept_contract,
    counter_contract,
    decline_contract,
    propose_amendment,
    propose_pause,
)
from contracts.models import Contract
from core import clock
from tests.contracts.helpers import event_names, snapshot, some_terms
from tests.factories import NOW, active_contract, completed_session, offered_contract

JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}
TYPED = {
    "session_count": "6",
    "duration_minutes": "60",
    "payment_model": "per_session",
    "price_per_session": "45,50",
    "payment_schedule": "four_weekly",
    "start_date": "2026-11-10",
    "end_date": "2027-05-10",
    "timezone": "Europe/Berlin",
    "late_cancel_percent": "50",
    "cancellation_policy": "Tell me early.",
    "learning_outcomes": "Order a meal.",
    "valid_days": "5",
}


@pytest.fixture(autouse=True)
def tuesday(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def as_student(client, student):
    client.force_login(student)
    return client


def url(name, row):
    return reverse(name, args=[row.pk])


def test_the_form_is_prefilled_and_shows_what_it_means(as_student, proposal):
    page = as_student.get(url("contract-create", proposal))
    text = page.content.decode()
    assert page.status_code == 200
    assert 'name="session_count" value="4"' in text
    assert "EUR 160.00" in text
    assert "EUR 136.00" in text
    assert "late begins at 07:00 (Berlin time)" in text


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
    assert "EUR 30.00 is owed (EUR 25.50 to the coach)" in text
    page = as_student.post(url("contract-preview", proposal), {"session_count": "x"})
    assert page.status_code == 200
    assert "Fill in" in page.content.decode()
    assert event_names() == []


def test_the_preview_of_other_terms_shows_the_difference(as_student, offered):
    page = as_student.post(reverse("contract-preview", args=[offered.proposal_id]), TYPED)
    text = page.content.decode()
    assert "Changed since version 1" in text
    assert "<del>4</del><ins>6</ins>" in text


def test_the_preview_of_an_amendment_keeps_the_start(as_student, active):
    typed = {k: v for k, v in TYPED.items() if k != "start_date"}
    page = as_student.post(reverse("contract-preview", args=[active.proposal_id]), typed)
    text = page.content.decode()
    assert "Changed since version 1" in text
    assert "For a session on 3 November 2026 at 17:00" in text


def test_accepting_from_a_page_a_card_and_a_program(client, student, other_student, coach):
    contract = offered_contract(student, coach)
    client.force_login(student)
    answer = client.post(url("contract-accept", contract), {"version_number": 1})
    assert (answer.status_code, answer["Location"]) == (303, f"/contracts/{contract.pk}")
    again = client.post(url("contract-accept", contract), {"version_number": 1}, headers=HTMX)
    assert again.status_code == 204
    body = client.post(url("contract-accept", contract), {"version_number": 1}, headers=JSON).json()
    assert (body["status"], body["agreed_version"]) == ("active", 1)
    assert event_names().count("ContractAccepted") == 1


def test_the_wrong_side_gets_403_and_the_fresh_card(client, offered, coach):
    client.force_login(coach)
    before = snapshot(offered)
    answer = client.post(url("contract-accept", offered), {"version_number": 1}, headers=HTMX)
    assert answer.status_code == 403
    dom_id = f"contract-version-{offered.open_version_id}-card"
    assert answer["HX-Retarget"] == f"#{dom_id}"
    assert f'id="{dom_id}"' in answer.content.decode()
    assert snapshot(offered) == before


def test_a_stale_press_gets_409_and_the_fresh_card(client, offered, student, coach):
    contract = counter_contract(
        offered, by=student, version_number=1, terms=some_terms(session_count=6), now=NOW
    )
    client.force_login(student)
    before = snapshot(contract)
    answer = client.post(url("contract-accept", contract), {"version_number": 1}, headers=HTMX)
    assert answer.status_code == 409
    assert "countered" in answer.content.decode()
    answer = client.post(url("contract-accept", contract), {"version_number": 1}, headers=JSON)
    assert answer.json()["error"]["code"] == "stale"
    assert snapshot(contract) == before


@pytest.mark.parametrize("number", ["", "x", "0", "-1", None])
def test_a_press_must_name_its_version(client, offered, student, number):
    client.force_login(student)
    data = {} if number is None else {"version_number": number}
    answer = client.post(url("contract-accept", offered), data, headers=JSON)
    assert answer.status_code == 422
    assert set(answer.json()["error"]["fields"]) == {"version_number"}
    assert event_names() == ["ContractOffered"]


POSTS = [
    "accept", "counter", "decline", "withdraw", "amend", "accept-amendment", "decline-amendment",
    "withdraw-amendment", "pause", "accept-pause", "resume", "complete", "accept-completion",
    "decline-motion", "withdraw-motion",
]  # fmt: skip


@pytest.mark.parametrize("verb", POSTS)
def test_a_stranger_finds_nothing_at_any_address(client, active, other_student, verb):
    client.force_login(other_student)
    before = snapshot(active)
    answer = client.post(url(f"contract-{verb}", active), {"version_number": 1, "version": 2})
    assert answer.status_code == 404
    assert snapshot(active) == before


@pytest.mark.parametrize("verb", POSTS)
def test_without_a_login_there_is_only_the_login_page(client, active, verb):
    answer = client.post(url(f"contract-{verb}", active))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")
    assert client.post(url(f"contract-{verb}", active), headers=JSON).status_code == 401


@pytest.mark.parametrize("name", ["contract-detail", "contract-record", "contract-record-data"])
def test_only_the_parties_read_a_contract(client, active, other_coach, student, name):
    client.force_login(other_coach)
    assert client.get(url(name, active)).status_code == 404
    client.force_login(student)
    assert client.get(url(name, active)).status_code == 200


def test_a_stranger_finds_no_form_and_no_preview(client, proposal, other_coach):
    client.force_login(other_coach)
    assert client.get(url("contract-create", proposal)).status_code == 404
    assert client.post(url("contract-create", proposal), TYPED).status_code == 404
    assert client.post(url("contract-preview", proposal), TYPED).status_code == 404


def test_countering_by_form_sends_version_two(client, offered, student):
    client.force_login(student)
    page = client.get(url("contract-counter", offered))
    assert 'name="version_number" value="1"' in page.content.decode()
    answer = client.post(url("contract-counter", offered), {**TYPED, "version_number": 1})
    assert answer.status_code == 303
    offered.refresh_from_db()
    assert offered.open_version.number == 2
    page = client.get(url("contract-detail", offered)).content.decode()
    assert "Changed since version 1" in page
    assert "<del>4</del><ins>6</ins>" in page


@pytest.mark.parametrize("end", [accept_contract, decline_contract])
def test_a_counter_that_comes_too_late_is_told_why_and_sees_the_fresh_card(
    client, offered, student, end
):
    contract = end(offered, by=student, version_number=1, now=NOW)
    client.force_login(student)
    before = snapshot(contract)
    typed = {**TYPED, "version_number": 1}
    answer = client.post(url("contract-counter", contract), typed, headers=JSON)
    assert (answer.status_code, answer.json()["error"]["message"]) == (
        409,
        "No terms are waiting for an answer any more.",
    )
    answer = client.post(url("contract-counter", contract), typed, headers=HTMX)
    dom_id = f"contract-version-{contract.versions.get().pk}-card"
    assert answer["HX-Retarget"] == f"#{dom_id}"
    assert f'id="{dom_id}"' in answer.content.decode()
    assert snapshot(contract) == before


def test_declining_asks_why_first(client, offered, student):
    client.force_login(student)
    assert "Why?" in client.get(url("contract-decline", offered)).content.decode()
    client.post(
        url("contract-decline", offered), {"version_number": 1, "reason": "Too dear for me."}
    )
    offered.refresh_from_db()
    assert offered.status == "declined"
    assert "Too dear for me." in client.get(url("contract-detail", offered)).content.decode()


def test_amending_keeps_the_start_whatever_is_sent(client, active, student, coach):
    client.force_login(student)
    typed = {**TYPED, "version": active.version, "start_date": "2026-12-01"}
    assert client.post(url("contract-amend", active), typed).status_code == 303
    active.refresh_from_db()
    assert str(active.open_version.start_date) == "2026-11-03"
    client.force_login(coach)
    answer = client.post(url("contract-accept-amendment", active), {"version_number": 2})
    assert answer.status_code == 303
    active.refresh_from_db()
    assert active.agreed_version.session_count == 6


def test_pausing_and_resuming_by_their_addresses(client, active, student, coach):
    client.force_login(student)
    typed = {"version": active.version, "reason": "Exams in May"}
    assert client.post(url("contract-pause", active), typed).status_code == 303
    active.refresh_from_db()
    client.force_login(coach)
    page = client.get(url("contract-detail", active)).content.decode()
    assert "Sofia asks for a pause." in page
    client.post(url("contract-accept-pause", active), {"version": active.version})
    active.refresh_from_db()
    assert active.status == "paused"
    client.post(url("contract-resume", active), {"version": active.version})
    active.refresh_from_db()
    assert active.status == "active"


def test_an_amendment_of_a_mere_offer_is_refused_with_the_reason(client, offered, student):
    client.force_login(student)
    for call in (client.get, client.post):
        answer = call(url("contract-amend", offered), headers=JSON)
        assert answer.status_code == 409
        assert "agreed" in answer.json()["error"]["message"]


def test_the_list_puts_first_what_needs_me(client, student, coach, other_coach):
    theirs = offered_contract(student, coach, by=student)
    running = active_contract(student, other_coach)
    mine = offered_contract(student, coach)
    asked = propose_pause(running, by=other_coach, version=running.version, now=NOW)
    client.force_login(student)
    body = client.get(reverse("contract-list"), headers=JSON).json()
    assert [c["id"] for c in body["contracts"]] == [running.pk, mine.pk, theirs.pk] or [
        c["id"] for c in body["contracts"]
    ] == [mine.pk, asked.pk, theirs.pk]
    assert [c["needs_me"] for c in body["contracts"]] == [True, True, False]
    for show, ids in {
        "needs-me": {mine.pk, running.pk},
        "offered": {mine.pk, theirs.pk},
        "active": {running.pk},
        "ended": set(),
        "nonsense": {mine.pk, theirs.pk, running.pk},
    }.items():
        body = client.get(reverse("contract-list"), {"show": show}, headers=JSON).json()
        assert {c["id"] for c in body["contracts"]} == ids
        assert client.get(reverse("contract-list"), {"show": show}).status_code == 200


def deadline_of(client, person):
    """What the only row of this person's list counts down to."""
    client.force_login(person)
    (row,) = client.get(reverse("contract-list")).context["rows"]
    assert row.needs_me
    return row.contract.answer_by


def test_a_row_counts_down_to_what_is_asked_of_its_reader(client, active, student, coach):
    six = some_terms(session_count=6)
    contract = propose_amendment(
        active, by=student, version=active.version, terms=six, valid_days=1, now=NOW
    )
    propose_pause(contract, by=coach, version=contract.version, now=NOW)
    assert deadline_of(client, student) == NOW + timedelta(days=7)
    assert deadline_of(client, coach) == NOW + timedelta(days=1)


@pytest.mark.parametrize(("valid_days", "first"), [(1, 1), (14, 7)])
def test_of_two_questions_a_row_counts_down_to_the_first(
    client, active, student, coach, valid_days, first
):
    six = some_terms(session_count=6)
    contract = propose_amendment(
        active, by=coach, version=active.version, terms=six, valid_days=valid_days, now=NOW
    )
    propose_pause(contract, by=coach, version=contract.version, now=NOW)
    assert deadline_of(client, student) == NOW + timedelta(days=first)


def queries_of(client, address):
    """How many a second visit makes; the first one also notes the login session."""
    client.get(address)
    with CaptureQueriesContext(connection) as made:
        assert client.get(address).status_code == 200
    return len(made)


def test_the_list_reads_as_much_for_one_as_for_ten(client, student, coach):
    client.force_login(student)
    offered_contract(student, coach)
    one = queries_of(client, reverse("contract-list"))
    for _ in range(9):
        offered_contract(student, coach)
    assert queries_of(client, reverse("contract-list")) == one <= 10


def test_rows_show_how_many_sessions_were_held_and_read_as_much_for_one_as_for_ten(
    client, student, coach
):
    contract = active_contract(student, coach)
    completed_session(contract.sessions.get(number=1), starts_at=NOW + timedelta(hours=5))
    client.force_login(student)
    one = queries_of(client, reverse("contract-list"))
    for _ in range(9):
        active_contract(student, coach)
    assert queries_of(client, reverse("contract-list")) == one <= 10
    page = client.get(reverse("contract-list")).content.decode()
    assert [page.count(f"{done} of 4 done") for done in (0, 1)] == [9, 1]
    rows = client.get(reverse("contract-list"), headers=JSON).json()["contracts"]
    assert {"completed": 1, "total": 4} in [row["progress"] for row in rows]


def test_an_offer_has_no_progress_yet(client, offered, student):
    client.force_login(student)
    (row,) = client.get(reverse("contract-list"), headers=JSON).json()["contracts"]
    assert row["progress"] is None


def test_the_page_of_a_contract_reads_as_much_for_five_versions_as_for_nine(client, student, coach):
    contract = counter_back_and_forth(offered_contract(student, coach), student, coach, range(4))
    client.force_login(student)
    few = queries_of(client, url("contract-detail", contract))
    contract = counter_back_and_forth(contract, student, coach, range(4, 8))
    assert queries_of(client, url("contract-detail", contract)) == few <= 12
    page = client.get(url("contract-detail", contract))
    assert page.content.decode().count("Changed since version") >= 8


def test_the_record_as_data_holds_the_agreed_versions_and_every_event(client, active, student):
    client.force_login(student)
    answer = client.get(url("contract-record-data", active))
    assert 'filename="SK-2026-000001.json"' in answer["Content-Disposition"]
    body = json.loads(answer.content)
    assert [v["number"] for v in body["agreed_versions"]] == [1]
    names = [event["name"] for event in body["events"]]
    assert names[:2] == ["contracts.ContractOffered", "contracts.ContractAccepted"]
    assert body["events"][1]["by"] == "Sofia Student"


def test_the_record_to_print_takes_names_of_many_scripts(client, student, coach, caplog):
    student.display_name = "Ελένη Шевченко ąęł नेपाल"
    student.save()
    outcomes = "Say “¿Qué tal?”\n\nand <b>mean</b> it.\n" + "word " * 180
    contract = active_contract(student, coach, learning_outcomes=outcomes)
    client.force_login(student)
    answer = client.get(url("contract-record", contract))
    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="SK-2026-000001.pdf"' in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-")
    assert "missing" not in caplog.text


def test_text_of_people_is_never_markup(client, student, coach):
    contract = offered_contract(student, coach, learning_outcomes="<script>alert(1)</script>")
    client.force_login(student)
    page = client.get(url("contract-detail", contract)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def counter_back_and_forth(contract, student, coach, turns):
    """The student answers at even turns, the coach at odd ones, an hour apart."""
    for turn in turns:
        contract = counter_contract(
            contract,
            by=(student, coach)[turn % 2],
            version_number=turn + 1,
            terms=some_terms(session_count=10 + turn),
            now=NOW + timedelta(hours=turn),
        )
    return contract


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


@pytest.mark.parametrize("drawn", [None, "", "x", 0, -1, 10**30, 10**400, True, [1], {"a": 1}])
def test_terms_that_do_not_say_what_they_answer_are_refused_by_that_name(
    login, student, coach, drawn
):
    offered = offered_contract(student, coach)
    before = snapshot(offered)
    answer = login(student).post(
        url("contract-counter", offered), {**TYPED, "version_number": drawn},
        content_type="application/json", headers=JSON,
    )  # fmt: skip
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, ["version_number"])
    assert snapshot(offered) == before


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
