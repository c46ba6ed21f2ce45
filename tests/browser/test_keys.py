"""What Enter does: on a desk, on a phone, and while an input method composes."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.conversations import has, signed_in
from tests.browser.doors import enter

pytestmark = pytest.mark.timeout(600)
TEXT = "textarea[name=body]"
SKILLS = "skill-input input:not([type=hidden])"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SENDING = ".composer button[type=submit]"

# The Enter that ends a composition, as browsers tell it: while it lasts, or, Safari, when it is over already.
ENDINGS = {
    "while it lasts": {"isComposing": True, "keyCode": 229},
    "without its code": {"isComposing": True, "keyCode": 13},
    "after it, in Safari": {"isComposing": False, "keyCode": 229},
}
PRESS = """(field, [key, { isComposing, keyCode }]) => {
    const event = new KeyboardEvent('keydown', {
        key, code: key, keyCode, isComposing, bubbles: true, cancelable: true, composed: true });
    return field.dispatchEvent(event); // false if somebody took it
}"""
every_ending = pytest.mark.parametrize("ending", ENDINGS)


@pytest.fixture
def desk(chromium, product):
    with signed_in(chromium, product, "coach") as page:
        page.fill(TEXT, "")
        yield page


@pytest.fixture
def phone(chromium, product):
    with signed_in(chromium, product, "coach", **PHONE) as page:
        page.fill(TEXT, "")
        yield page


def press(page, field, ending, key="Enter"):
    """Whether the browser is left to do with this key what it does by itself."""
    return page.locator(field).evaluate(PRESS, [key, ENDINGS[ending]])


def said(page):
    return page.locator(".timeline .entry__text").all_inner_texts()


@every_ending
@pytest.mark.parametrize("words", ["明日は大丈夫です", "/times", "/"])
def test_the_enter_that_ends_a_composition_neither_sends_nor_takes_a_command(desk, ending, words):
    before = said(desk)
    desk.fill(TEXT, words)
    for key in ("Enter", "Tab", "ArrowDown", "Escape"):
        assert press(desk, TEXT, ending, key)
    assert desk.input_value(TEXT) == words
    assert said(desk) == before
    assert desk.locator("#drawer[open]").count() == 0


def test_a_real_composition_is_ended_by_enter_and_sent_by_the_next_one(desk):
    mark = f"東京{uuid4().hex}"
    before = said(desk)
    desk.focus(TEXT)
    tools = desk.context.new_cdp_session(desk)
    tools.send(
        "Input.imeSetComposition",
        {"text": mark, "selectionStart": len(mark), "selectionEnd": len(mark)},
    )
    assert press(desk, TEXT, "while it lasts")
    tools.send("Input.insertText", {"text": mark})
    assert press(desk, TEXT, "after it, in Safari")
    assert (desk.input_value(TEXT), said(desk)) == (mark, before)
    desk.press(TEXT, "Enter")
    has(desk, mark)
    assert desk.input_value(TEXT) == ""


@every_ending
def test_the_enter_that_ends_a_composition_adds_no_skill(chromium, product, ending):
    page = enter(chromium, product, "student@demo.test", "/post-request")
    page.wait_for_selector(SKILLS)
    page.fill(SKILLS, "書道")
    for key in ("Enter", "Backspace"):
        assert press(page, SKILLS, ending, key)
    assert (page.input_value(SKILLS), page.locator("skill-input .tag").count()) == ("書道", 0)
    page.press(SKILLS, "Enter")
    expect(page.locator("skill-input .tag")).to_contain_text(["書道"])


@every_ending
def test_the_enter_that_ends_a_composition_jumps_nowhere(desk, product, ending):
    address = desk.url
    desk.keyboard.press("Control+k")
    field = "quick-jump input"
    desk.fill(field, "SK-")
    target = desk.locator(".jump__body a:visible").first.get_attribute("href")
    for key in ("Enter", "ArrowDown", "ArrowUp", "k"):
        assert press(desk, field, ending, key)
    assert desk.evaluate("document.activeElement.matches('quick-jump input')")
    assert desk.url == address
    desk.press(field, "Enter")
    desk.wait_for_url(product.url + target)


@every_ending
@pytest.mark.parametrize("path", ["/chat", "/chat/search", "/coaches"])
def test_the_enter_that_ends_a_composition_is_left_to_every_search_field(
    desk, product, path, ending
):
    desk.goto(f"{product.url}{path}")
    field = "main input[type=search]"
    desk.locator(field).first.fill("書道")
    assert press(desk, f"{field} >> nth=0", ending)
    assert desk.locator(field).first.input_value() == "書道"


def test_enter_sends_on_a_desk_and_shift_enter_breaks_the_line(desk):
    mark = uuid4().hex
    assert desk.get_attribute(TEXT, "enterkeyhint") == "send"
    desk.type(TEXT, mark)
    desk.press(TEXT, "Shift+Enter")
    desk.type(TEXT, "below")
    assert desk.input_value(TEXT) == f"{mark}\nbelow"
    desk.press(TEXT, "Enter")
    has(desk, mark)
    assert desk.input_value(TEXT) == ""


def test_enter_breaks_the_line_on_a_phone_and_the_button_sends(phone):
    mark = uuid4().hex
    before = said(phone)
    assert phone.get_attribute(TEXT, "enterkeyhint") == "enter"
    assert "composer-hint" not in phone.get_attribute(TEXT, "aria-describedby")
    phone.type(TEXT, mark)
    phone.press(TEXT, "Enter")
    phone.type(TEXT, "below")
    assert (phone.input_value(TEXT), said(phone)) == (f"{mark}\nbelow", before)
    phone.tap(SENDING)
    has(phone, mark)
    assert phone.input_value(TEXT) == ""


def test_enter_takes_no_command_on_a_phone_and_the_button_does(phone):
    phone.type(TEXT, "/times")
    phone.press(TEXT, "Enter")
    assert phone.locator("#drawer[open]").count() == 0
    phone.tap(SENDING)
    phone.wait_for_selector("#drawer[open] form")


def test_keys_attached_to_a_tablet_send_with_ctrl_enter(phone):
    mark = uuid4().hex
    phone.type(TEXT, mark)
    phone.press(TEXT, "Control+Enter")
    has(phone, mark)


def test_what_enter_does_is_decided_at_the_press(desk):
    tools = desk.context.new_cdp_session(desk)
    mark = uuid4().hex
    tools.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 5})
    tools.send("Emulation.setEmitTouchEventsForMouse", {"enabled": True, "configuration": "mobile"})
    desk.wait_for_function("() => matchMedia('(pointer: coarse)').matches")
    expect(desk.locator(TEXT)).to_have_attribute("enterkeyhint", "enter")
    desk.type(TEXT, mark)
    desk.press(TEXT, "Enter")
    assert desk.input_value(TEXT) == f"{mark}\n"
    tools.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    tools.send("Emulation.setEmitTouchEventsForMouse", {"enabled": False})
    desk.wait_for_function("() => !matchMedia('(pointer: coarse)').matches")
    expect(desk.locator(TEXT)).to_have_attribute("enterkeyhint", "send")
    desk.press(TEXT, "Enter")
    has(desk, mark)


def test_the_enter_key_of_a_touch_keyboard_says_what_it_does(chromium, product):
    hints = {
        "/chat": {"q": "search"},
        "/coaches": {"q": "search"},
        "/post-request": {"title": "next", "questions": "next"},
        "/settings": {"display_name": "done"},
    }
    page = enter(chromium, product, "student@demo.test", "/", **PHONE)
    for path, fields in hints.items():
        page.goto(f"{product.url}{path}")
        for name, hint in fields.items():
            field = page.locator(f"input[name={name}]:not([type=hidden])").first
            assert (path, name, field.get_attribute("enterkeyhint")) == (path, name, hint)
    page.context.clear_cookies()
    page.goto(f"{product.url}/account/login/")
    assert page.get_attribute("[name=login]", "enterkeyhint") == "next"
    assert page.get_attribute("[name=password]", "enterkeyhint") == "done"
