"""The people of the tests, as fixtures (a pytest plugin, loaded by conftest.py)."""

import pytest
from django.test import Client

from tests import factories


@pytest.fixture
def student(db):
    return factories.make_student()


@pytest.fixture
def other_student(db):
    return factories.make_student("Omar Student", timezone="Asia/Kathmandu")


@pytest.fixture
def coach(db):
    return factories.make_coach()


@pytest.fixture
def other_coach(db):
    return factories.make_coach("Olga Coach", timezone="Australia/Lord_Howe")


@pytest.fixture
def staff(db):
    return factories.make_user("Stella Staff", is_staff=True, is_superuser=True)


@pytest.fixture
def login(db):
    """A browser in which this person is logged in."""

    def browser(person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return browser
