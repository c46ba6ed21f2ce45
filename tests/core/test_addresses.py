"""What every address does alike: who asks comes before how, and a NUL is refused at the door."""

from importlib import import_module

import pytest
from django.conf import settings
from django.urls import reverse

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
# What mails, calendars and public pages open without a login, and the mailbox that production does not have.
OPEN = {
    "unsubscribe", "unsubscribe-unknown", "calendar-feed", "link-arrival", "link-page",
    "link-unknown", "picture", "mailbox", "mailbox-mail", "mailbox-html",
}  # fmt: skip
PARTS = {"name": "needs", "program": "google"}  # every other part of an address is a number


BIG = ("9" * 19, "9" * 30, "9" * 5000, "\u0663")  # no row has such a number


def addresses(number=1):
    """Every address that needs a login, by name."""
    for app in settings.OUR_APPS:
        if app == "core":
            continue
        for each in import_module(f"{app}.urls").urlpatterns:
            if each.name in OPEN:
                continue
            parts = [*each.pattern.converters, *each.pattern.regex.groupindex]
            address = reverse(each.name, kwargs={name: PARTS.get(name, 7) for name in parts})
            yield address.replace("/7", f"/{number}")


@pytest.mark.once
@pytest.mark.parametrize("address", list(addresses()))
def test_who_is_not_signed_in_is_asked_to_log_in_before_anything_else(client, address):
    answer = client.delete(address, headers=JSON)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "login_required")
    assert client.delete(address).status_code == (401 if "/api/" in address else 302)


@pytest.mark.parametrize("address", [each for each in addresses("#") if "#" in each])
def test_a_number_that_no_row_has_finds_nothing(client, student, address):
    client.force_login(student)
    for path in (address.replace("#", number) for number in BIG):
        for answer in (client.get(path), client.post(path, headers=JSON)):
            assert answer.status_code in (404, 405), answer


def test_there_are_addresses_to_test():
    assert "/contracts/1/accept" in set(addresses())
    assert "/sessions/1/calendar/google" in set(addresses())


@pytest.mark.parametrize("address", ["/chat?filter=%00", "/jobs?q=%00", "/coaches?after=1%00"])
def test_an_address_with_a_nul_is_refused(client, student, address):
    client.force_login(student)
    page = client.get(address)
    assert page.status_code == 400
    assert "This address has a character that cannot be read." in page.content.decode()
    answer = client.get(address, headers=JSON)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unreadable_address")


def test_an_address_with_a_nul_is_refused_without_a_login_too(client):
    key = "00000000-0000-0000-0000-000000000000"
    for address in (f"/go/{key}?h=%00", "/go/%00", "/unsubscribe/%00", "/calendar/%00.ics"):
        assert client.get(address).status_code == 400


def test_a_cookie_with_a_nul_is_nobodys(client):
    client.cookies["sessionid"] = "\x00" * 9
    assert client.get("/account/login/").status_code == 200
    assert client.get("/dashboard")["Location"] == "/account/login/?next=/dashboard"


def test_a_body_that_is_broken_gets_a_page_of_ours(client, student):
    client.force_login(student)
    answer = client.post("/post-request", "{", content_type="application/json")
    assert answer.status_code == 400
    assert "We could not read that" in answer.content.decode()


def test_percent_signs_that_stand_for_themselves_are_read(client, student):
    client.force_login(student)
    assert client.get("/jobs?q=%2500").status_code == 200
