"""`./dev bench live`: how soon a change by one side stands in the four tabs of the other.

Two browsers with four tabs each (dashboard, inbox, bell, conversation) take a deal from a proposal to a
cancelled session, as `tests/browser/test_both_sides_live.py` does. Measured from the first byte of the answer
to the press, which comes after the commit, to the first change of the tab that the other person has open.
"""

import argparse
from typing import Any

from playwright.sync_api import Page, Request, sync_playwright

from bench.report import goal, keep, shown, spread
from tests.browser.test_both_sides_live import SHOWS, Person, Play
from tests.product import CHROMIUM_FLAGS, Product, browser_program

GOAL_SECONDS = 1.0
STACKS: dict[str, list[str]] = {"embedded": [], "full": ["--demo"]}
WATCH = """(shows) => {
    const before = shows();
    window.changedAt = undefined;
    const look = () => {
        if (window.changedAt === undefined && shows() !== before) window.changedAt = Date.now();
    };
    const everything = { subtree: true, childList: true, characterData: true };
    new MutationObserver(look).observe(document.body, everything);
}"""


class TimedPlay(Play):
    """The same play, with a watch in each tab that is looked at."""

    def __init__(self, student: Person, coach: Person) -> None:
        super().__init__(student, coach)
        self.seconds: dict[str, list[float]] = {}
        self.answered_at = 0.0
        for person in (student, coach):
            person.context.on("requestfinished", self._note)

    def act(self, watcher: Person, step: Any, *, cut: bool = False, **expected: str) -> None:
        """As in the test, but no line is cut."""
        del cut
        before = watcher.shows()
        pages = {name: watcher.tabs[name] for name in expected}
        for name, page in pages.items():
            page.evaluate(f"({WATCH})({SHOWS[name]})")
        self.answered_at = 0.0
        step()
        watcher.sees(before, expected)
        if self.answered_at:
            for name, page in pages.items():
                self._count(name, page)

    def _note(self, request: Request) -> None:
        """The last press that was answered."""
        if request.method == "POST":
            timing = request.timing
            self.answered_at = timing["startTime"] + timing["responseStart"]

    def _count(self, name: str, page: Page) -> None:
        """A push may overtake the answer to the press."""
        took = (page.evaluate("window.changedAt") - self.answered_at) / 1000
        self.seconds.setdefault(name, []).append(max(0.0, took))


def main() -> None:
    argparse.ArgumentParser(prog="./dev bench live", description=__doc__).parse_args()
    results: dict[str, Any] = {}
    goals: list[dict[str, Any]] = []
    for stack, arguments in STACKS.items():
        with sync_playwright() as playwright:
            product = Product(*arguments, stack=stack)
            try:
                product.start()
                results[stack] = judge(stack, play(playwright.chromium, product), goals)
            finally:
                product.dispose()
    keep("live", {**results, "goals": goals})


def play(chromium: Any, product: Product) -> dict[str, list[float]]:
    browser = chromium.launch(executable_path=browser_program(), args=CHROMIUM_FLAGS)
    people = [
        Person(browser, product, "student@demo.test", "Europe/London"),
        Person(browser, product, "coach2@demo.test", "America/Vancouver"),
    ]
    timed = TimedPlay(*people)
    timed.run()
    browser.close()
    return timed.seconds


def judge(
    stack: str, seconds: dict[str, list[float]], goals: list[dict[str, Any]]
) -> dict[str, Any]:
    """Seconds per tab; the slowest of each has to meet the goal."""
    tabs = {name: spread(values) for name, values in seconds.items()}
    print(f"{stack}, seconds after the commit, median (fastest–slowest)")
    for name, values in tabs.items():
        print(f"  {name:<10} {shown(values)} of {len(seconds[name])} changes")
    for name, values in tabs.items():
        goals.append(goal(f"{stack}: {name}", values["max"], GOAL_SECONDS, at_least=False))
    return tabs


if __name__ == "__main__":
    main()
