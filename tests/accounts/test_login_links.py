"""Opening an address of the login system changes nothing, whoever opens it and whoever is logged in there."""

from collections.abc import Iterator
from itertools import product

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.actions import ask_address_change
from accounts.models import AddressChange, User
from tests.factories import NOW, PASSWORD, make_user

pytestmark = pytest.mark.once

# What a key or an app is to sign next is kept for who asked for the page; it opens nothing by itself.
CHALLENGES = ("mfa.webauthn.state", "mfa.totp.secret", "mfa_recovery_codes_seed")
NEW = {"password1": "a new long one", "password2": "a new long one"}
TABLES = {
    model._meta.db_table: model._meta.pk.column
    for model in apps.get_models()
    if model is not Session
}
BOTH = pytest.mark.parametrize("method", ["get", "head"])


@pytest.fixture
def owner(db):
    person = make_user("Nia Newcomer", verified=False)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    return person


@pytest.fixture
def other(db):
    return make_user("Otto Other")


def confirm_link(person: User) -> str:
    address = EmailAddress.objects.get(user=person)
    return reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])


def reset_link(person: User) -> str:
    key = [user_pk_to_url_str(person), default_token_generator.make_token(person)]
    return reverse("account_reset_password_from_key", args=key)


LINKS = {"confirm an address": confirm_link, "choose a password": reset_link}
every_link = pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from names(each.url_patterns)
        else:
            yield str(each.name)


def stop_link(owner: User) -> str:
    change = AddressChange.objects.first() or ask_address_change(
        owner, address="new@example.test", now=NOW
    )
    return reverse("address-change-stop", args=[change.key])


def account_names() -> set[str]:
    roots = [each for each in get_resolver().url_patterns if str(each.pattern) == "account/"]
    return {name for root in roots for name in names(root.url_patterns)}


def account_address(name: str, owner: User) -> str:
    """With a link of the owner's where one is needed."""
    made = {
        "account_confirm_email": confirm_link,
        "account_reset_password_from_key": reset_link,
        "address-change-stop": stop_link,
    }
    if name in made:
        return made[name](owner)
    takes_key = name in ("mfa_remove_webauthn", "mfa_edit_webauthn")
    return reverse(name, args=[Authenticator.objects.get().pk] if takes_key else [])


def rows() -> dict[str, list[tuple[object, ...]]]:
    """All there is, but for the sessions, as the database holds it: asked thousands of times."""
    found = {}
    with connection.cursor() as cursor:
        for table, key in TABLES.items():
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY "{key}"')
            found[table] = cursor.fetchall()
    return found


def kept_in_session(client: Client) -> tuple[str | None, dict[str, object]]:
    session = client.session
    return session.session_key, {
        key: value for key, value in session.items() if key not in CHALLENGES
    }


@pytest.fixture
def browsers(owner, other):
    """One in which nobody is logged in, the owner's, and another person's; each has been here before."""
    found = {"nobody": Client(), "owner": Client(), "other": Client()}
    found["owner"].force_login(owner)
    found["other"].force_login(other)
    for browser in found.values():
        browser.get("/chat/rows")
        if not browser.session.session_key:
            browser.session.save()
    return found


@pytest.mark.parametrize("who", ["nobody", "owner", "other"])
@pytest.mark.parametrize("name", sorted(account_names()))
def test_opening_any_address_of_an_account_changes_no_row_and_no_session(
    browsers, owner, name, who
):
    browser = browsers[who]
    address = account_address(name, owner)
    before = rows(), kept_in_session(browser), Session.objects.count()
    for open_it, path in product(
        (browser.head, browser.get), (address, f"{address}?next=/settings")
    ):
        answer = open_it(path, follow=True)
        assert answer.status_code in (200, 403, 404), answer.status_code
        assert (rows(), kept_in_session(browser), Session.objects.count()) == before


@BOTH
@every_link
def test_a_link_of_somebody_else_says_whose_it_is_and_asks(browsers, owner, other, link, method):
    answer = getattr(browsers["other"], method)(link(owner), follow=True)
    assert answer.status_code == 403
    page = browsers["other"].get(link(owner), follow=True).content.decode()
    assert "ni…@example.test" in page
    assert owner.email not in page
    assert owner.display_name not in page
    assert other.display_name in page
    assert 'action="/account/logout/"' in page


@every_link
def test_a_press_by_somebody_else_changes_nothing_either(browsers, owner, link):
    page = browsers["nobody"].get(link(owner), follow=True).request["PATH_INFO"]
    theirs = browsers["nobody"].cookies
    browsers["other"].cookies.update({name: theirs[name] for name in theirs if name == "reset"})
    before = rows(), kept_in_session(browsers["other"])
    assert browsers["other"].post(page, NEW).status_code == 403
    assert (rows(), kept_in_session(browsers["other"])) == before


def test_who_logs_out_there_goes_on_with_the_link(browsers, owner):
    for link in (confirm_link(owner), reset_link(owner)):
        browser = Client()
        browser.force_login(make_user(f"Otto {link[-5:-1]}"))
        page = browser.get(link, follow=True).request["PATH_INFO"]
        answer = browser.post("/account/logout/", {"next": page}, follow=True)
        assert answer.request["PATH_INFO"] == page
        browser.post(page, {"password": PASSWORD} | NEW)
    owner.refresh_from_db()
    assert owner.check_password(NEW["password1"])
    assert EmailAddress.objects.get(user=owner).verified


def test_the_key_of_a_new_password_leaves_the_address_and_works_once(client, owner):
    link = reset_link(owner)
    page = client.get(link, follow=True).request["PATH_INFO"]
    assert page.endswith(f"/key/{user_pk_to_url_str(owner)}-set-password/")
    client.post(page, NEW)
    owner.refresh_from_db()
    assert owner.check_password(NEW["password1"])
    again = Client().get(link, follow=True)
    assert b"does not work any more" in again.content


@pytest.mark.parametrize("key", ["x", "abc-123", "%22;%20a=b", "%E4%B8%8A-1", "a;b-c"])
def test_a_key_that_is_none_ends_on_a_page_that_says_so(client, owner, key):
    answer = client.get(
        f"/account/password/reset/key/{user_pk_to_url_str(owner)}-{key}/", follow=True
    )
    assert answer.status_code == 200
    assert b"does not work any more" in answer.content


def test_staff_made_by_hand_open_their_pages_without_a_change(db, client):
    client.force_login(User.objects.create_superuser("boss@example.test", "x", display_name="Boss"))
    client.get("/settings")
    before = rows()
    client.get("/account/email/")
    client.get(reset_link(User.objects.get()), follow=True)
    assert rows() == before
