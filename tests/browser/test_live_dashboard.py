"""What the other person does shows on an open dashboard, and no reload would show more."""

import re

import pytest

from tests.browser.doors import SCRIPT, enter

TEXTS = """() => Object.fromEntries([...document.querySelectorAll('[data-fragment]')].map(
    (part) => [part.dataset.fragment, part.innerText]))"""


@pytest.fixture
def people(module_product, chromium):
    """Pages of demo people, each in a browser of its own, by the name before the @."""
    contexts = []

    def sign_in(name):
        here = {"locale": "en-GB", "timezone_id": "Europe/Berlin"}
        page = enter(chromium, module_product, f"{name}@demo.test", "/dashboard", **here)
        contexts.append(page.context)
        page.wait_for_function("document.querySelector('live-fragments')?.matches(':defined')")
        return page

    yield sign_in
    for context in contexts:
        context.close()


def shows(page, name, text):
    """Wait until this part has the text."""
    page.wait_for_function(
        "([name, text]) => document.querySelector(`[data-fragment=${name}]`).innerText.includes(text)",
        arg=[name, text],
    )


def equals_a_reload(page):
    page.wait_for_timeout(2500)  # the parts that were fetched just now may be fetched once more
    live = page.evaluate(TEXTS)
    page.reload()
    page.wait_for_timeout(500)
    assert page.evaluate(TEXTS) == live


def test_a_press_of_the_student_shows_at_the_coach_without_a_reload(people):
    student, coach = people("student"), people("coach")
    coach.evaluate("window.notReloaded = true")
    before = coach.locator("[data-fragment=agenda]").inner_text()

    student.get_by_role("link", name="Choose a time").click()
    student.get_by_role("button", name=re.compile("^(Accept|Take)")).first.click()

    coach.wait_for_function(
        "(before) => document.querySelector('[data-fragment=agenda]').innerText !== before",
        arg=before,
    )
    assert "Session 3 of" in coach.locator("[data-fragment=agenda]").inner_text()
    assert coach.evaluate("window.notReloaded") is True
    equals_a_reload(coach)


def test_what_happened_while_the_line_was_cut_shows_when_it_returns(people):
    """The socket of this page dies in silence; the next check finds out by one number."""
    coach = people("coach2")
    coach.evaluate(
        f"""() => {SCRIPT}.then(({{ connection }}) => {{
            connection.dispatchEvent(new CustomEvent('down')); window.line = connection; }})"""
    )
    coach.evaluate("document.querySelector('live-fragments').dataset.head")
    other = people("both")
    other.get_by_role("link", name="Answer the contract offer").click()
    coach.route("**/ws", lambda route: route.abort())

    other.get_by_role("button", name=re.compile("^Accept")).first.click()

    coach.evaluate("window.line.dispatchEvent(new CustomEvent('check'))")
    shows(coach, "contracts", "Priya")
    equals_a_reload(coach)


def test_a_ring_of_the_bell_fetches_the_parts_once(people):
    """What is in no conversation, as an approval or a request that ends, comes with the bell only."""
    page = people("student")
    page.wait_for_timeout(2500)  # what the page asks for by itself at first
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.evaluate(
        f"""() => {SCRIPT}.then(({{ connection }}) => {{
            const ring = () => connection.dispatchEvent(
                new CustomEvent('dirty', {{ detail: {{ keys: ['bell'] }} }}));
            ring(); ring(); }})"""
    )
    page.wait_for_timeout(1500)
    parts = [
        name for name in asked if name in ("setup", "needs", "agenda", "contracts", "requests")
    ]
    assert sorted(parts) == ["agenda", "contracts", "needs", "requests", "setup"]
