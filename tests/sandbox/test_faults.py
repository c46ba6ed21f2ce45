"""What goes wrong on demand, as the library meets it."""

import pytest
import stripe

from sandbox.app import API
from tests.sandbox.shop import paid


def create(client, key="one"):
    return client.v1.customers.create({}, {"idempotency_key": key})


def count(client) -> int:
    return len(client.v1.customers.list().data)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("error_before", stripe.APIError),
        ("busy", stripe.APIError),
        ("too_often", stripe.RateLimitError),
    ],
)
def test_a_call_that_was_not_begun_did_nothing_and_its_key_is_free(house, client, name, error):
    house.break_next_call(name)

    with pytest.raises(error):
        create(client)

    assert count(client) == 0
    assert create(client).id
    assert count(client) == 1


@pytest.mark.parametrize(
    ("name", "error"), [("error_after", stripe.APIError), ("drop_after", stripe.APIConnectionError)]
)
def test_a_call_whose_answer_was_lost_acted_and_its_key_says_so(house, client, name, error):
    house.break_next_call(name)

    with pytest.raises(error):
        create(client)

    assert count(client) == 1
    create(client)
    assert count(client) == 1


def test_an_answer_that_comes_too_late_was_acted_on(house):
    impatient = stripe.StripeClient(
        "sk_test_x",
        base_addresses={"api": house.address + API},
        http_client=stripe.RequestsClient(timeout=1),
        max_network_retries=0,
    )
    house.break_next_call("slow", seconds=2)

    with pytest.raises(stripe.APIConnectionError):
        create(impatient)

    assert count(impatient) == 1


def test_a_fault_can_be_meant_for_one_address(house, client, customer):
    house.break_next_call("error_before", path="/v1/refunds")
    charge = paid(client, customer)

    with pytest.raises(stripe.APIError):
        client.v1.refunds.create({"charge": charge})

    assert client.v1.refunds.create({"charge": charge}).status == "succeeded"


def test_the_library_tries_again_by_itself_with_one_key(house):
    stubborn = stripe.StripeClient(
        "sk_test_x", base_addresses={"api": house.address + API}, max_network_retries=2
    )
    house.break_next_call("error_after")

    stubborn.v1.customers.create({})

    assert count(stubborn) == 1
