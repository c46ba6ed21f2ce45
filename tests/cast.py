"""The people of the tests, as fixtures (a pytest plugin, loaded by conftest.py)."""

from types import SimpleNamespace

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.test import Client

from accounts.models import User
from tests import factories


def prove(client: Client) -> None:
    """Let whoever is logged in there have entered the password just now."""
    session = client.session
    record_authentication(
        SimpleNamespace(session=session),
        User.objects.get(pk=session["_auth_user_id"]),
        "password",
    )
    session.save()


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
    """A browser in which this person is logged in, and showed a moment ago who it is."""

    def browser(person) -> Client:
        client = Client()
        client.force_login(person)
        prove(client)
        return client

    return browser
