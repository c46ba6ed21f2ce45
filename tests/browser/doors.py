"""Browsers in which one of the product's people is logged in."""

import re

from playwright.sync_api import expect

# How long a busy machine may take; how long a quiet one does is measured elsewhere.
PATIENCE_MS = 30_000
PASSWORD = "skileez-demo"  # of everybody in the demo
# What the page's own script hands out, as its first lines say.
SCRIPT = "import(document.querySelector('script[type=module]').src)"
IS_UP = f"() => {SCRIPT}.then(({{ connection }}) => connection.isUp)"
IS_DOWN = f"() => {SCRIPT}.then(({{ connection }}) => !connection.isUp)"

expect.set_options(timeout=PATIENCE_MS)


def let_in(context, product, email):
    """Log this person in. Who comes again brings the cookies of the first time."""
    if email not in product.logins:
        _log_in(context.request, product.url, email)
        product.logins[email] = context.cookies()
    context.add_cookies(product.logins[email])


def context_of(chromium, product, email, **options):
    """A browser of this person's own."""
    context = chromium.new_context(**options)
    let_in(context, product, email)
    return context


def enter(chromium, product, email, path, **options):
    """A page at that address, in a browser of its own."""
    page = context_of(chromium, product, email, **options).new_page()
    page.goto(f"{product.url}{path}")
    return page


def log_in_by_form(page, product, email):
    page.goto(f"{product.url}/account/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(lambda url: "/account/login" not in url)


def _log_in(client, url, email):
    address = f"{url}/account/login/"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(address).text())[1]
    form = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    answer = client.post(address, form=form, headers={"Referer": address})
    assert "/account/login" not in answer.url, answer.text()
