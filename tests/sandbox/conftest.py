"""The library as it comes, and one customer."""

import pytest
import stripe

from sandbox.app import API


@pytest.fixture
def client(house) -> stripe.StripeClient:
    """Without its own second tries."""
    base = {"api": house.address + API}
    return stripe.StripeClient("sk_test_of_the_tests", base_addresses=base, max_network_retries=0)


@pytest.fixture
def customer(client) -> str:
    return client.v1.customers.create({"email": "student@demo.test", "name": "Ana"}).id
