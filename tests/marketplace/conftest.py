import pytest
from django.test import Client


@pytest.fixture
def login(db):
    """A browser in which this person is logged in."""

    def browser(person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return browser
