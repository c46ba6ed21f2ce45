"""`./dev bench web`: what a phone waits for, on the embedded product as `./dev run` serves it.

Chromium at 390x844 on two throttled networks. Each page is opened in a browser that has nothing of ours
(but the login) and then once more. Told are the requests that went over the line, their compressed bytes,
the first contentful paint, when the composer of a conversation takes a key, and how much moved (CLS); times
in ms from the start of the navigation, the median of the rounds.
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
from tests.product import CHROMIUM_FLAGS, Product, browser_program

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
# Latency in ms, and bits per second down and up.
NETWORKS = {"slow 4G": (150, 1_600_000, 750_000), "good 4G": (60, 9_000_000, 3_000_000)}
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


class Tape:
    """What came over the line of one page."""

    def __init__(self, page: Any, network: str) -> None:
        self.kinds: dict[str, str] = {}
        self.cached: set[str] = set()
        self.sizes: dict[str, float] = {}
        line = page.context.new_cdp_session(page)
        line.on("Network.responseReceived", self._received)
        line.on("Network.requestServedFromCache", lambda e: self.cached.add(e["requestId"]))
        line.on("Network.loadingFinished", self._finished)
        line.send("Network.enable")
        latency, down, up = NETWORKS[network]
        speed = {"downloadThroughput": down / 8, "uploadThroughput": up / 8}
        line.send(
            "Network.emulateNetworkConditions", {"offline": False, "latency": latency, **speed}
        )

    def figures(self) -> Figures:
        sent = {each: size for each, size in self.sizes.items() if each not in self.cached}
        sizes = {
            name: sum(size for each, size in sent.items() if self.kinds.get(each) == kind) / 1000
            for name, kind in (("style_kb", "Stylesheet"), ("script_kb", "Script"))
        }
        files = sum(sizes.values())
        return {"requests": len(sent), "kb": sum(sent.values()) / 1000, "file_kb": files, **sizes}

    def _received(self, event: dict[str, Any]) -> None:
        answer = event["response"]
        self.kinds[event["requestId"]] = event["type"]
        if answer.get("fromDiskCache") or answer["url"].startswith("data:"):
            self.cached.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = event["encodedDataLength"]


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev bench web", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--page", choices=PAGES, action="append", help="this one only")
    options = parser.parse_args()
    pages = options.page or list(PAGES)
    with chromium() as browser, disposable(Product("--short-demo")) as product:
        product.start()
        results = {name: visits(browser, product, pages, options.rounds, name) for name in NETWORKS}
    goals = list(told_goals(results))
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
    browser: Any, product: Product, pages: list[str], rounds: int, network: str
) -> dict[str, dict[str, Figures]]:
    """The figures of each page's first visit and of the next, by page."""
    print(f"{network:14}{'':8}{'requests':>9}{'KB':>8}{'paint':>8}{'usable':>8}{'CLS':>8}")
    found = {}
    for name in pages:
        both = [two_visits(browser, product, *PAGES[name], network) for _round in range(rounds)]
        found[name] = {
            visit: {key: round(statistics.median(one[key] for one in times), 3) for key in times[0]}
            for visit, times in zip(("first", "again"), zip(*both, strict=True), strict=True)
        }
        for visit, told in found[name].items():
            usable = f"{told['usable']:8.0f}" if told["usable"] else f"{'':8}"
            print(
                f"{name:14}{visit:8}{told['requests']:9.0f}{told['kb']:8.1f}{told['paint']:8.0f}"
                f"{usable}{told['shift']:8.3f}"
            )
    return found


def two_visits(
    browser: Any, product: Product, email: str, path: str, network: str
) -> tuple[Figures, Figures]:
    context = (
        context_of(browser, product, email, **PHONE) if email else browser.new_context(**PHONE)
    )
    context.add_init_script(OBSERVE)
    first, again = (visit(context, product.url + path, network) for _visit in range(2))
    context.close()
    return first, again


def visit(context: Any, address: str, network: str) -> Figures:
    page = context.new_page()
    tape = Tape(page, network)
    page.goto(address, wait_until="load")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(700)  # what the scripts ask for once they run
    figures = {**tape.figures(), **page.evaluate("seen")}
    page.close()
    return figures


def told_goals(results: dict[str, dict[str, dict[str, Figures]]]) -> Iterator[dict[str, Any]]:
    """The worst page of each."""
    pages = results["slow 4G"]
    for key, limits in GOALS.items():
        for visit, limit in zip(("first", "again"), limits, strict=True):
            name, worst = max(
                ((name, told[visit][key]) for name, told in pages.items()), key=lambda each: each[1]
            )
            yield goal(f"{key}, {visit} visit, worst page ({name})", worst, limit, at_least=False)


if __name__ == "__main__":
    sys.exit(main())
