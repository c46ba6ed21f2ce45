"""What a drawer opens over stays as it was: nothing is scrolled, and the focus goes back."""

import re

import pytest

from tests.browser.conversations import is_live, signed_in

SCREENS = {"wide": {"width": 1440, "height": 700}, "phone": {"width": 390, "height": 844}}
PLACES = """() => [".timeline-scroll", "#context"]
    .map((each) => document.querySelector(each).scrollTop).concat(scrollY)"""
# As a push draws the part of the page that was pressed in.
REDRAW = """() => document.querySelector("#context live-part").replaceChildren(
    ...[...document.querySelector("#context live-part").children].map((each) => each.cloneNode(true)))"""


@pytest.fixture(params=SCREENS)
def page(request, chromium, module_product):
    """A long conversation at an address that names one of its entries, read somewhere above its end."""
    with signed_in(chromium, module_product, "student") as page:
        page.set_viewport_size(SCREENS[request.param])
        first = page.locator(".timeline > .entry[data-seq]").nth(3).get_attribute("id")
        page.goto(f"{page.url}#{first}")
        page.reload()
        is_live(page)
        page.evaluate("document.querySelector('.timeline-scroll').scrollTop = -300")
        page.wait_for_timeout(200)
        yield page


def opened_and_closed(page, opener, *, redraw=False):
    """Where everything stands before, while the drawer is open, and afterwards; the opener is in sight."""
    before = page.evaluate(PLACES)
    opener()
    drawer = page.locator("dialog.drawer")
    drawer.locator("form").first.wait_for()
    page.wait_for_timeout(300)  # whatever would be scrolled is by then
    during = page.evaluate(PLACES)
    if redraw:
        page.evaluate(REDRAW)
    page.keyboard.press("Escape")
    drawer.wait_for(state="hidden")
    page.wait_for_timeout(300)
    return before, during, page.evaluate(PLACES)


@pytest.mark.parametrize("redraw", [False, True], ids=["as it was", "drawn anew meanwhile"])
def test_a_drawer_from_the_rail_scrolls_nothing(page, redraw):
    if page.viewport_size["width"] < 1000:
        page.get_by_role("link", name="Details").click()
    opener = page.locator("#context").get_by_role("link", name="Propose an amendment")
    opener.scroll_into_view_if_needed()
    before, during, after = opened_and_closed(page, opener.click, redraw=redraw)
    assert before == during == after
    assert page.evaluate("Boolean(document.activeElement.closest('#context'))")


def test_a_drawer_from_a_card_scrolls_nothing(page):
    opener = page.locator(".timeline .card").get_by_role(
        "link", name=re.compile("Offer other times")
    )
    opener.last.scroll_into_view_if_needed()
    before, during, after = opened_and_closed(page, opener.last.click)
    assert before == during == after
    assert opener.last.evaluate("each => each === document.activeElement")


def test_a_drawer_from_a_slash_command_scrolls_nothing(page):
    def command():
        page.fill("textarea[name=body]", "/times")
        page.locator(".composer button[type=submit]").click()

    before, during, after = opened_and_closed(page, command)
    assert before == during == after


def test_the_browser_keeps_the_place_on_a_page_again_after_a_drawer(page):
    opener = page.locator(".timeline .card").get_by_role(
        "link", name=re.compile("Offer other times")
    )
    opener.last.scroll_into_view_if_needed()
    opened_and_closed(page, opener.last.click)
    assert page.evaluate("history.scrollRestoration") == "auto"
