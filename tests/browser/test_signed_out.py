"""What an open page does when its person logged out in another tab."""

from tests.browser.conversations import signed_in

SIGNED_OUT = (
    "() => import('/static/js/connection.js').then(({ connection }) => connection.signedOut)"
)
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
