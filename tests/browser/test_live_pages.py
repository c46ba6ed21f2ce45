"""Pages beside the conversation that show what the other side does, and what was done on them."""

import re

from playwright.sync_api import expect

from tests.browser.test_first_deal import post_request, propose, seats  # noqa: F401  (a fixture)

REASON = "Your evenings are my mornings, and mornings are for school."


def test_proposals_come_and_go_while_their_reader_watches(seats):  # noqa: F811
    student, coach = seats
    job = post_request(student, "Juggling five clubs at home")
    page = student.page
    student.go(f"/jobs/{job}/manage")
    page.evaluate("window.stayed = true")

    propose(coach, job)
    accept = page.get_by_role("button", name=re.compile("^Accept Daniel"))
    expect(accept).to_be_visible()

    page.get_by_role("link", name="Decline").click()
    drawer = page.get_by_role("dialog")
    drawer.locator("[name=reason]").fill(REASON)
    drawer.get_by_role("button", name="Decline the proposal").click()
    expect(drawer).not_to_be_visible()
    expect(accept).to_have_count(0)
    expect(coach.page.locator("article.card .badge").first).to_have_text("declined")
    assert page.evaluate("window.stayed") is True
    assert [seat.errors for seat in seats] == [[], []]
