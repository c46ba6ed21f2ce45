"""What every custom element has from `live-element.js`."""

import pytest

from tests.browser.doors import SCRIPT

PROBE = (
    f"async () => {{ const {{ LiveElement }} = await {SCRIPT};"
    """
    window.heard = [];
    customElements.define('x-probe', class extends LiveElement {
        setUp() {
            this.on(window, 'ring knock', ({ type }) => heard.push(type));
            this.plan('later', 50, () => heard.push('replaced'));
            this.plan('later', 50, () => heard.push('later'));
        }
    });
    window.probe = document.createElement('x-probe');
}"""
)
# All in one step: what is planned must not come in between.
STAND = "document.body.append(probe)"
RING = "dispatchEvent(new Event('ring'))"


@pytest.fixture
def page(product, chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(product.url)
    page.evaluate(PROBE)
    yield page
    context.close()


def test_it_hears_and_calls_what_it_planned_last(page):
    page.evaluate(f"{STAND}; {RING}; dispatchEvent(new Event('knock'))")
    page.wait_for_timeout(100)

    assert page.evaluate("heard") == ["ring", "knock", "later"]


def test_it_hears_and_calls_nothing_once_it_has_left_the_page(page):
    page.evaluate(
        f"{STAND}; probe.remove(); {RING}; probe.plan('after that', 0, () => heard.push('?'))"
    )
    page.wait_for_timeout(100)

    assert page.evaluate("heard") == []


def test_it_hears_once_when_it_stands_somewhere_else(page):
    assert page.evaluate(f"{STAND}; document.body.prepend(probe); {RING}; heard") == ["ring"]
