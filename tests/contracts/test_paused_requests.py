"""Staff freeze a request: nothing new comes of it, and what was agreed stands."""

import pytest
import time_machine

from contracts.actions import (
    accept_contract,
    counter_contract,
    offer_contract,
    withdraw_contract,
)
from contracts.errors import RequestPaused
from contracts.models import Contract, ContractVersion
from core.cards import build_card
from marketplace.actions import reinstate_request, suspend_request
from marketplace.models import Proposal
from tests.contracts.helpers import some_terms
from tests.factories import NOW, active_contract
from tests.marketplace.helpers import refused

pytestmark = pytest.mark.django_db

REASON = "Reported by several people."
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def paused(proposal, staff):
    suspend_request(proposal.request, by=staff, reason=REASON, now=NOW)
    return Proposal.objects.get(pk=proposal.pk)


def create_press(proposal, viewer):
    fresh = Proposal.objects.get(pk=proposal.pk)
    presses = build_card(fresh, viewer=viewer, now=NOW).actions
    return next(press for press in presses if press.verb == "create-contract")


def test_no_contract_is_offered_until_staff_open_the_request_again(paused, student, coach, staff):
    for by in (student, coach):
        with refused(RequestPaused, paused):
            offer_contract(paused, by=by, terms=some_terms(), now=NOW)
    assert not Contract.objects.exists()
    reinstate_request(paused.request, by=staff, now=NOW)
    assert offer_contract(paused, by=coach, terms=some_terms(), now=NOW).status == "offered"


def test_the_button_says_why_not(paused, student, coach, staff):
    for viewer in (student, coach):
        press = create_press(paused, viewer)
        assert not press.enabled
        assert press.why_not.startswith("Our staff have paused this request.")
    reinstate_request(paused.request, by=staff, now=NOW)
    assert create_press(paused, student).enabled


def test_the_form_s_address_says_so_too(login, paused, student):
    browser = login(student)
    answer = browser.get(f"/contracts/create/{paused.pk}", **JSON)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "request_paused")
    answer = browser.get(f"/contracts/create/{paused.pk}")
    assert answer.status_code == 409
    assert "Our staff have paused this request." in answer.content.decode()


def test_what_was_offered_before_is_still_the_same_offer(proposal, coach, staff):
    first = offer_contract(proposal, by=coach, terms=some_terms(), now=NOW)
    suspend_request(proposal.request, by=staff, reason=REASON, now=NOW)
    assert offer_contract(proposal, by=coach, terms=some_terms(), now=NOW) == first


def test_a_contract_that_runs_goes_on(student, coach, staff):
    contract = active_contract(student, coach)
    suspend_request(contract.proposal.request, by=staff, reason=REASON, now=NOW)
    contract.refresh_from_db()
    assert contract.status == "active"


@pytest.fixture
def offered(proposal, coach, staff):
    """The coach's offer, which stood before staff froze the request."""
    contract = offer_contract(proposal, by=coach, terms=some_terms(), now=NOW)
    suspend_request(proposal.request, by=staff, reason=REASON, now=NOW)
    return contract


def test_an_offer_that_stood_before_is_neither_accepted_nor_countered_meanwhile(
    offered, student, staff
):
    number = offered.open_version.number
    with refused(RequestPaused, offered):
        accept_contract(offered, by=student, version_number=number, now=NOW)
    with refused(RequestPaused, offered):
        counter_contract(
            offered, by=student, version_number=number, terms=some_terms(session_count=2), now=NOW
        )
    reinstate_request(offered.proposal.request, by=staff, now=NOW)
    accepted = accept_contract(offered, by=student, version_number=number, now=NOW)
    assert accepted.status == "active"


def test_its_buttons_say_why_not_and_it_can_still_be_declined_or_taken_back(
    offered, student, coach
):
    version = ContractVersion.objects.get(contract=offered)
    actions = {a.verb: a for a in build_card(version, viewer=student, now=NOW).actions}
    for verb in ("accept", "counter"):
        assert not actions[verb].enabled
        assert actions[verb].why_not.startswith("Our staff have paused this request.")
    assert actions["decline"].enabled
    withdraw_contract(offered, by=coach, version_number=version.number, now=NOW)


def test_the_form_of_a_counter_offer_says_so_too(login, offered, student):
    with time_machine.travel(NOW, tick=False):
        answer = login(student).get(f"/contracts/{offered.pk}/counter", **JSON)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "request_paused")
