"""The main job: from a learning request to a confirmed session, by two people in two browsers.

Neither page is reloaded once the conversation is open: what one does must appear at the other.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.days import booking_day, hour_on, three_starts
from tests.browser.doors import log_in_by_form

STUDENT, COACH = "student@demo.test", "coach2@demo.test"
LONDON, VANCOUVER = "Europe/London", "America/Vancouver"
CONTRACT = "4 sessions of 60 minutes"


class Seat:
    """One person at one browser, whose socket can be cut and come back."""

    def __init__(self, browser, product, email, zone):
        self.base = product.url
        self.context = browser.new_context(
            viewport={"width": 1440, "height": 900}, timezone_id=zone, locale="en-GB"
        )
        self.sockets = []
        self.is_cut = False
        self.context.route_web_socket(re.compile(r"/ws$"), self._connect)
        self.page = self.context.new_page()
        self.errors = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        log_in_by_form(self.page, product, email)

    def _connect(self, socket):
        if self.is_cut:
            socket.close(code=1013)
            return
        server = socket.connect_to_server()
        self.sockets.append((socket, server))

    def go(self, path):
        self.page.goto(self.base + path)

    def press(self, name):
        self.page.get_by_role("button", name=name).first.click()

    def say(self, text):
        box = self.page.get_by_role("textbox", name="Message")
        box.fill(text)
        box.press("Enter")

    def timeline(self):
        return self.page.get_by_role("log")

    def card(self, title):
        return self.timeline().locator("article.card", has_text=title).last

    def cut(self):
        """As when a train goes into a tunnel."""
        self.is_cut = True
        for socket, server in self.sockets:
            server.close()
            socket.close(code=1001)
        self.sockets = []

    def mend(self):
        self.is_cut = False


@pytest.fixture
def seats(product, chromium):
    student = Seat(chromium, product, STUDENT, LONDON)
    coach = Seat(chromium, product, COACH, VANCOUVER)
    yield student, coach
    for seat in (student, coach):
        seat.context.close()


def post_request(student, title):
    student.go("/post-request")
    page = student.page
    page.locator("[name=title]").fill(title)
    page.locator("[name=description]").fill(
        "I would like to play the songs that everybody knows, by ear and without reading notes."
    )
    page.locator("[name=sessions_needed]").fill("4")
    student.press("Post the request")
    page.wait_for_url(re.compile(r"/jobs/\d+$"))
    return page.url.rsplit("/", 1)[1]


def propose(coach, job):
    coach.go(f"/submit-proposal/{job}")
    page = coach.page
    page.locator("[name=cover_letter]").fill("Campfires are where I learned it myself. " * 4)
    page.locator("[name=approach_summary]").fill(
        "Four evenings with three chords and ten songs. " * 2
    )
    page.locator("[name=payment_model][value=per_session]").check()
    page.locator("[name=price_per_session]").fill("40")
    page.locator("[name=session_count]").fill("4")
    page.locator("[name=duration_minutes]").fill("60")
    coach.press("Send the proposal")
    page.wait_for_url(lambda url: "submit-proposal" not in url)


def open_conversation(seat, name):
    seat.go("/chat")
    seat.page.get_by_role("link", name=re.compile(name)).first.click()
    expect(seat.page.get_by_role("textbox", name="Message")).to_be_visible()


@pytest.mark.timeout(400)
def test_two_people_get_from_a_request_to_a_confirmed_session(seats):
    student, coach = seats
    title = "Guitar for the campfire"

    propose(coach, post_request(student, title))
    open_conversation(student, "Daniel Moreau")
    open_conversation(coach, "Sofia Lindqvist")

    talk_while_one_line_is_dead(student, coach)
    agree_on_a_contract(student, coach, title)
    agree_on_a_time(student, coach)

    assert [seat.errors for seat in seats] == [[], []]


def talk_while_one_line_is_dead(student, coach):
    student.say("Do you bring the fire?")
    expect(coach.timeline()).to_contain_text("Do you bring the fire?")
    coach.say("And the marshmallows.")
    expect(student.timeline()).to_contain_text("And the marshmallows.")

    student.cut()
    coach.say("I have Thursdays free.")
    student.say("Thursdays suit me.")
    expect(student.timeline()).to_contain_text("Thursdays suit me.")
    student.mend()
    expect(coach.timeline()).to_contain_text("Thursdays suit me.")
    expect(student.timeline()).to_contain_text("I have Thursdays free.")
    for seat in (student, coach):
        assert seat.timeline().get_by_text("Thursdays suit me.", exact=True).count() == 1


def agree_on_a_contract(student, coach, title):
    student.card(title).get_by_role("button", name="Accept Daniel’s proposal").click()
    coach.card(title).get_by_role("link", name="Create the contract").click()
    drawer = coach.page.get_by_role("dialog")
    expect(drawer).to_contain_text("160.00")
    drawer.get_by_role("button", name=re.compile("Offer|Send|Create")).click()
    expect(drawer).not_to_be_visible()

    student.card(CONTRACT).get_by_role("button", name=re.compile("^Accept")).click()
    for seat in (student, coach):
        expect(seat.card(CONTRACT)).to_contain_text("0 of 4")


def agree_on_a_time(student, coach):
    coach.card(CONTRACT).get_by_role("link", name="Offer times").click()
    day = booking_day()
    offer_three_times(coach, day)
    in_london = hour_on(day, 11, of=VANCOUVER, seen_from=LONDON)

    times = student.card("Times for session 1 of 4")
    expect(times.get_by_role("button", name=re.compile("^Accept"))).to_have_count(3)
    expect(times).to_contain_text(f"{day:%a} {day.day} {day:%b}, {in_london} your time")
    expect(times).to_contain_text("11:00–12:00 in Vancouver")
    times.get_by_role("button", name=re.compile("^Accept")).nth(1).click()

    for seat, other_clock in (
        (student, "11:00–12:00 in Vancouver"),
        (coach, f"{in_london} in London"),
    ):
        session = seat.card("Session 1 of 4")
        expect(session).to_contain_text("Confirmed")
        expect(session).to_contain_text(other_clock)


def offer_three_times(coach, day):
    drawer = coach.page.get_by_role("dialog")
    starts = drawer.locator("input[type=datetime-local]")
    expect(starts.first).to_be_visible()
    for number, start in enumerate(three_starts(day)):
        starts.nth(number).fill(start)
    drawer.get_by_role("button", name=re.compile("Offer|Send")).click()
    expect(drawer).not_to_be_visible()
