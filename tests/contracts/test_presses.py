"""The addresses that change a contract: what a press leads to, and who is refused."""

import pytest

from contracts.actions import (
    accept_contract,
    counter_contract,
    decline_contract,
    propose_pause,
)
from tests.contracts.helpers import HTMX, JSON, TYPED, event_names, snapshot, some_terms, url
from tests.factories import NOW, offered_contract

pytestmark = [pytest.mark.usefixtures("tuesday"), pytest.mark.once]


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
    assert '<del dir="auto">4</del><ins dir="auto">6</ins>' in page


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


@pytest.mark.parametrize("verb", ["counter", "decline"])
def test_no_form_is_shown_to_the_author_whose_answer_would_be_refused(
    client, offered, coach, student, verb
):
    client.force_login(coach)
    answer = client.get(url(f"contract-{verb}", offered), headers=JSON)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")
    decline_contract(offered, by=student, version_number=1, now=NOW)
    client.force_login(student)
    assert client.get(url(f"contract-{verb}", offered)).status_code == 409


@pytest.mark.parametrize("verb", ["decline-amendment", "decline", "counter"])
def test_no_form_is_shown_to_decline_what_nobody_proposed(client, active, student, verb):
    client.force_login(student)
    assert client.get(url(f"contract-{verb}", active)).status_code == 409


@pytest.mark.parametrize("verb", ["pause", "complete"])
def test_no_form_is_shown_to_ask_for_what_cannot_be_asked(client, active, student, coach, verb):
    client.force_login(student)
    assert client.get(url(f"contract-{verb}", active)).status_code == 200
    propose_pause(active, by=coach, version=active.version, now=NOW)
    answer = client.get(url(f"contract-{verb}", active), headers=JSON)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "already_open")


@pytest.mark.parametrize("verb", ["counter", "decline"])
def test_who_asks_only_for_the_head_meets_the_same_rule(client, offered, coach, student, verb):
    client.force_login(student)
    assert client.head(url(f"contract-{verb}", offered)).status_code == 200
    client.force_login(coach)
    assert client.head(url(f"contract-{verb}", offered)).status_code == 403


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


def test_a_form_that_is_shown_again_still_names_what_it_was_drawn_from(client, active, student):
    client.force_login(student)
    wrong = {**TYPED, "version": active.version - 1, "session_count": "51"}
    page = client.post(url("contract-amend", active), wrong)
    assert page.status_code == 422
    assert f'name="version" value="{active.version - 1}"' in page.content.decode()


def test_an_amendment_of_a_mere_offer_is_refused_with_the_reason(client, offered, student):
    client.force_login(student)
    for call in (client.get, client.post):
        answer = call(url("contract-amend", offered), headers=JSON)
        assert answer.status_code == 409
        assert "agreed" in answer.json()["error"]["message"]


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
