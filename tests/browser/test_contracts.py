"""A contract is negotiated, changed and cancelled inside the conversation, both sides watching."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.doors import enter


@pytest.fixture
def sides(own_product, chromium):
    """Student and coach of the demo's open request, each in a browser of their own, in their conversation."""
    own_product.start()
    wide = {"viewport": {"width": 1440, "height": 900}}
    pages = [
        in_the_conversation(enter(chromium, own_product, email, "/chat", **wide), other)
        for email, other in (
            ("student2@demo.test", "Daniel Moreau"),
            ("coach2@demo.test", "Arjun Thapa"),
        )
    ]
    yield pages
    for page in pages:
        page.context.close()


def in_the_conversation(page, other):
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.locator(".inbox-row", has_text=other).click()
    page.wait_for_url(re.compile(r"/chat/\d+"))
    return page


def card(page, text):
    """The newest card of the timeline with that text."""
    return page.locator(".timeline .card", has_text=text).last


def press(page, name, *, within):
    within.get_by_role("button", name=name).or_(within.get_by_role("link", name=name)).first.click()


def fill_drawer(page, *, submit, **fields):
    """Fill fields of the form in the drawer by their names, send it, and see the drawer close."""
    drawer = page.locator("#drawer")
    expect(drawer.locator("form[method=post]")).to_be_visible()
    for name, value in fields.items():
        field = drawer.locator(f'[name="{name}"]')
        if field.first.get_attribute("type") == "radio":
            drawer.locator(f'[name="{name}"][value="{value}"]').check()
        else:
            field.fill(value)
    drawer.get_by_role("button", name=submit).click()
    expect(drawer).not_to_be_visible()


@pytest.mark.timeout(300)
def test_a_contract_from_the_offer_to_its_cancel_with_both_sides_watching(sides):
    student, coach = sides

    press(student, "Accept Daniel’s proposal", within=card(student, "Daniel Moreau"))
    press(coach, "Create the contract", within=card(coach, "Your proposal"))
    expect(coach.locator("#terms-preview")).to_contain_text("platform fee", ignore_case=True)
    fill_drawer(coach, submit="Send the contract", session_count="5", late_cancel_percent="50")

    first = card(student, "· version 1")
    expect(first).to_contain_text("Daniel offers you this contract.")
    press(student, "Send other terms", within=first)
    fill_drawer(student, submit="Send these terms", session_count="7")

    second = card(coach, "· version 2")
    expect(second).to_contain_text("Changed since version 1")
    expect(second.locator(".diff del").first).to_have_text("5")
    expect(second.locator(".diff ins").first).to_have_text("7")
    press(coach, "Send other terms", within=second)
    fill_drawer(coach, submit="Send these terms", late_cancel_percent="100")

    third = card(student, "· version 3")
    expect(third).to_contain_text("100 % of the price is kept")
    press(student, "Decline", within=third)
    fill_drawer(student, submit="Decline", reason="Half of it is fair.")

    accept = card(coach, "· version 2").get_by_role("button", name="Accept version 2")
    expect(accept).to_be_visible()
    accept.click()
    for page in sides:
        expect(card(page, "· version 2")).to_contain_text("0 of 7")

    press(student, "Propose an amendment", within=card(student, "· version 2"))
    fill_drawer(student, submit="Send the amendment", session_count="6")
    accept = card(coach, "· version 4").get_by_role("button", name="Accept the amendment")
    expect(accept).to_be_visible()
    accept.click()
    for page in sides:
        expect(card(page, "· version 4")).to_contain_text("0 of 6")

    press(student, "Cancel contract", within=card(student, "· version 4"))
    drawer = student.locator("#drawer")
    expect(drawer).to_contain_text("never charged", ignore_case=True)
    drawer.locator('[name="reason"]').fill("The interview was moved to next year.")
    drawer.locator("form[method=post] button[type=submit]").last.click()
    for page in sides:
        expect(card(page, "· version 4")).to_contain_text("cancelled")

    expect(drawer).not_to_be_visible()
    student.wait_for_function("() => !history.state?.drawer")  # closing it goes back a step
    student.goto(student.url.split("/chat")[0] + "/contracts")
    student.get_by_role("link", name=re.compile("interview", re.IGNORECASE)).first.click()
    story = student.locator("main")
    for line in (
        "Offered the contract, version 1",
        "Sent other terms, version 2",
        "Sent other terms, version 3",
        "Declined version 3",
        "Accepted version 2",
        "Proposed an amendment, version 4",
        "Accepted the amendment, version 4",
        "Cancelled the contract",
    ):
        expect(story).to_contain_text(line)
    assert student.errors == coach.errors == []
