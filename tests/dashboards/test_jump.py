"""The list behind Ctrl+K holds what a person takes part in, and nothing else."""

from dashboards.jump import places_of
from tests.factories import active_contract


def test_lists_the_conversation_and_the_contract_of_a_deal(student, coach):
    contract = active_contract(student, coach)
    talk, deal = places_of(student)
    assert (talk.kind, talk.name) == ("chat", coach.display_name)
    assert deal.kind == "contract"
    assert contract.number in deal.line
    assert coach.display_name in deal.line


def test_stranger_finds_nothing_of_it(student, coach, other_student):
    active_contract(student, coach)
    assert places_of(other_student) == []


def test_costs_two_queries_however_long_it_is(
    student, coach, other_coach, django_assert_num_queries
):
    active_contract(student, coach)
    active_contract(student, other_coach)
    with django_assert_num_queries(2):
        assert len(places_of(student)) == 4


def test_people_without_a_login_get_no_list(client, db):
    answer = client.get("/jump", headers={"hx-request": "true"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/account/login")
