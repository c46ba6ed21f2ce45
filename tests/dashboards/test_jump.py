"""The list behind Ctrl+K holds what a person takes part in, and nothing else."""

from datetime import timedelta

import pytest

from dashboards.jump import places_of
from tests.factories import (
    NOW,
    active_contract,
    completed_session,
    confirmed_session,
    make_coach,
    offered_session,
    open_request,
    pending_proposal,
)
from tests.finding import FINDS, MISSES

DAY = timedelta(days=1)
# The list also finds what stands within a word.
ANY_PART = [("unrelated", "related")]


def urls(person, kind):
    return [place.url for place in places_of(person) if place.kind == kind]


def test_lists_the_conversation_and_the_contract_of_a_deal(student, coach):
    contract = active_contract(student, coach)
    talk, deal, request = places_of(student)
    assert (talk.kind, talk.name) == ("chat", coach.display_name)
    assert deal.kind == "contract"
    assert contract.number in deal.line
    assert coach.display_name in deal.line
    assert (request.kind, request.url) == (
        "request",
        f"/jobs/{contract.proposal.request_id}/manage",
    )


def test_lists_the_sessions_that_have_something_to_show_the_open_ones_first(student, coach):
    contract = active_contract(student, coach)
    first, second, third, _untouched = contract.sessions.order_by("number")
    completed_session(first, starts_at=NOW + DAY)
    confirmed_session(second, starts_at=NOW + 4 * DAY)
    offered_session(third, by=coach, starts=[NOW + 5 * DAY])

    expected = [f"/sessions/{row.pk}" for row in (third, second, first)]
    assert urls(student, "session") == urls(coach, "session") == expected
    (name, _other, _third) = [p for p in places_of(coach) if p.kind == "session"]
    assert name.name == "Session 3 with Sofia Student"
    assert name.line == f"times offered · {contract.number}"
    booked = [p for p in places_of(coach) if p.kind == "session"][1]
    assert booked.line == f"Sat 7 Nov 2026, 09:00 · confirmed · {contract.number}"


def test_lists_ones_own_requests_and_those_one_proposed_to(student, coach, other_coach):
    request = open_request(student)
    other = open_request(student, title="A second wish")
    pending_proposal(request, coach)
    assert urls(student, "request") == [f"/jobs/{other.pk}/manage", f"/jobs/{request.pk}/manage"]
    assert urls(coach, "request") == [f"/jobs/{request.pk}"]
    assert places_of(other_coach) == []


def test_each_address_opens(student, coach, client):
    contract = active_contract(student, coach)
    confirmed_session(contract.sessions.get(number=1), starts_at=NOW + DAY)
    for person in (student, coach):
        client.force_login(person)
        places = places_of(person)
        assert {place.kind for place in places} == {"chat", "contract", "session", "request"}
        assert {client.get(place.url).status_code for place in places} == {200}


def test_stranger_finds_nothing_of_it(student, coach, other_student):
    active_contract(student, coach)
    assert places_of(other_student) == []


def test_costs_five_queries_however_long_it_is(
    student, coach, other_coach, django_assert_num_queries
):
    active_contract(student, coach)
    active_contract(student, other_coach)
    with django_assert_num_queries(5):
        assert len(places_of(student)) == 6


def test_what_is_older_than_the_list_is_found_by_its_words(
    client, student, coach, other_coach, monkeypatch
):
    contract = active_contract(student, coach)
    active_contract(student, other_coach)
    address = f"/contracts/{contract.pk}"
    monkeypatch.setattr("dashboards.jump.MOST", 1)
    assert address not in urls(student, "contract")
    client.force_login(student)
    for query in (
        contract.number,
        contract.number.lower(),
        "carl spanish",
        f"CARL {contract.number[-3:]}",
    ):
        page = client.get("/jump", {"q": query}, headers={"hx-request": "true"}).content.decode()
        assert f'href="{address}"' in page
    kinds = {place.kind for place in places_of(student, coach.display_name)}
    assert kinds == {"chat", "contract", "session"}
    assert places_of(student, "spanish nobody") == []
    assert places_of(other_coach, contract.number) == []


@pytest.mark.parametrize(("text", "query"), [each for each in FINDS if len(each[0]) <= 80])
def test_what_a_person_would_find_is_found(student, text, query):
    row = open_request(student, title=f"{text} and more")
    assert [place.url for place in places_of(student, query)] == [f"/jobs/{row.pk}/manage"]


@pytest.mark.parametrize(("text", "query"), [each for each in MISSES if each not in ANY_PART])
def test_what_means_something_else_is_not(student, text, query):
    open_request(student, title=f"{text} and more")
    assert places_of(student, query) == []


def test_a_name_is_found_without_its_accents(student):
    contract = active_contract(student, make_coach("Søren Müller"))
    kinds = {place.kind for place in places_of(student, f"soren '{contract.number}' MULLER")}
    assert kinds == {"contract", "session"}


def test_a_session_without_a_time_is_found_by_its_contract_and_number(student, coach):
    contract = active_contract(student, coach)
    third = contract.sessions.get(number=3)
    found = places_of(student, f"session 3 {contract.number}")
    assert f"/sessions/{third.pk}" in {place.url for place in found}
    assert urls(student, "session") == []


def test_people_without_a_login_get_no_list(client, db):
    answer = client.get("/jump", headers={"hx-request": "true"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/account/login")
