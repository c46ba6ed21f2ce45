"""Nothing moves under the reader's eyes while a page loads, however slowly its parts arrive."""

import re
import time

import pytest

from tests.browser.conversations import is_live
from tests.browser.doors import context_of
from tests.browser.test_the_look import COACH, DOORS, STUDENT, WIDE

MOST = 0.02
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
OBSERVE = """
window.shifts = [];
new PerformanceObserver((list) => shifts.push(...list.getEntries()))
    .observe({ type: "layout-shift", buffered: true });
"""
# What moved, and from where to where, for whoever has to find out why.
SHIFTS = """() => shifts.filter((each) => !each.hadRecentInput).map(({ value, sources }) => [value,
    sources.map(({ node, previousRect: from, currentRect: to }) => [
        (node?.outerHTML ?? node?.textContent ?? "").slice(0, 80), from, to])])"""
LATE = re.compile(r"/static/js/parts/")  # what the scripts of all pages have in common
SLOW = {"latency": 20, "downloadThroughput": 400_000, "uploadThroughput": 200_000, "offline": False}


def make_slow(page):
    """Pages come piece by piece, and the scripts when the page stands already."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    page.route(LATE, lambda route: (time.sleep(0.3), route.continue_()))


@pytest.mark.timeout(600)  # every page, slowly
@pytest.mark.parametrize("screen", [{"viewport": WIDE}, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize(
    ("email", "paths"),
    [
        ("student@demo.test", STUDENT),
        ("coach@demo.test", [*COACH, "/chat/1", "/contracts/1"]),
        ("both@demo.test", ["/dashboard", "/chat/2", "/contracts/2", *DOORS]),
    ],
)
def test_no_page_shifts_while_it_loads(chromium, product, email, paths, screen):
    context = context_of(chromium, product, email, **screen)
    context.add_init_script(OBSERVE)
    page = context.new_page()
    make_slow(page)
    moved = []
    for path in paths:
        page.goto(product.url + path)
        page.wait_for_timeout(400)  # what the scripts do, and what they ask the server for
        shifts = page.evaluate(SHIFTS)
        if sum(value for value, _ in shifts) > MOST:
            moved.append(f"{path}: {shifts}")
    context.close()
    assert "\n".join(moved) == ""


PLACES = """(html) => {
    const page = html ? new DOMParser().parseFromString(html, "text/html") : document;
    return [...page.querySelectorAll(".timeline > li")].map((entry) => [
        entry.id || entry.innerText.trim(), entry.hasAttribute("data-grouped"),
        entry.querySelector(".entry__status")?.textContent ?? ""]);
}"""


@pytest.mark.parametrize("email", ["student@demo.test", "coach@demo.test"])
@pytest.mark.parametrize("part", ["", "?show=agreements", "?before=30", "?around=20"])
def test_the_script_finds_a_thread_arranged_as_it_would_arrange_it(chromium, product, email, part):
    context = context_of(chromium, product, email, viewport=WIDE)
    page = context.new_page()
    drawn = page.goto(f"{product.url}/chat/1{part}").text()
    is_live(page)
    assert page.evaluate(PLACES, drawn) == page.evaluate(PLACES, "")
    context.close()
