"""A page of an old version: it loads the new one by itself only when nothing unfinished would be lost."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conversations import is_live, signed_in
from tests.browser.doors import IS_DOWN

pytestmark = pytest.mark.timeout(600)
TEXT = "textarea[name=body]"
STANDS = "() => window.stands === true"


class Deploy:
    """The line to a server whose version changes from one connection to the next."""

    def __init__(self) -> None:
        self.build = "first"
        self.socket = None

    def attach(self, page) -> None:
        page.route_web_socket(re.compile(r".*/ws$"), self._opened)

    def _opened(self, socket) -> None:
        self.socket = socket
        server = socket.connect_to_server()
        socket.on_message(server.send)
        server.on_message(lambda text: socket.send(self._dressed(text)))

    def _dressed(self, text: str) -> str:
        frame = json.loads(text)
        return json.dumps(frame | {"build": self.build}) if frame["t"] == "hello" else text

    def restart(self) -> None:
        self.socket.close(code=1012)


@pytest.fixture
def deploy():
    return Deploy()


@pytest.fixture
def page(chromium, product, deploy):
    with signed_in(chromium, product, "student", deploy) as mine:
        mine.fill(TEXT, "")
        mine.evaluate("() => { window.stands = true; }")
        yield mine


def banner(page) -> str:
    page.wait_for_selector("connection-banner:not([hidden])")
    return page.inner_text("connection-banner")


def test_with_an_empty_composer_it_reloads(page, deploy):
    deploy.build = "second"
    deploy.restart()
    page.wait_for_function("() => window.stands !== true")
    is_live(page)


def test_with_words_in_the_composer_it_says_so_and_keeps_them(page, deploy):
    page.fill(TEXT, "half a thought")
    deploy.build = "second"
    for _ in range(2):
        deploy.restart()
        page.wait_for_function("() => document.querySelector('connection-banner a')")
        assert banner(page).startswith("There is a new version of Skileez.")
        is_live(page)
    assert page.evaluate(STANDS)
    assert page.input_value(TEXT) == "half a thought"
    page.click("connection-banner a")
    page.wait_for_function("() => window.stands !== true")
    is_live(page)
    expect(page.locator(TEXT)).to_have_value(
        "half a thought"
    )  # the line is up before the composer is
    page.fill(TEXT, "")


def test_while_a_form_is_open_it_says_so(page, deploy):
    page.click("[popovertarget=composer-menu]")
    page.locator("#composer-menu a[hx-get]").first.click()
    page.wait_for_selector("#drawer[open] form")
    deploy.build = "second"
    deploy.restart()
    page.wait_for_function("() => document.querySelector('connection-banner a')")
    assert page.evaluate(STANDS)
    assert page.locator("#drawer[open]").is_visible()


def test_the_same_version_again_is_no_news(page, deploy):
    deploy.restart()
    page.wait_for_function(IS_DOWN)
    is_live(page)
    assert page.evaluate(STANDS)
    assert page.locator("connection-banner").is_hidden()
