"""The buttons of real mails in a real browser: what a scanner, a phone, a stranger and a press do."""

import email
import email.policy
import json
import re
import threading
import urllib.request
from email.message import EmailMessage
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from tests.notifications.smtp import part
from tests.product import CHROMIUM_FLAGS, Product, which

# One pair of people for each kind of question, asked today and mailed.
MAKE = """
import time
from datetime import timedelta
from contracts.actions import accept_contract, offer_contract
from contracts.terms import terms_from_proposal
from core import clock
from notifications.models import OutgoingEmail
from notifications.tasks import send_due_emails
from sessions.actions import request_reschedule
from tests import factories as f
now = clock.now().replace(microsecond=0)
DAY = timedelta(days=1)
start = (now + 3 * DAY).replace(minute=0, second=0)

def pair(name):
    return f.make_student(f"Sofia {name}"), f.make_coach(f"Carl {name}")

def offered_contract(name):
    student, coach = pair(name)
    proposal = f.accepted_proposal(student, coach, now=now)
    terms = terms_from_proposal(proposal, now=now)
    return offer_contract(proposal, by=coach, terms=terms, now=now)

def credit(name):
    contract = offered_contract(name)
    active = accept_contract(contract, by=contract.student, version_number=1, now=now)
    return active.sessions.get(number=1)

offered_contract("Offer")
for name in ("Booked", "Twice"):
    booked = credit(name)
    f.opens_every_day(booked.contract.coach)
    f.scheduled_session(booked, starts_at=start, now=now)
offered = credit("Times")
f.offered_session(offered, by=offered.contract.coach, starts=[start, start + DAY], now=now)
moved = f.confirmed_session(credit("Move"), starts_at=start, now=now)
student = moved.contract.student
request_reschedule(moved, by=student, starts=[start + DAY], timezone=student.timezone,
                   reason="My train was cancelled.", version=moved.version, now=now)
while OutgoingEmail.objects.filter(status="queued").exists():
    send_due_emails()
    time.sleep(0.2)
"""
DUMP = """
import hashlib, json
from django.apps import apps
from django.core import serializers
OURS = (
    "core", "account", "accounts", "marketplace", "contracts", "coaching_sessions", "chat",
    "notifications",
)
found = {}
for label in OURS:
    for model in apps.get_app_config(label).get_models():
        text = serializers.serialize("json", model._base_manager.order_by("pk"))
        found[model._meta.label] = [model._base_manager.count(), hashlib.sha256(text.encode()).hexdigest()]
print("DUMP", json.dumps(found))
"""
EVENTS = """
import json
from collections import Counter
from core.models import EventRecord
print("EVENTS", json.dumps(Counter(EventRecord.objects.values_list("name", flat=True))))
"""
PASSWORD = "correct horse"


class Mails(Product):
    """A product without a demo, in which the questions of MAKE were mailed."""

    def start(self):
        super().start()
        self.manage("shell", "-c", MAKE)
        return self

    def mails_to(self, person: str) -> list[EmailMessage]:
        raw = [path.read_bytes() for path in (self.data / "mail").glob("*.eml")]
        every = [email.message_from_bytes(each, policy=email.policy.default) for each in raw]
        address = f"{person.lower().replace(' ', '.')}@example.test"
        return [mail for mail in every if mail["To"] == address]

    def links(self, to: str) -> dict[str, str]:
        """The addresses behind the buttons of all mails to this person, by label."""
        found = {}
        for mail in self.mails_to(to):
            html = part(mail, "text/html")
            for address, label in re.findall(r'href="(http[^"]+/go/[^"]+)"[^>]*>([^<]+)<', html):
                found[label.strip()] = self.url + urlsplit(address).path
        return found

    def link(self, to: str, beginning: str) -> str:
        """The earliest of the buttons that begin like this."""
        links = self.links(to)
        return links[min(label for label in links if label.startswith(beginning))]

    def dump(self) -> dict[str, list]:
        return json.loads(self.manage("shell", "-c", DUMP).rpartition("DUMP ")[2])

    def events(self) -> dict[str, int]:
        return json.loads(self.manage("shell", "-c", EVENTS).rpartition("EVENTS ")[2])


@pytest.fixture(scope="module")
def mails():
    running = Mails("--no-demo")
    try:
        yield running.start()
    finally:
        running.dispose()


def scan(url):
    """As programs do that look at mails before people: without cookies, again and again."""
    for method in ("GET", "HEAD") * 10:
        headers = {"User-Agent": "Scanner", "Purpose": "prefetch", "Sec-Purpose": "prefetch"}
        request = urllib.request.Request(url, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 200


def scan_in_browser(pages):
    """As the better ones do: let the pages' scripts run, wait, move about, but press nothing."""
    pages[-1].wait_for_timeout(700)
    for page in pages:
        page.mouse.move(100, 100)
        for button in page.get_by_role("main").locator("button:visible, a:visible").all():
            button.hover()
        page.mouse.wheel(0, 500)
        page.keyboard.press("Tab")
    pages[-1].wait_for_timeout(300)


@pytest.mark.timeout(400)
def test_a_scanner_that_runs_the_script_changes_no_row(mails, chromium):
    people = ("Sofia Offer", "Carl Booked", "Sofia Times", "Carl Move")
    links = [link for person in people for link in mails.links(person).items()]
    kinds = {" ".join(label.split()[:2]) for label, _url in links}
    assert {"Confirm", "Decline", "Propose another", "Keep the", "Read and"} <= kinds
    assert {"Accept", "Move"} <= {label.split()[0] for label, _url in links}
    before = mails.dump()
    assert before["notifications.ActionLink"][0] >= len(links)

    pages = []
    for _label, url in links:
        scan(url)
        pages.append(chromium.new_context().new_page())
        pages[-1].goto(url)
    scan_in_browser(pages)

    assert mails.dump() == before


def test_one_press_on_a_phone_acts_once(mails, chromium):
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    context = chromium.new_context(**phone)
    page = context.new_page()
    page.goto(mails.link("Sofia Times", "Accept"))
    expect(page.get_by_role("heading", name="Accept this time?")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    before = mails.events().get("sessions.SessionConfirmed", 0)
    page.get_by_role("button", name=re.compile("^Accept ")).tap()
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.reload()  # the browser posts again
    expect(page.get_by_text("You did this on")).to_be_visible()
    page.goto(mails.link("Sofia Times", "Accept"))
    expect(page.get_by_text("You did this on")).to_be_visible()
    assert mails.events()["sessions.SessionConfirmed"] == before + 1
    context.close()


def test_two_presses_at_once_make_one_transition(mails):
    url = mails.link("Carl Twice", "Confirm")
    with urllib.request.urlopen(url, timeout=30) as answer:
        address, page = answer.url, answer.read().decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    before = mails.events().get("sessions.SessionConfirmed", 0)
    gate, codes = threading.Barrier(2), []

    def press():
        gate.wait()
        data = urlencode({"token": token}).encode()
        with urllib.request.urlopen(address, data, timeout=30) as answer:
            assert "Done" in answer.read().decode()
            codes.append(answer.status)

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [200, 200]
    assert mails.events()["sessions.SessionConfirmed"] == before + 1


def test_with_cookies_off_a_press_works(mails, chromium, tmp_path):
    profile = tmp_path / "Default" / "Preferences"
    profile.parent.mkdir()
    # Only the whole browser reads this; the light one has no settings.
    barred = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    profile.write_text(json.dumps(barred))
    context = chromium.browser_type.launch_persistent_context(
        str(tmp_path), executable_path=which("chromium"), args=CHROMIUM_FLAGS
    )
    page = context.new_page()
    page.goto(mails.link("Carl Move", "Keep"))
    assert context.cookies() == []
    expect(page.get_by_role("heading", name="Keep the old time?")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Keep ")).click()
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    context.close()


def test_where_another_person_is_logged_in_the_page_says_so_and_lets_them_out(mails, chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{mails.url}/account/login/")
    page.get_by_label("Email").fill("sofia.booked@example.test")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/dashboard")
    url = mails.link("Carl Booked", "Decline")
    page.goto(url)
    expect(page.get_by_role("heading", name="This link is for somebody else")).to_be_visible()
    expect(page.get_by_text("ca…@example.test")).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="Log out and go on").click()
    expect(page.get_by_role("heading", name="Decline this session?")).to_be_visible()
    context.close()


def test_one_click_of_a_mail_program_leaves_the_list(mails):
    mail = next(mail for mail in mails.mails_to("Sofia Times") if mail["List-Unsubscribe"])
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mails.url + urlsplit(mail["List-Unsubscribe"].strip(" <>")).path
    with urllib.request.urlopen(address, timeout=30) as page:
        assert "You get a mail when" in page.read().decode()  # looking switches nothing off
    click = urllib.request.Request(address, b"List-Unsubscribe=One-Click", method="POST")
    with urllib.request.urlopen(click, timeout=30) as answer:
        assert answer.status == 200
    with urllib.request.urlopen(address, timeout=30) as page:
        assert "You get no mail when" in page.read().decode()
