"""What a slash in the composer does."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.conversations import has, say, signed_in

pytestmark = pytest.mark.timeout(600)
TEXT = "textarea[name=body]"
SHOWN = """() => [...document.querySelectorAll('#composer-menu:popover-open a')]
    .filter((item) => item.checkVisibility()).map((item) => item.dataset.slash ?? '')"""
MARKED = "() => document.querySelector('#composer-menu [aria-current]')?.dataset.slash"


@pytest.fixture
def theirs(chromium, product):
    """The coach's page, with nothing in the composer."""
    with signed_in(chromium, product, "coach") as page:
        page.fill(TEXT, "")
        yield page


def opened(page) -> str:
    """The title of the form in the drawer."""
    page.wait_for_selector("#drawer[open] form")
    return page.inner_text("#drawer h2")


def said(page) -> list[str]:
    return page.locator(".timeline .entry__text").all_inner_texts()


def test_a_command_opens_its_form_in_the_drawer(theirs):
    address = theirs.url
    say(theirs, "/times")
    assert opened(theirs) == "Offer times"
    assert theirs.url == address


def test_a_coach_schedules_by_offering_and_what_is_not_possible_is_no_message(theirs):
    before = said(theirs)
    say(theirs, "/schedule thu 17-18")
    assert opened(theirs) == "Offer times"
    assert theirs.input_value("#drawer [name=typed]") == "thu 17-18"
    theirs.keyboard.press("Escape")
    theirs.evaluate("document.querySelector('#composer-menu [data-also]').remove()")
    theirs.fill(TEXT, "/schedule")
    theirs.press(TEXT, "Enter")
    refusal = theirs.inner_text(".composer__error")
    assert refusal.startswith("There is nothing to open with /schedule right now.")
    assert (theirs.input_value(TEXT), said(theirs)) == ("/schedule", before)


def test_words_that_look_like_times_can_become_a_card(theirs):
    before = said(theirs)
    hint = theirs.locator("[data-times-hint]")
    for words in (
        "Thursday was lovely",
        "see you at 17:00",
        "/times thu 5-6pm",
        "Mon " + "x" * 150,
    ):
        theirs.fill(TEXT, words)
        expect(hint).to_be_hidden()
    theirs.keyboard.press("Escape")
    theirs.fill(TEXT, "thu 5-6pm or sat morning")
    hint.get_by_role("button").click()
    assert opened(theirs) == "Offer times"
    assert theirs.input_value("#drawer [name=typed]") == "thu 5-6pm or sat morning"
    expect(theirs.locator("#drawer").get_by_role("checkbox").first).to_be_visible()
    assert (theirs.input_value(TEXT), said(theirs)) == ("", before)
    expect(hint).to_be_hidden()


def test_typing_narrows_the_list_and_enter_takes_what_is_left(theirs):
    before = said(theirs)
    theirs.type(TEXT, "/")
    everything = theirs.evaluate(SHOWN)
    assert {"/times", "/contract", "/reschedule", ""} <= set(everything)
    theirs.type(TEXT, "resch")
    assert theirs.evaluate(SHOWN) == ["/reschedule"]
    theirs.press(TEXT, "Backspace")
    theirs.press(TEXT, "Enter")
    assert opened(theirs) == "Ask for another time"
    assert (theirs.input_value(TEXT), said(theirs)) == ("", before)


def test_the_send_button_takes_a_partial_command_too(theirs):
    theirs.type(TEXT, "/CON")
    theirs.click(".composer button[type=submit]")
    assert opened(theirs) == "Propose an amendment"


def test_arrow_keys_choose_and_tab_takes(theirs):
    theirs.type(TEXT, "/")
    first, second, *_, last = theirs.evaluate(SHOWN)
    assert theirs.evaluate(MARKED) == first
    theirs.press(TEXT, "ArrowDown")
    assert theirs.evaluate(MARKED) == second == "/contract"
    theirs.press(TEXT, "ArrowUp")
    theirs.press(TEXT, "ArrowUp")
    assert (theirs.evaluate(MARKED) or "") == last
    theirs.press(TEXT, "ArrowDown")
    theirs.press(TEXT, "ArrowDown")
    named = theirs.get_attribute(TEXT, "aria-activedescendant")
    assert theirs.get_attribute(f"#{named}", "data-slash") == "/contract"
    theirs.press(TEXT, "Tab")
    assert opened(theirs) == "Propose an amendment"


def test_words_behind_a_command_go_into_its_form(theirs):
    theirs.type(TEXT, "/times thu 17-18")
    assert theirs.evaluate(SHOWN) == ["/times"]
    theirs.press(TEXT, "Enter")
    opened(theirs)
    assert theirs.input_value("#drawer [name=typed]") == "thu 17-18"


def test_escape_closes_the_list_and_the_text_is_a_message(theirs):
    theirs.type(TEXT, "/resch")
    theirs.press(TEXT, "Escape")
    assert theirs.evaluate(SHOWN) == []
    theirs.type(TEXT, "e")
    assert theirs.evaluate(SHOWN) == []
    theirs.press(TEXT, "Enter")
    has(theirs, "/resche")
    assert theirs.locator("#drawer[open]").count() == 0


def test_what_matches_no_command_is_a_message(theirs):
    mark = uuid4().hex
    theirs.type(TEXT, f"/{mark}")
    assert theirs.evaluate(SHOWN) == []
    theirs.press(TEXT, "Enter")
    has(theirs, f"/{mark}")
    say(theirs, f"/contract and {mark}")
    has(theirs, f"/contract and {mark}")
    assert theirs.locator("#drawer[open]").count() == 0


def test_the_button_shows_everything_again(theirs):
    theirs.type(TEXT, "/resch")
    theirs.fill(TEXT, "")
    assert theirs.evaluate(SHOWN) == []
    theirs.click("[popovertarget=composer-menu]")
    assert len(theirs.evaluate(SHOWN)) > 3
