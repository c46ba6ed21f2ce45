"""The gateway, with the real library and the sandbox behind it."""

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from payments import writes
from payments.answers import Customer, Intent, Refund
from payments.failures import (
    CardRefused,
    Decline,
    KeyReused,
    KeysRefused,
    Refused,
    SignatureWrong,
    Unclear,
    decline_of,
)
from payments.gateway import Gateway, TransactionOpen
from sandbox.app import API
from tests.sandbox.house import SECRET

BACK = "http://shop.test/back"
LEFT = "http://shop.test/left"
PERSON = {"email": "student@demo.test", "name": "Ana", "metadata": {"user": "7"}}


@pytest.fixture
def gateway(house) -> Gateway:
    return Gateway(key="sk_test_x", base=house.address + API, seconds=5)


@pytest.fixture
def student(gateway) -> str:
    return gateway.send(writes.customer(**PERSON), key="student").id


def card(house, gateway, student, token="pm_card_visa") -> str:
    """Saved by the hosted page."""
    page = gateway.send(
        writes.setup_checkout(
            customer=student, currency="eur", back_url=BACK, left_url=LEFT, metadata={"save": "1"}
        ),
        key=f"page {token}",
    )
    house.press(page.url, "pay", card=token)
    return gateway.setup_intent(gateway.checkout(page.id).setup_intent).card


def charge(gateway, student, card, key="charge 7", amount=5_000) -> Intent:
    return gateway.send(
        writes.off_session_intent(
            customer=student, card=card, amount=amount, currency="eur",
            description="Session 1", metadata={"charge": "7"},
        ),
        key=key,
    )  # fmt: skip


def pay(gateway, student, house, amount=5_000):
    return gateway.send(
        writes.payment_checkout(
            customer=student, amount=amount, currency="eur", name="Session 1",
            back_url=BACK, left_url=LEFT, metadata={"charge": "7"},
            expires_at=datetime.fromtimestamp(house.now(), UTC) + timedelta(hours=1),
        ),
        key="pay 7",
    )  # fmt: skip


def test_a_customer_comes_back_as_a_frozen_value(gateway, student):
    customer = gateway.customer(student)

    assert customer == Customer(student, "student@demo.test", {"user": "7"})
    with pytest.raises(FrozenInstanceError):
        customer.email = "other@demo.test"


def test_one_key_acts_once(gateway, student):
    again = gateway.send(writes.customer(**PERSON), key="student")

    assert again.id == student


def test_a_saved_card_is_charged_without_its_owner(house, gateway, student):
    saved = card(house, gateway, student)

    intent = charge(gateway, student, saved)

    assert (intent.status, intent.amount_received, intent.currency) == ("succeeded", 5_000, "eur")
    assert intent.metadata == {"charge": "7"}
    line = gateway.balance_line(gateway.charge(intent.charge).balance_transaction)
    assert (line.amount, line.fee, line.net, line.source) == (5_000, 100, 4_900, intent.charge)
    assert line.available_on - line.created_at == timedelta(days=3)
    assert gateway.balance().pending == {"eur": 4_900}


def test_a_payment_by_the_page_keeps_the_card_for_the_next(house, gateway, student):
    page = pay(gateway, student, house)
    house.press(page.url, "pay", card="pm_card_visa")

    done = gateway.checkout(page.id)

    assert (done.status, done.payment_status, done.url) == ("complete", "paid", None)
    assert gateway.intent(done.intent).status == "succeeded"
    (kept,) = gateway.cards(student).items
    assert (kept.last4, kept.customer) == ("4242", student)
    assert charge(gateway, student, kept.id).status == "succeeded"


def test_a_page_can_be_ended_and_an_intent_given_up(house, gateway, student):
    page = pay(gateway, student, house)
    house.press(page.url, "pay", card="pm_card_chargeDeclined")
    intent = gateway.checkout(page.id).intent

    ended = gateway.send(writes.checkout_end(page.id), key="end")
    given_up = gateway.send(writes.intent_end(intent), key="give up")

    assert (ended.status, given_up.status) == ("expired", "canceled")
    assert given_up.failure == "generic_decline"


def test_a_removed_card_is_nobodys(house, gateway, student):
    saved = card(house, gateway, student)

    gateway.send(writes.card_removal(saved), key="remove")

    assert gateway.card(saved).customer is None
    with pytest.raises(Refused):
        charge(gateway, student, saved)


@pytest.mark.parametrize(
    ("token", "code", "decline"),
    [
        ("pm_card_chargeDeclined", "generic_decline", Decline.SOFT),
        ("pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds", Decline.SOFT),
        ("pm_card_chargeDeclinedStolenCard", "stolen_card", Decline.HARD),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", Decline.HARD),
    ],
)
def test_a_refused_card_says_what_it_means_for_the_next_try(
    house, gateway, student, token, code, decline
):
    saved = card(house, gateway, student, token)

    with pytest.raises(CardRefused) as refused:
        charge(gateway, student, saved)

    assert (refused.value.code, refused.value.decline) == (code, decline)
    assert gateway.intent(refused.value.intent_id).status == "requires_payment_method"


def test_a_card_whose_bank_asks_needs_its_owner(house, gateway, student):
    token = "pm_card_authenticationRequired"
    page = gateway.send(
        writes.setup_checkout(
            customer=student, currency="eur", back_url=BACK, left_url=LEFT, metadata={}
        ),
        key="page",
    )
    bank, _page = house.press(page.url, "pay", card=token)
    house.press(bank, "yes")
    saved = gateway.setup_intent(page.setup_intent).card

    with pytest.raises(CardRefused) as refused:
        charge(gateway, student, saved)

    assert refused.value.decline is Decline.CONFIRM


def test_the_owner_who_told_the_bank_no_is_to_confirm():
    assert decline_of("payment_intent_authentication_failure") is Decline.CONFIRM


def test_a_refund_is_found_by_its_payment(house, gateway, student):
    intent = charge(gateway, student, card(house, gateway, student))

    refund = gateway.send(
        writes.refund(charge=intent.charge, amount=2_000, metadata={"refund": "3"}), key="refund 3"
    )

    assert isinstance(refund, Refund)
    assert (refund.status, refund.amount, refund.metadata) == ("succeeded", 2_000, {"refund": "3"})
    assert gateway.refunds(intent=intent.id).items == (refund,)
    assert gateway.charge(intent.charge).amount_refunded == 2_000


def test_a_refund_that_fails_later_says_why(house, gateway, student):
    intent = charge(gateway, student, card(house, gateway, student))
    refund = gateway.send(
        writes.refund(charge=intent.charge, amount=2_000, metadata={}), key="refund"
    )

    house.act("fail_refund", refund.id)

    after = gateway.refund(refund.id)
    assert (after.status, after.failure) == ("failed", "lost_or_stolen_card")
    kinds = [line.kind for line in gateway.balance_lines().items]
    assert kinds == ["refund_failure", "refund", "charge"]


def test_more_than_was_paid_is_refused_with_its_code(house, gateway, student):
    intent = charge(gateway, student, card(house, gateway, student))

    with pytest.raises(Refused) as refused:
        gateway.send(writes.refund(charge=intent.charge, amount=5_001, metadata={}), key="refund")

    assert (refused.value.code, refused.value.param) == ("amount_too_large", "amount")


def test_one_key_with_other_parameters_is_a_fault_of_ours(gateway, student):
    with pytest.raises(KeyReused):
        gateway.send(writes.customer(**PERSON | {"name": "Eva"}), key="student")


@pytest.mark.parametrize(
    "fault", ["error_before", "error_after", "drop_after", "too_often", "busy"]
)
def test_what_may_have_been_done_is_unclear_and_the_same_key_ends_in_one(house, gateway, fault):
    house.break_next_call(fault)

    with pytest.raises(Unclear):
        gateway.send(writes.customer(**PERSON), key="student")

    gateway.send(writes.customer(**PERSON), key="student")
    assert len(house.store.find("customer")) == 1


def test_an_answer_that_does_not_come_in_time_is_unclear(house):
    impatient = Gateway(key="sk_test_x", base=house.address + API, seconds=0.5)
    house.break_next_call("slow", seconds=1)

    with pytest.raises(Unclear):
        impatient.send(writes.customer(**PERSON), key="student")


def test_nobody_at_the_address_is_unclear():
    with pytest.raises(Unclear):
        Gateway(key="sk_test_x", base="http://127.0.0.1:9").balance()


def test_a_key_that_stripe_does_not_know_is_said(house):
    with pytest.raises(KeysRefused):
        Gateway(key="sk_live_x", base=house.address + API).balance()


@pytest.mark.django_db
def test_stripe_is_not_asked_while_a_transaction_is_open(house, gateway):
    with transaction.atomic(), pytest.raises(TransactionOpen):
        gateway.send(writes.customer(**PERSON), key="student")

    assert house.store.find("customer") == []
    assert gateway.send(writes.customer(**PERSON), key="student").id


def test_events_are_listed_since_a_time(house, gateway, student):
    charge(gateway, student, card(house, gateway, student))
    house.go_on(1_000)
    saved = card(house, gateway, student, "pm_card_mastercard")

    page = gateway.events(since=house.now() - 500)

    assert saved in {event.object_id for event in page.items}
    assert "charge.succeeded" not in {event.kind for event in page.items}
    assert "charge.succeeded" in {event.kind for event in gateway.events().items}


def test_a_webhook_is_read_with_the_secret_of_now_or_of_before(house, gateway, student):
    ear = house.ear()
    charge(gateway, student, card(house, gateway, student))
    body, signature = ear.wait_for(1)[0]

    event = gateway.event_of_webhook(body, signature, ["whsec_new", SECRET])

    assert (event.kind, event.object_kind) == ("payment_method.attached", "payment_method")
    assert (event.account, event.livemode) == (None, False)
    for wrong in ([], ["whsec_new"]):
        with pytest.raises(SignatureWrong):
            gateway.event_of_webhook(body, signature, wrong)
    with pytest.raises(SignatureWrong):
        gateway.event_of_webhook(body + b" ", signature, [SECRET])
