"""One side acts, twelve ways; the other's dashboard, inbox, bell and conversation change without a reload.

Each person has four tabs open the whole time. Twice the watcher's sockets are cut before the other acts.
At the end each tab shows what a reload shows.
"""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.conversations import SHOWN
from tests.browser.days import booking_day, three_starts, typed_thursday
from tests.browser.doors import IS_UP, context_of
from tests.browser.test_contracts import card, fill_drawer, press

TITLE = "Cello again after ten years"
# What of each tab the other's act must change.
SHOWS = {
    "dashboard": "() => document.querySelector('live-fragments').innerText",
    "inbox": "() => document.querySelector('.inbox-row')?.innerText ?? ''",
    "bell": "() => document.querySelector('bell-count').textContent",
    "talk": "() => document.querySelector('.timeline').innerText",
}
# The part of each tab that a reload must draw the same, without what differs in every answer.
WHOLE = {
    "dashboard": "live-fragments",
    "inbox": ".workspace__inbox",
    "bell": ".shell__header",
    "talk": "#context .rail",
}
SERIAL = """(selector) => {
    const root = document.querySelector(selector).cloneNode(true);
    const gone = '[name=csrfmiddlewaretoken], [name=client_id], .entry__tools, .htmx-indicator';
    root.querySelectorAll(gone).forEach((each) => each.remove());
    root.querySelectorAll('live-time time, count-down time').forEach((each) => { each.textContent = ''; });
    const line = root.innerHTML.replace(/\\s+/g, ' ').replace(/ ?([<>]) ?/g, '$1');
    return line.replaceAll('>', '>\\n');
}"""


class Person:
    """Four tabs in one browser, whose sockets can be cut and come back."""

    def __init__(self, browser, product, email, zone):
        self.url = product.url
        wide = {"viewport": {"width": 1440, "height": 900}}
        self.context = context_of(browser, product, email, timezone_id=zone, locale="en-GB", **wide)
        self.sockets, self.is_cut, self.errors = [], False, []
        self.context.route_web_socket(re.compile(r"/ws$"), self._connect)
        self.tabs = {"dashboard": self._tab()}
        page = self.tabs["dashboard"]
        page.goto(f"{self.url}/dashboard")
        self.open("inbox", "/chat")
        self.open("bell", "/notifications")
        self._mark(page)

    def _connect(self, socket):
        if self.is_cut:
            socket.close(code=1013)
        else:
            self.sockets.append((socket, socket.connect_to_server()))

    def _tab(self):
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def open(self, name, path):
        page = self.tabs[name] = self._tab()
        page.goto(self.url + path)
        self._mark(page)
        return page

    def _mark(self, page):
        page.evaluate("window.notReloaded = true")
        page.wait_for_function(IS_UP)

    @property
    def talk(self):
        return self.tabs["talk"]

    def open_talk(self, other):
        row = self.tabs["inbox"].locator(".inbox-row", has_text=other)
        self.open("talk", row.get_attribute("href"))

    def shows(self):
        return {name: page.evaluate(SHOWS[name]) for name, page in self.tabs.items()}

    def cut(self):
        self.is_cut = True
        for socket, server in self.sockets:
            server.close()
            socket.close(code=1001)
        self.sockets = []

    def mend(self):
        self.is_cut = False
        for page in self.tabs.values():
            page.evaluate("dispatchEvent(new Event('online'))")

    def sees(self, before, expected):
        """Each of these tabs has changed by itself, and says what is expected."""
        for name, words in expected.items():
            page = self.tabs[name]
            page.wait_for_function(
                f"([before, words]) => {{ const now = ({SHOWS[name]})();"
                " return now !== before && now.includes(words); }",
                arg=[before[name], words],
            )
        self.never_reloaded()

    def never_reloaded(self):
        for name, page in self.tabs.items():
            assert page.evaluate("window.notReloaded"), f"{name} was loaded anew"


def equal_a_reload(people):
    tabs = [(page, WHOLE[name]) for person in people for name, page in person.tabs.items()]
    pages = [page for page, _part in tabs]
    live, entries = settled(tabs), [page.evaluate(SHOWN) for page in pages]
    for page in pages:
        page.reload()
        page.wait_for_load_state()
    for fresh, then, (_page, part) in zip(settled(tabs), live, tabs, strict=True):
        assert fresh.splitlines() == then.splitlines(), part
    assert [page.evaluate(SHOWN) for page in pages] == entries


def settled(tabs):
    """The parts once none changes any more: a fetch may be under way, and is repeated after two seconds."""

    def look():
        return [page.evaluate(SERIAL, part) for page, part in tabs]

    seen, since = look(), time.monotonic()
    while time.monotonic() - since < 2.5:
        tabs[0][0].wait_for_timeout(250)
        if (now := look()) != seen:
            seen, since = now, time.monotonic()
    return seen


@pytest.fixture
def people(own_product, chromium):
    product = own_product.start()
    student = Person(chromium, product, "student@demo.test", "Europe/London")
    coach = Person(chromium, product, "coach2@demo.test", "America/Vancouver")
    yield student, coach
    for person in (student, coach):
        person.context.close()


class Play:
    """Who does what, and what the other must see of it."""

    def __init__(self, student, coach):
        self.student, self.coach = student, coach

    def act(self, watcher, step, *, cut=False, **expected):
        before = watcher.shows()
        if cut:
            watcher.cut()
        step()
        if cut:
            assert watcher.sockets == []
            watcher.mend()
        watcher.sees(before, expected)

    def run(self):
        student, coach = self.student, self.coach
        self.act(
            student, self.propose, dashboard="Answer the proposal of Daniel Moreau",
            inbox="Daniel Moreau sent a proposal.", bell="",
        )  # fmt: skip
        for person, other in ((student, "Daniel Moreau"), (coach, "Sofia Lindqvist")):
            person.open_talk(other)
        self.act(coach, self.ask, inbox="Do you have a cello to lend?", talk="a cello to lend?")
        self.act(
            coach, self.accept_proposal, dashboard="Write the contract",
            inbox="accepted the proposal", bell="", talk="Accepted",
        )  # fmt: skip
        self.act(
            student, self.offer_contract, dashboard="Answer the contract offer",
            inbox="Daniel Moreau offers contract SK-20", bell="", talk="Daniel offers you",
        )  # fmt: skip
        self.act(
            coach, self.counter, cut=True, dashboard="Answer the contract offer",
            inbox="with version 2", bell="", talk="Changed since version 1",
        )  # fmt: skip
        self.act(
            student, self.accept_contract, dashboard="0 of 5", inbox="Active, 0 of 5", bell="",
            talk="0 of 5",
        )  # fmt: skip
        self.act(
            student, self.offer_times, dashboard="Choose a time",
            inbox="offers 3 times for session 1", bell="", talk="Times for session 1 of 5",
        )  # fmt: skip
        self.act(
            coach, self.take_a_time, cut=True, dashboard="Session 1 of 5",
            inbox="confirmed session 1", bell="", talk="Confirmed",
        )  # fmt: skip
        self.act(
            student, self.ask_to_move, dashboard="Daniel Moreau", inbox="asks to move session 1",
            bell="", talk="Move session 1?",
        )  # fmt: skip
        self.act(
            coach, self.agree_to_move, dashboard="19:00", inbox="session 1 moves", bell="",
            talk="Approved",
        )  # fmt: skip
        self.act(
            student, self.propose_amendment, dashboard="Answer the proposed change",
            inbox="proposes new terms", bell="", talk="Changed since version 2",
        )  # fmt: skip
        self.act(
            coach, self.accept_amendment, dashboard="0 of 6", inbox="Active, 0 of 6", bell="",
            talk="Session 1 of 6",
        )  # fmt: skip
        self.act(
            student, self.cancel, dashboard="No session is booked", inbox="cancelled session 1",
            bell="", talk="cancelled session 1",
        )  # fmt: skip

    # --- the steps --------------------------------------------------------------------------

    def propose(self):
        page = self.coach.context.new_page()
        page.goto(f"{self.coach.url}/jobs")
        page.get_by_role("link", name=TITLE).first.click()
        page.wait_for_url(re.compile(r"/jobs/\d+"))
        job = re.search(r"/jobs/(\d+)", page.url)[1]
        page.goto(f"{self.coach.url}/submit-proposal/{job}")
        page.locator("[name=cover_letter]").fill("I came back to the cello myself. " * 4)
        page.locator("[name=approach_summary]").fill("Slow bows first, then songs you know. " * 2)
        page.locator("[name=payment_model][value=per_session]").check()
        for name, value in (
            ("price_per_session", "41.50"), ("session_count", "4"), ("duration_minutes", "60"),
        ):  # fmt: skip
            page.locator(f"[name={name}]").fill(value)
        for answer in page.locator("[name^=answer]").all():
            answer.fill("Yes, both.")
        page.get_by_role("button", name="Send the proposal").click()
        page.wait_for_url(lambda url: "submit-proposal" not in url)
        page.close()

    def ask(self):
        box = self.student.talk.get_by_role("textbox", name="Message")
        box.fill("Do you have a cello to lend?")
        box.press("Enter")

    def accept_proposal(self):
        talk = self.student.talk
        press(talk, "Accept Daniel’s proposal", within=card(talk, TITLE))

    def offer_contract(self):
        talk = self.coach.talk
        press(talk, "Create the contract", within=card(talk, "Your proposal"))
        fill_drawer(talk, submit="Send the contract")

    def counter(self):
        talk = self.student.talk
        press(talk, "Send other terms", within=card(talk, "· version 1"))
        fill_drawer(talk, submit="Send these terms", session_count="5")

    def accept_contract(self):
        talk = self.coach.talk
        accept = card(talk, "· version 2").get_by_role("button", name="Accept version 2")
        accept.click()
        expect(accept).to_have_count(0)

    def offer_times(self):
        talk = self.coach.talk
        press(talk, "Offer times", within=card(talk, "· version 2"))
        drawer = talk.get_by_role("dialog")
        starts = drawer.locator("input[type=datetime-local]")
        for number, start in enumerate(three_starts(booking_day())):
            starts.nth(number).fill(start)
        drawer.get_by_role("button", name=re.compile("Offer|Send")).click()
        expect(drawer).not_to_be_visible()

    def take_a_time(self):
        times = card(self.student.talk, "Times for session 1 of 5")
        times.get_by_role("button", name=re.compile("^Accept")).nth(1).click()
        expect(card(self.student.talk, "Session 1 of 5")).to_contain_text("Confirmed")

    def ask_to_move(self):
        talk = self.coach.talk
        press(talk, "Ask for another time", within=card(talk, "Session 1 of 5"))
        drawer = talk.locator("#drawer")
        drawer.get_by_label(re.compile("Type times")).fill(typed_thursday())
        expect(drawer.get_by_role("checkbox")).to_have_count(1)
        drawer.get_by_label(re.compile("^Why")).fill("The hall is taken that evening.")
        drawer.get_by_role("button", name="Ask for this change").click()
        expect(drawer).to_be_hidden()

    def agree_to_move(self):
        wish = card(self.student.talk, "Move session 1?")
        wish.get_by_role("button", name=re.compile("^Move to ")).click()
        expect(wish).to_contain_text("Approved")

    def propose_amendment(self):
        talk = self.coach.talk
        press(talk, "Propose an amendment", within=card(talk, "· version 2"))
        fill_drawer(talk, submit="Send the amendment", session_count="6")

    def accept_amendment(self):
        accept = card(self.student.talk, "· version 3").get_by_role(
            "button", name="Accept the amendment"
        )
        accept.click()
        expect(accept).to_have_count(0)

    def cancel(self):
        talk = self.coach.talk
        press(talk, "Cancel session", within=card(talk, "Session 1 of 6"))
        fill_drawer(talk, submit=re.compile("^Cancel"), reason="My bow broke in two pieces.")


@pytest.mark.timeout(400)
def test_what_one_side_does_shows_in_four_tabs_of_the_other(people):
    student, coach = people

    Play(student, coach).run()

    for person in people:
        person.never_reloaded()
    equal_a_reload(people)
    assert [person.errors for person in people] == [[], []]
