"""What the browser shows while the tab is in the background, and where a click on it leads."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.conversations import is_live
from tests.browser.doors import enter

# A tab that says it is hidden, and a browser that shows notifications where the test can press them.
BACKGROUND = """
Object.defineProperty(document, "hidden", { get: () => true });
window.shown = [];
window.Notification = class extends EventTarget {
  static permission = "granted";
  constructor(title, options) { super(); shown.push(Object.assign(this, { title, ...options })); }
  close() {}
};
"""


def in_background(chromium, product, email):
    page = enter(chromium, product, email, "/dashboard")
    page.add_init_script(BACKGROUND)
    page.goto(f"{product.url}/contracts")
    is_live(page)
    return page


def write(page, text):
    page.get_by_role("textbox", name=re.compile("Message", re.IGNORECASE)).fill(text)
    page.keyboard.press("Enter")


def shown(page):
    return page.evaluate("shown.map(({ title, body, tag }) => ({ title, body, tag }))")


def wait_for(page, text):
    page.wait_for_function("text => shown.some(({ body }) => body.includes(text))", arg=text)


@pytest.mark.timeout(300)
def test_messages_and_deals_are_shown_and_lead_to_their_place(module_product, chromium):
    student = enter(chromium, module_product, "student@demo.test", "/chat/1")
    coach = in_background(chromium, module_product, "coach@demo.test")
    text = f"Are you there? {uuid4().hex[:6]}"
    write(student, text)
    wait_for(coach, text)
    (message,) = shown(coach)
    assert (message["title"], message["body"]) == ("Sofia Lindqvist", text)
    coach.evaluate("shown[0].dispatchEvent(new Event('click'))")
    coach.wait_for_url(re.compile(r"/chat/1\?at=\d+#entry-1-\d+$"))
    expect(coach.get_by_text(text).first).to_be_visible()

    coach.goto(f"{module_product.url}/contracts")
    is_live(coach)
    offered = student.locator("article.card", has=student.get_by_text("Times for session 3 of 8"))
    offered.get_by_role("button", name=re.compile("^Accept ")).first.click()
    wait_for(coach, "is confirmed")
    (line,) = shown(coach)
    assert line["title"] == "Skileez"
    unread = int(coach.locator("bell-count").inner_text())
    coach.evaluate("shown[0].dispatchEvent(new Event('click'))")
    coach.wait_for_url(re.compile(r"/chat/1\?at=\d+#entry-1-\d+$"))
    expect(coach.locator("article.card:visible", has_text="Session 3 of 8").first).to_be_visible()
    coach.reload()
    left = coach.locator("bell-count").inner_text()
    assert int(left or 0) == unread - 1


@pytest.mark.timeout(300)
def test_a_muted_conversation_shows_no_message(module_product, chromium):
    student = enter(chromium, module_product, "student@demo.test", "/chat/1")
    coach = in_background(chromium, module_product, "coach@demo.test")
    mute(coach, "1")
    write(student, "Nobody should be woken by this.")
    coach.wait_for_timeout(4_000)
    assert shown(coach) == []
    mute(coach, "0")
    write(student, "But by this.")
    wait_for(coach, "But by this.")


def mute(page, muted):
    page.evaluate(
        """(muted) => fetch("/chat/1/mute", { method: "POST", body: new URLSearchParams({ muted }),
             headers: JSON.parse(document.body.getAttribute("hx-headers")) })""",
        muted,
    )


def test_nobody_is_asked_before_a_first_deal(module_product, chromium):
    student = enter(chromium, module_product, "student@demo.test", "/notifications")
    expect(student.locator("ask-notifications")).to_have_count(1)
    newcomer = enter(chromium, module_product, "coach2@demo.test", "/notifications")
    newcomer.wait_for_timeout(500)
    assert newcomer.locator("ask-notifications").count() == 0
