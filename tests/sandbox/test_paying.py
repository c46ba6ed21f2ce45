"""A person pays by the hosted page, or saves a card that is charged later."""

import pytest
import stripe

from tests.sandbox.house import BACK
from tests.sandbox.shop import charge_later, checkout, save_card, set_up


def test_a_card_is_saved_by_the_hosted_page_and_charged_without_the_person(house, client, customer):
    method = save_card(house, client, customer, "pm_card_visa")

    intent = charge_later(client, customer, method, 5_000)

    assert (intent.status, intent.amount_received) == ("succeeded", 5_000)
    kept = client.v1.payment_methods.retrieve(method)
    assert (kept.customer, kept.card.last4) == (customer, "4242")


def test_the_page_of_a_saved_card_leads_back_with_the_sessions_name(house, client, customer):
    session = set_up(client, customer)

    where, _page = house.press(session.url, "pay", card="pm_card_visa")

    assert where == f"http://shop.test/back?session={session.id}"
    after = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent"]})
    assert (after.status, after.url) == ("complete", None)
    assert after.setup_intent.status == "succeeded"


def test_a_payment_by_the_page_makes_one_charge_with_its_fee(house, client, customer):
    session = checkout(client, customer, 5_000)

    house.press(session.url, "pay", card="pm_card_visa")

    session = client.v1.checkout.sessions.retrieve(session.id)
    assert (session.status, session.payment_status) == ("complete", "paid")
    intent = client.v1.payment_intents.retrieve(
        session.payment_intent, {"expand": ["latest_charge.balance_transaction"]}
    )
    entry = intent.latest_charge.balance_transaction
    assert (entry.amount, entry.fee, entry.net, entry.status) == (5_000, 100, 4_900, "pending")
    assert intent.metadata["charge"] == "7"


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ("pm_card_chargeDeclined", "Your card was declined."),
        ("pm_card_chargeDeclinedInsufficientFunds", "Your card has insufficient funds."),
    ],
)
def test_a_refused_card_leaves_the_page_open_for_another(house, client, customer, card, words):
    session = checkout(client, customer, 5_000)

    where, page = house.press(session.url, "pay", card=card)

    assert where == ""
    assert words in page
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    house.press(session.url, "pay", card="pm_card_visa")
    assert client.v1.checkout.sessions.retrieve(session.id).status == "complete"
    assert [each.status for each in client.v1.charges.list().data] == ["succeeded", "failed"]


def test_a_payment_waits_until_the_bank_is_told_yes(house, client, customer):
    session = checkout(client, customer, 5_000)

    bank, _page = house.press(session.url, "pay", card="pm_card_authenticationRequired")
    assert client.v1.payment_intents.list().data[0].status == "requires_action"
    where, _page = house.press(bank, "yes")

    assert where == BACK.replace("{CHECKOUT_SESSION_ID}", session.id)
    assert client.v1.payment_intents.list().data[0].status == "succeeded"


def test_who_tells_the_bank_no_is_asked_again_and_pays_nothing(house, client, customer):
    session = checkout(client, customer, 5_000)
    bank, _page = house.press(session.url, "pay", card="pm_card_authenticationRequired")

    where, _page = house.press(bank, "no")

    assert where == session.url
    assert client.v1.payment_intents.list().data[0].status == "requires_payment_method"
    assert client.v1.balance.retrieve().pending == []


def test_a_page_ends_by_the_clock_and_takes_no_money_after(house, client, customer):
    session = checkout(client, customer, 5_000, expires_at=house.now() + 1_801)

    house.go_on(1_802)

    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert "This page is over" in house.look(session.url)


def test_a_page_that_was_ended_is_not_ended_again(client, customer):
    session = checkout(client, customer, 5_000)
    client.v1.checkout.sessions.expire(session.id)

    with pytest.raises(stripe.InvalidRequestError, match="Only Checkout Sessions"):
        client.v1.checkout.sessions.expire(session.id)


def test_a_form_from_elsewhere_is_refused(house, client, customer):
    session = checkout(client, customer, 5_000)

    with pytest.raises(AssertionError, match="403"):
        house.press(session.url, "pay", card="pm_card_visa", token="0" * 64)

    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", None),
        ("pm_card_authenticationRequired", "authentication_required", "authentication_required"),
    ],
)
def test_a_saved_card_that_is_refused_says_why(client, customer, card, code, decline_code):
    method = client.v1.payment_methods.attach(card, {"customer": customer}).id

    with pytest.raises(stripe.CardError) as refused:
        charge_later(client, customer, method, 5_000)

    error = refused.value.error
    assert (refused.value.code, getattr(error, "decline_code", None)) == (code, decline_code)
    assert error.payment_intent.status == "requires_payment_method"
    assert client.v1.balance.retrieve().pending == []


def test_the_money_of_a_charge_is_available_after_three_days(house, client, customer):
    method = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer}).id
    charge_later(client, customer, method, 5_000)

    before = client.v1.balance.retrieve()
    house.go_on(3 * 86_400)
    after = client.v1.balance.retrieve()

    assert (before.available[0].amount, before.pending[0].amount) == (0, 4_900)
    assert (after.available[0].amount, after.pending[0].amount) == (4_900, 0)


def test_a_charge_cannot_be_stopped_once_it_succeeded(client, customer):
    method = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer}).id
    intent = charge_later(client, customer, method, 5_000)

    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.cancel(intent.id)

    assert refused.value.code == "payment_intent_unexpected_state"


def test_a_card_that_its_bank_renewed_is_told_of(house, client, customer):
    method = client.v1.payment_methods.attach("pm_card_mastercard", {"customer": customer})

    house.act("renew", method.id)

    after = client.v1.payment_methods.retrieve(method.id)
    assert after.card.exp_year == method.card.exp_year + 4
    told = client.v1.events.list({"type": "payment_method.automatically_updated"}).data
    assert [each.data.object.id for each in told] == [method.id]
