"""A passkey from its making to its end, with the authenticator that Chromium plays itself."""

from types import SimpleNamespace

import pytest

from tests.browser.doors import PATIENCE_MS, log_in_by_form

WHO = "student2@demo.test"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def here(product):
    """The product by a name: a passkey belongs to a name, and never to a number."""
    yield SimpleNamespace(url=product.url.replace("127.0.0.1", "localhost"))
    product.logins.pop(WHO, None)  # the first second step has ended the others


@pytest.fixture
def page(chromium):
    """A window of a computer that knows its owner by fingerprint."""
    context = chromium.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def add_key(page, here):
    page.goto(f"{here.url}/account/2fa/webauthn/add/")
    page.get_by_label("Name").fill("My laptop")
    page.locator("[name=passwordless]").check()
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/recovery-codes/")


def log_out(page, here):
    page.goto(f"{here.url}/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Log out").click()
    page.wait_for_url(f"{here.url}/")


def remove_key(page, here):
    page.goto(f"{here.url}/account/2fa/webauthn/")
    assert page.get_by_text("My laptop").is_visible()
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("main").get_by_role("button", name="Remove").click()
    page.wait_for_url("**/account/2fa/webauthn/")


def test_a_passkey_is_made_logs_in_proves_who_it_is_and_goes(page, here):
    log_in_by_form(page, here, WHO)
    add_key(page, here)
    log_out(page, here)

    page.goto(f"{here.url}/account/login/")
    page.get_by_role("button", name="Log in with a passkey").click()
    page.wait_for_url("**/dashboard")

    page.goto(f"{here.url}/account/2fa/webauthn/reauthenticate/?next=/account/email/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{here.url}/account/email/")

    remove_key(page, here)
    assert page.get_by_text("No keys yet").is_visible()
    log_out(page, here)
    page.goto(f"{here.url}/account/login/")
    with page.expect_response(lambda answer: answer.request.method == "POST") as refused:
        page.get_by_role("button", name="Log in with a passkey").click()
    assert refused.value.headers["location"] == "/account/login/"
    looked = page.context.request.get(f"{here.url}/dashboard", max_redirects=0)
    assert looked.headers["location"].startswith("/account/login/")
