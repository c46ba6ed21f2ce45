"""What an open page does when its person logged out in another tab."""

from playwright.sync_api import expect

from tests.browser.conversations import signed_in
from tests.browser.doors import SCRIPT, enter

SIGNED_OUT = f"() => {SCRIPT}.then(({{ connection }}) => connection.signedOut)"
SHOWN = "() => document.querySelector('live-part').innerText"


def test_the_page_keeps_what_it_shows_and_offers_the_login(chromium, product):
    with signed_in(chromium, product, "student") as page:
        shown = page.evaluate(SHOWN)
        other = page.context.new_page()
        other.goto(f"{product.url}/account/logout/")
        other.locator("main form button").click()
        product.logins.clear()  # of which this was one
        page.wait_for_function(SIGNED_OUT)
        page.locator("connection-banner a").wait_for()

        for name in ("done", "bell"):  # what makes the parts of a page fetch themselves anew
            page.evaluate(
                "name => document.body.dispatchEvent(new CustomEvent(name, { detail: {} }))", name
            )
        page.evaluate("() => dispatchEvent(new Event('online'))")
        page.wait_for_timeout(1_500)
        assert page.evaluate(SHOWN) == shown
        # signed_in asserts that no script failed


def test_a_page_beside_the_conversation_says_it_too(chromium, product):
    page = enter(chromium, product, "coach@demo.test", "/dashboard")
    expect(page.locator("connection-banner")).to_be_hidden()
    other = page.context.new_page()
    other.goto(f"{product.url}/account/logout/")
    other.locator("main form button").click()
    product.logins.clear()
    expect(page.locator("connection-banner a")).to_have_text("Log in")
    page.context.close()
