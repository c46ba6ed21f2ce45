"""A picture of oneself: cut in the browser, shown to the other, taken away again."""

import pytest
from playwright.sync_api import expect

from tests.browser.doors import enter
from tests.files import samples

pytestmark = pytest.mark.timeout(300)
STUDENT, COACH = "student@demo.test", "coach@demo.test"
PHOTO = {"name": "me.jpg", "mimeType": "image/jpeg"}
# Where the middle of what is seen lies, by its colour: the left half is red, the right one blue.
COLOUR = """(canvas) => [...canvas.getContext('2d').getImageData(320, 320, 1, 1).data]"""


def photo(size=(600, 400)):
    return PHOTO | {"buffer": samples.halves(size)}


def choose(page, file):
    page.locator("picture-choice [type=file]").set_input_files(file)


def test_what_is_cut_out_stands_beside_the_name_until_it_is_taken_away(chromium, product):
    page = enter(chromium, product, COACH, "/settings/picture")
    choose(page, photo())
    canvas = page.locator("picture-choice canvas")
    expect(canvas).to_be_focused()
    for _press in range(5):
        canvas.press("ArrowLeft")
    red, _green, blue, _opacity = canvas.evaluate(COLOUR)
    assert red > 200 > 60 > blue, "an arrow brings the left half to the middle"

    page.get_by_role("button", name="Show this").click()
    own = page.locator("picture-choice .avatar img")
    expect(own).to_be_visible()
    assert own.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 128

    other = enter(chromium, product, STUDENT, "/chat")
    beside = other.locator(".inbox-row .avatar img").first
    expect(beside).to_have_attribute("src", own.get_attribute("src").replace("/2", "/3"))

    page.get_by_role("button", name="Show my initials instead").click()
    expect(page.locator("picture-choice .avatar")).to_have_text("CO")
    other.reload()
    expect(other.locator(".inbox-row .avatar img")).to_have_count(0)


def test_what_is_too_small_or_no_picture_is_said_before_anything_is_sent(chromium, product):
    page = enter(chromium, product, COACH, "/settings/picture")
    said = page.locator(".picture-choice__said")
    for file, words in (
        (photo((127, 300)), "It is too small"),
        (PHOTO | {"buffer": b"no picture"}, "This browser cannot draw this file."),
        (PHOTO | {"buffer": b""}, "This file is empty."),
    ):
        choose(page, file)
        expect(said).to_contain_text(words)
        expect(page.locator("picture-choice canvas")).to_be_hidden()
