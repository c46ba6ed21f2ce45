"""How often a browser must ask: a page comes with few requests, and the next one with next to none."""

import pytest

from tests.browser.doors import context_of
from tests.browser.tape import Tape
from tests.browser.test_the_look import COACH, DOORS, ROOMS, SESSIONS, STUDENT

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
MOST_AT_FIRST, MOST_AGAIN = 12, 4
UNDEFINED = "[...document.querySelectorAll(':not(:defined)')].map((each) => each.localName)"

pytestmark = pytest.mark.timeout(600)  # every page, in a browser that knows none of them


def visit(context, address):
    """What it fetched."""
    page = context.new_page()
    tape = Tape(page)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(200)  # what the scripts ask for once they run
    assert page.evaluate(UNDEFINED) == [], "its script does not bring them"
    page.close()
    return tape.addresses


@pytest.mark.parametrize(
    ("email", "paths"),
    [
        ("student@demo.test", [*STUDENT, *SESSIONS]),
        ("coach@demo.test", [*COACH, "/chat/1", "/contracts/1"]),
        ("both@demo.test", [*ROOMS, "/post-request", "/settings/notifications"]),
    ],
)
def test_every_page_asks_for_little_at_first_and_for_next_to_nothing_again(
    chromium, product, email, paths
):
    many = {}
    for path in paths:
        context = context_of(chromium, product, email, **PHONE)
        first, again = (visit(context, product.url + path) for _visit in range(2))
        context.close()
        if len(first) > MOST_AT_FIRST or len(again) > MOST_AGAIN:
            many[path] = first, again
    assert many == {}


@pytest.mark.parametrize("path", DOORS)
def test_so_does_the_door(chromium, product, path):
    context = chromium.new_context(**PHONE)
    first, again = (visit(context, product.url + path) for _visit in range(2))
    context.close()

    assert len(first) <= MOST_AT_FIRST
    assert len(again) <= MOST_AGAIN
