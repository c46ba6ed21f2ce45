"""Webhooks: signed as the library checks it, in order, again until taken, and wrong on demand."""

import json

import pytest
import stripe

from tests.sandbox.house import SECRET, eventually
from tests.sandbox.shop import paid


def names(heard) -> list[str]:
    return [json.loads(body)["type"] for body, _signature in heard]


def attach(client, customer) -> str:
    """One event and no more."""
    return client.v1.payment_methods.attach("pm_card_visa", {"customer": customer}).id


def detach(client, method) -> None:
    client.v1.payment_methods.detach(method)


def test_a_webhook_is_one_that_the_library_takes(house, client, customer):
    ear = house.ear()
    method = attach(client, customer)

    (body, signature) = ear.wait_for(1)[0]

    event = client.construct_event(body, signature, SECRET)
    assert (event.type, event.data.object.id) == ("payment_method.attached", method)
    assert event.api_version == stripe.api_version
    eventually(lambda: client.v1.events.retrieve(event.id).pending_webhooks == 0)


def test_webhooks_come_in_the_order_in_which_things_happened(house, client, customer):
    ear = house.ear()
    paid(client, customer)

    assert names(ear.wait_for(4)) == [
        "payment_method.attached",
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
    ]


def test_what_is_not_taken_comes_again_later(house, client, customer):
    ear = house.ear()
    ear.status = 500
    attach(client, customer)
    ear.wait_for(1)
    ear.status = 200

    house.go_on(61)

    first, second = ear.wait_for(2)
    assert json.loads(first[0])["id"] == json.loads(second[0])["id"]


def test_a_lost_webhook_never_comes_but_is_listed(house, client, customer):
    ear = house.ear()
    house.break_next_webhook("lose")
    method = attach(client, customer)
    detach(client, method)

    assert names(ear.wait_for(1)) == ["payment_method.detached"]
    listed = [each.type for each in client.v1.events.list().data]
    assert listed == ["payment_method.detached", "payment_method.attached"]


def test_a_doubled_webhook_is_one_event_twice(house, client, customer):
    ear = house.ear()
    house.break_next_webhook("double")
    attach(client, customer)

    first, second = ear.wait_for(2)

    assert json.loads(first[0])["id"] == json.loads(second[0])["id"]


def test_a_swapped_webhook_comes_after_the_next_one(house, client, customer):
    ear = house.ear()
    house.break_next_webhook("swap")
    method = attach(client, customer)
    detach(client, method)

    assert names(ear.wait_for(2)) == ["payment_method.detached", "payment_method.attached"]


def test_a_delayed_webhook_comes_a_minute_later(house, client, customer):
    ear = house.ear()
    house.break_next_webhook("delay")
    method = attach(client, customer)
    detach(client, method)
    assert names(ear.wait_for(1)) == ["payment_method.detached"]

    house.go_on(60)

    assert names(ear.wait_for(2))[1] == "payment_method.attached"


def test_a_webhook_with_a_wrong_secret_is_refused_by_the_library(house, client, customer):
    ear = house.ear()
    house.break_next_webhook("wrong_secret")
    attach(client, customer)
    body, signature = ear.wait_for(1)[0]

    with pytest.raises(stripe.SignatureVerificationError):
        client.construct_event(body, signature, SECRET)
