"""`./dev bench web`: what a phone waits for, on the embedded product as `./dev run` serves it.

Chromium at 390x844 on two throttled networks. Each page is opened in a browser that has nothing of ours
(but the login) and then once more. Told are the requests that went over the line, their compressed bytes,
the first contentful paint, when the composer of a conversation takes a key, and how much moved (CLS); times
in ms from the start of the navigation, the median of the rounds. What the files of `static/` would cost as
they are written is measured in the same rounds.
"""

import argparse
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.report import goal, keep
from bench.start import disposable
from tests.browser.doors import context_of
from tests.browser.tape import NETWORKS, Tape
from tests.product import CHROMIUM_FLAGS, Product, browser_program

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
STRANGER, STUDENT, COACH = "", "student@demo.test", "coach@demo.test"
PAGES = {
    "welcome": (STRANGER, "/"),
    "login": (STRANGER, "/account/login/"),
    "dashboard": (STUDENT, "/dashboard"),
    "inbox": (STUDENT, "/chat"),
    "conversation": (STUDENT, "/chat/1"),
    "contracts": (STUDENT, "/contracts"),
    "sessions": (STUDENT, "/contracts/1/sessions"),
    "jobs": (COACH, "/jobs"),
    "coaches": (STUDENT, "/coaches"),
    "settings": (STUDENT, "/settings"),
}
# The limits of a first visit and of the next one; the times hold on slow 4G.
GOALS = {
    "requests": (12, 4),
    "paint": (1200, 600),
    "usable": (2000, 2000),
    "shift": (0.02, 0.02),
    "style_kb": (18, 18),
    "script_kb": (40, 40),
    "file_kb": (60, 60),
}
OBSERVE = """
window.seen = { paint: 0, shift: 0, usable: 0 };
new PerformanceObserver((list) => {
    for (const entry of list.getEntriesByName("first-contentful-paint")) seen.paint = entry.startTime;
}).observe({ type: "paint", buffered: true });
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
const look = () => {
    const composer = document.querySelector("message-composer");
    const text = composer?.querySelector("textarea");
    if (seen.paint && text && !text.disabled && composer.matches(":defined")) {
        seen.usable = performance.now();
    } else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""

Figures = dict[str, float]
Results = dict[str, dict[str, dict[str, Figures]]]  # by page, way and visit


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev bench web", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--page", choices=PAGES, action="append", help="this one only")
    options = parser.parse_args()
    with (
        chromium() as browser,
        disposable(Product("--short-demo")) as bundled,
        disposable(Product("--short-demo", "--unbundled")) as unbundled,
    ):
        ways = {"bundled": bundled.start(), "unbundled": unbundled.start()}
        results = {
            network: visits(browser, ways, options.page or list(PAGES), options.rounds, network)
            for network in NETWORKS
        }
    goals = list(told_goals(results["slow 4G"]))
    keep("web", {"networks": results, "goals": goals})
    return int(not all(each["met"] for each in goals))


@contextmanager
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_program(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def visits(
    browser: Any, ways: dict[str, Product], pages: list[str], rounds: int, network: str
) -> Results:
    """The figures of each page's first visit and of the next."""
    print(f"{network:14}{'':10}{'':6}{'requests':>9}{'KB':>8}{'paint':>8}{'usable':>8}{'CLS':>8}")
    found: Results = {}
    for page in pages:
        taken = [
            {way: two_visits(browser, ways[way], *PAGES[page], network) for way in ways}
            for _round in range(rounds)
        ]
        found[page] = {
            way: {
                visit: medians([one[way][visit] for one in taken]) for visit in ("first", "again")
            }
            for way in ways
        }
        for way, visits in found[page].items():
            for visit, told in visits.items():
                print(f"{page:14}{way:10}{visit:6}{line(told)}")
    return found


def medians(taken: list[Figures]) -> Figures:
    return {key: round(statistics.median(one[key] for one in taken), 3) for key in taken[0]}


def line(told: Figures) -> str:
    usable = f"{told['usable']:.0f}" if told["usable"] else ""
    return f"{told['requests']:9.0f}{told['kb']:8.1f}{told['paint']:8.0f}{usable:>8}{told['shift']:8.3f}"


def two_visits(
    browser: Any, product: Product, email: str, path: str, network: str
) -> dict[str, Figures]:
    context = (
        context_of(browser, product, email, **PHONE) if email else browser.new_context(**PHONE)
    )
    context.add_init_script(OBSERVE)
    found = {each: visit(context, product.url + path, network) for each in ("first", "again")}
    context.close()
    return found


def visit(context: Any, address: str, network: str) -> Figures:
    page = context.new_page()
    tape = Tape(page, network)
    page.goto(address, wait_until="load")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(700)  # what the scripts ask for once they run
    figures = {
        "requests": len(tape.addresses),
        "kb": tape.kilobytes(),
        "file_kb": tape.kilobytes("Stylesheet", "Script"),
        "style_kb": tape.kilobytes("Stylesheet"),
        "script_kb": tape.kilobytes("Script"),
        **page.evaluate("seen"),
    }
    page.close()
    return figures


def told_goals(pages: Results) -> Iterator[dict[str, Any]]:
    """The worst page of each."""
    for key, limits in GOALS.items():
        for visit, limit in zip(("first", "again"), limits, strict=True):
            worst, page = max((ways["bundled"][visit][key], page) for page, ways in pages.items())
            yield goal(f"{key}, {visit} visit ({page})", worst, limit, at_least=False)


if __name__ == "__main__":
    sys.exit(main())
