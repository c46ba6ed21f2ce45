"""Whoever reads the mail proves an address for their own account only, whoever signed up with it."""

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.cast import prove
from tests.factories import PASSWORD, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ADDRESS = "vera.victim@example.test"


def link_of(address: EmailAddress) -> str:
    return reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])


@pytest.fixture
def claimed():
    """The address of somebody else, with which a stranger signed up, and the link in that one's mail."""
    make_user("Mallory", email=ADDRESS, verified=False)
    return EmailAddress.objects.get(email=ADDRESS)


def is_proven(address: EmailAddress) -> bool:
    return EmailAddress.objects.get(pk=address.pk).verified


@pytest.mark.parametrize("typed", [{}, {"password": ""}, {"password": "what Vera would type"}])
def test_who_does_not_know_the_accounts_password_proves_nothing_for_it(claimed, typed):
    browser = Client()
    assert "somebody else typed your address" in browser.get(link_of(claimed)).content.decode()
    answer = browser.post(link_of(claimed), typed)
    assert answer.status_code == 422
    assert "somebody else typed your address" in answer.content.decode()
    assert not is_proven(claimed)


def test_who_signed_up_confirms_on_another_device_by_the_password(claimed):
    assert Client().post(link_of(claimed), {"password": PASSWORD}).status_code == 302
    assert is_proven(claimed)


def test_where_its_owner_is_logged_in_one_press_is_enough(claimed, client):
    client.force_login(User.objects.get(email=ADDRESS))
    assert 'name="password"' not in client.get(link_of(claimed)).content.decode()
    assert client.post(link_of(claimed)).status_code == 302
    assert is_proven(claimed)


def test_guessing_there_is_counted_like_guessing_at_the_login(claimed):
    browser = Client()
    answers = [browser.post(link_of(claimed), {"password": f"guess {n}"}) for n in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert not is_proven(claimed)


def test_a_new_address_of_an_account_is_proven_by_who_has_the_account_only(client):
    """Or one's own mailbox could be made the door to somebody else's account, and kept from one's own."""
    mallory = make_user("Mallory")
    client.force_login(mallory)
    prove(client)
    client.post("/account/email/", {"email": ADDRESS, "action_add": ""})
    wish = EmailAddress.objects.get(email=ADDRESS)
    assert Client().post(link_of(wish)).status_code == 422
    assert not is_proven(wish)
    assert Client().post(link_of(wish), {"password": PASSWORD}).status_code == 302
    assert is_proven(wish)
