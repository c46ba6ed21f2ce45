"""Two people and one payment: the card is declined, then refused again, then confirmed with its bank.

The student goes through the hosted pages; both watch the same card in their chat without a reload.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.doors import IS_UP, context_of
from tests.product import Product

STUDENT, COACH = "student@demo.test", "coach@demo.test"
WIDE = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture(scope="module")
def paying():
    """The product with test money, and a demo in which one contract is paid through it."""
    running = Product("--short-demo", PAYMENTS="sandbox")
    try:
        yield running.start()
    finally:
        running.dispose()


@pytest.fixture
def people(chromium, paying):
    """The student's and the coach's page, in their conversation."""
    pages = []
    for email in (STUDENT, COACH):
        page = context_of(chromium, paying, email, **WIDE).new_page()
        page.goto(f"{paying.url}/chat")
        page.goto(paying.url + page.locator("a[href^='/chat/']").first.get_attribute("href"))
        page.wait_for_function(IS_UP)
        pages.append(page)
    return pages


def payment(page):
    return page.locator("article[id^=charge-]")


def at_the_hosted_page(page, card, button):
    page.locator(f"input[value={card}]").check()
    page.get_by_role("button", name=button).click()


def save_card(page, url, card):
    page.goto(f"{url}/payments")
    page.get_by_role("button", name=re.compile("^Save a")).click()
    page.get_by_role("link", name="Go on to the card page").click()
    at_the_hosted_page(page, card, "Save the card")


def test_a_declined_card_another_one_and_a_bank_that_asks(people, paying):
    student, coach = people
    conversation = student.url
    expect(student.get_by_text("Save a card first").first).to_be_visible()
    save_card(student, paying.url, "pm_card_chargeDeclinedStolenCard")
    expect(student.get_by_text("Visa 9979").first).to_be_visible()

    student.goto(conversation)
    student.get_by_role("button", name=re.compile("^Accept")).last.click()
    expect(payment(student)).to_contain_text("Your bank declined the card.")
    expect(payment(student)).to_contain_text("Test money: nothing is charged.")
    expect(payment(coach)).to_contain_text("Sofia has still to pay EUR 18.00.")
    expect(payment(coach).get_by_role("button")).to_have_count(0)

    payment(student).get_by_role("button", name="Pay now").click()
    student.get_by_role("link", name="Go on to the payment page").click()
    at_the_hosted_page(student, "pm_card_chargeDeclined", "Pay")
    expect(student.get_by_text("declined").first).to_be_visible()
    at_the_hosted_page(student, "pm_card_authenticationRequired", "Pay")
    student.get_by_role("button", name="Yes, it is me").click()

    student.wait_for_url(re.compile(r"/charges/\d+$"))
    expect(payment(student)).to_contain_text("Paid EUR 18.00 · Visa 3184")
    expect(payment(coach)).to_contain_text("EUR 18.00 held until the session.")
    expect(coach.get_by_text("Session 1 is paid: EUR 18.00.").first).to_be_visible()
    student.goto(f"{paying.url}/dashboard")
    expect(student.locator("live-fragments")).not_to_contain_text("Pay for the session")
