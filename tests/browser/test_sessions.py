"""Times offered, taken, moved and answered in the conversation, with both sides watching."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.days import typed_thursday
from tests.browser.doors import enter

# Puts text into a field in the very moment in which the drawer that holds it shows, as a paste could.
TYPE_AS_IT_OPENS = """([name, text]) => {
    const dialog = document.querySelector("#drawer");
    new MutationObserver((_, observer) => {
        const field = dialog.querySelector(`[name=${name}]`);
        if (!dialog.open || !field) return;
        observer.disconnect();
        field.value = text;
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }).observe(dialog, { attributes: true });
}"""


def first_conversation(page, name):
    page.get_by_role("link", name=re.compile(name)).first.click()
    page.wait_for_url(re.compile(r"/chat/\d+"))


@pytest.mark.timeout(300)
def test_a_time_is_taken_and_a_move_is_asked_for_live(own_product, chromium):
    product = own_product.start()  # of its own: others take the demo's offered times too
    student = enter(chromium, product, "student@demo.test", "/chat")
    coach = enter(chromium, product, "coach@demo.test", "/chat")
    first_conversation(student, "Carmen Ortega")
    first_conversation(coach, "Sofia Lindqvist")

    offered = student.locator("article.card", has=student.get_by_text("Times for session 3 of 8"))
    expect(offered).to_be_visible()
    card_id = offered.get_attribute("id")
    offered.get_by_role("button", name=re.compile("^Accept ")).first.click()
    for page in (student, coach):
        card = page.locator(f"#{card_id}")
        expect(card.get_by_text("Confirmed", exact=True)).to_be_visible()
        expect(card.get_by_role("button", name=re.compile("^Accept "))).to_have_count(0)

    coach.evaluate(TYPE_AS_IT_OPENS, ["typed", typed_thursday()])
    coach.locator(f"#{card_id}").get_by_role("link", name="Ask for another time").click()
    drawer = coach.locator("#drawer")
    expect(drawer.get_by_role("checkbox")).to_have_count(1)
    drawer.get_by_label(re.compile("^Why")).fill("The school has a concert that evening.")
    drawer.get_by_role("button", name="Ask for this change").click()
    expect(drawer).to_be_hidden()

    wish = student.locator("article.card", has=student.get_by_text("Move session 3?"))
    expect(wish.get_by_text("The school has a concert that evening.")).to_be_visible()
    wish.get_by_role("button", name=re.compile("^Move to Thursday")).click()
    for page in (student, coach):
        expect(page.locator(f"#{card_id}").get_by_text("19:00–20:00")).to_be_visible()
        settled = page.locator("article.card", has=page.get_by_text("Move session 3?"))
        expect(settled.get_by_text("Approved", exact=True)).to_be_visible()
