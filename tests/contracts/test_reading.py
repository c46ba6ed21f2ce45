"""The list, the page and the record of a contract: what they say, to whom, and what they cost to read."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts import listing
from contracts.actions import (
    counter_contract,
    decline_contract,
    offer_contract,
    propose_amendment,
    propose_pause,
    withdraw_contract,
)
from tests.contracts.helpers import JSON, some_terms, url
from tests.factories import (
    NOW,
    active_contract,
    completed_session,
    make_accepted_proposal,
    offered_contract,
)

pytestmark = pytest.mark.usefixtures("tuesday")


@pytest.mark.parametrize("name", ["contract-detail", "contract-record", "contract-record-data"])
def test_only_the_parties_read_a_contract(client, active, other_coach, student, name):
    client.force_login(other_coach)
    assert client.get(url(name, active)).status_code == 404
    client.force_login(student)
    assert client.get(url(name, active)).status_code == 200


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
    return row.answer_by


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
    assert [page.count(f"{done} of 4</span> done") for done in (0, 1)] == [9, 1]
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


def listed(client, **asked):
    body = client.get(reverse("contract-list"), asked, headers=JSON).json()
    return [each["id"] for each in body["contracts"]], body["after"]


def offered_for(student, coach, days):
    """A contract that the coach offered, to be answered within so many days."""
    proposal = make_accepted_proposal(student, coach)
    return offer_contract(proposal, by=coach, terms=some_terms(), valid_days=days, now=NOW)


@pytest.mark.parametrize("show", ["all", "offered"])
def test_pages_hold_every_contract_once_in_their_order(client, student, coach, monkeypatch, show):
    asked_last = [offered_for(student, coach, days) for days in (14, 7, 9)]
    theirs = [offered_contract(student, coach, by=student) for _ in range(4)]
    gone = offered_contract(student, coach)
    over = [withdraw_contract(gone, by=coach, version_number=1, now=NOW)]
    monkeypatch.setattr(listing, "PAGE_ROWS", 3)
    client.force_login(student)
    found, after = listed(client, show=show)
    while after:
        more, after = listed(client, show=show, after=after)
        found += more
    ended = over if show == "all" else []
    by_deadline = [asked_last[1], asked_last[2], asked_last[0]]
    assert found == [row.pk for row in [*by_deadline, *reversed(theirs), *ended]]


def test_a_page_goes_on_where_the_last_one_ended_though_its_last_contract_was_answered(
    client, student, coach, monkeypatch
):
    mine = [offered_contract(student, coach) for _ in range(3)]
    running = active_contract(student, coach)
    monkeypatch.setattr(listing, "PAGE_ROWS", 2)
    client.force_login(student)
    first, after = listed(client)
    assert first == [mine[2].pk, mine[1].pk]
    decline_contract(mine[1], by=student, version_number=1, now=NOW)
    assert listed(client, after=after)[0] == [mine[0].pk, running.pk]


@pytest.mark.parametrize("after", ["", "9-1-1", "0-x-1", "1-0-" + "9" * 40, "²-1-1"])
def test_a_place_that_does_not_exist_is_before_the_first(client, active, student, after):
    client.force_login(student)
    assert listed(client, after=after) == ([active.pk], "")


def test_a_deep_page_reads_as_much_as_the_first(client, student, coach, monkeypatch):
    for _ in range(9):
        offered_contract(student, coach, by=student)
    monkeypatch.setattr(listing, "PAGE_ROWS", 2)
    client.force_login(student)
    first = queries_of(client, reverse("contract-list"))
    after = listed(client)[1]
    after = listed(client, after=after)[1]
    assert queries_of(client, f"{reverse('contract-list')}?after={after}") == first
