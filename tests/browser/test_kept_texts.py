"""What a browser keeps of a person is gone with their login, and never shown to the next one."""

import pytest

from tests.browser.conversations import Line, is_live, say, signed_in
from tests.browser.doors import log_in_by_form
from tests.product import CHROMIUM_FLAGS, browser_program

SECRET = "Nobody else may read this"
STORED = """() => JSON.stringify([localStorage, sessionStorage].map((each) => ({ ...each })))"""
SHOWN = """() => document.documentElement.outerHTML
    + [...document.querySelectorAll("textarea, input")].map(({ value }) => value).join()"""
BOX = "textarea[name=body]"


@pytest.fixture
def writer(chromium, product):
    """A student's page with a draft in it."""
    with signed_in(chromium, product, "student") as page:
        yield page


def log_out(page, product):
    page.goto(f"{product.url}/account/logout/")
    page.locator("main form button").click()
    page.wait_for_url(lambda url: "/logout" not in url)
    product.logins.clear()  # of which this was one


def leaks(page):
    return [where for where in (STORED, SHOWN) if SECRET in page.evaluate(where)]


def test_a_draft_is_kept_until_the_login_ends(writer, product):
    writer.fill(BOX, SECRET)
    writer.reload()
    assert writer.input_value(BOX) == SECRET
    log_out(writer, product)
    assert leaks(writer) == []


def test_what_was_not_sent_is_gone_as_well(chromium, product):
    line = Line()
    with signed_in(chromium, product, "student", line) as page:
        line.dead = True
        say(page, SECRET)
        assert leaks(page) == [STORED, SHOWN]
        page.context.clear_cookies()  # as when the login has run out
        page.goto(f"{product.url}/dashboard")
        assert "/account/login" in page.url
        assert leaks(page) == []


def test_another_tab_keeps_nothing_either_and_takes_nothing_more_in(writer, product):
    is_live(writer)
    writer.fill(BOX, SECRET)
    other = writer.context.new_page()
    log_out(other, product)
    writer.locator("connection-banner a").wait_for()
    assert SECRET not in writer.evaluate(STORED)
    writer.fill(BOX, f"{SECRET}, really")
    assert SECRET not in writer.evaluate(STORED)
    assert leaks(other) == []


def test_the_next_person_never_sees_it_however_they_come_there(writer, product):
    address = writer.url
    writer.fill(BOX, SECRET)
    log_out(writer, product)
    log_in_by_form(writer, product, "coach@demo.test")
    writer.goto(address)
    assert (writer.input_value(BOX), leaks(writer)) == ("", [])
    for _ in range(4):
        writer.go_back()
        writer.wait_for_timeout(300)
        assert leaks(writer) == [], writer.url


def test_an_open_page_is_not_the_next_persons(writer, product):
    is_live(writer)
    writer.fill(BOX, SECRET)
    other = writer.context.new_page()
    log_out(other, product)
    log_in_by_form(other, product, "coach@demo.test")
    writer.wait_for_function("(secret) => !document.querySelector('textarea')?.value", arg=SECRET)
    assert leaks(writer) == []


@pytest.mark.parametrize("door", ["/sessions/2/notes", "/sessions/2/cancel"])
def test_a_half_written_form_is_not_filled_again_for_the_next_person(writer, product, door):
    writer.goto(f"{product.url}{door}")
    writer.locator("main textarea").first.fill(SECRET)
    writer.goto(f"{product.url}/settings")
    log_out(writer, product)
    log_in_by_form(writer, product, "coach@demo.test")
    for _ in range(8):
        writer.go_back()
        writer.wait_for_timeout(300)
        if door in writer.url:
            break
    assert door in writer.url
    assert leaks(writer) == []


def test_a_page_from_the_cache_for_going_back_shows_nothing_of_who_was_here(chromium, product):
    browser = chromium.browser_type.launch(
        executable_path=browser_program(),
        args=CHROMIUM_FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    with signed_in(browser, product, "student") as page:
        page.fill(BOX, SECRET)
        log_out(page, product)
        while page.go_back() and page.url.startswith("http"):
            page.wait_for_timeout(500)
            assert leaks(page) == [], page.url
    browser.close()
