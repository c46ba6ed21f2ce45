"""Staff freeze a request: nothing new comes of it, and what was agreed stands."""

import pytest

from contracts.actions import offer_contract
from contracts.errors import RequestPaused
from contracts.models import Contract
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
