"""Names and titles from right to left turn no sentence round: in pages, notes, mails, bells, calendars."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib import admin
from django.urls import reverse
from icalendar import Calendar

from accounts.models import CoachProfile, User
from chat.live.reading import replay
from chat.models import Conversation
from marketplace.models import LearningRequest
from notifications.calendar_entries import google_address
from notifications.emails import compose
from notifications.feeds import feed_of
from notifications.models import OutgoingEmail
from sessions.models import CoachingSession
from tests.chat.story import THEN, tell
from tests.factories import NOW
from tests.flows.test_markup import addresses
from tests.notifications.stories import STORIES, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NAME, TITLE = "נועה", "ללמוד עברית"
VOID = {
    "br",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "path",
    "source",
    "wbr",
    "circle",
    "rect",
    "use",
}
# These show their text by itself, in a field or not at all.
ALONE = {"bdi", "option", "textarea", "script", "template", "style"}


def exposed(text: str) -> bool:
    """Whether a name or title stands in the text without a wall around it."""
    depth, outside = 0, ""
    for sign in text:
        depth += (sign == "\u2068") - (sign == "\u2069")
        outside += sign if depth == 0 else ""
    alone = text.strip(" “”\n") in (NAME, TITLE)
    return (NAME in outside or TITLE in outside) and not alone


class Exposed(HTMLParser):
    """The texts of a page in which a name could turn round what stands beside it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.walls: list[bool] = []
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        shown = ("placeholder", "title", "aria-label", "alt", "data-text")
        self.found += [named[name] for name in shown if exposed(named.get(name) or "")]
        if tag not in VOID:
            self.walls.append(
                tag in ALONE or named.get("dir") == "auto" or named.get("aria-hidden") == "true"
            )

    def handle_endtag(self, tag):
        if tag not in VOID and self.walls:
            self.walls.pop()

    def handle_data(self, data):
        if not any(self.walls) and exposed(data):
            self.found.append(data.strip())


def rename_all() -> None:
    User.objects.update(display_name=NAME)
    LearningRequest.objects.update(title=TITLE)
    CoachProfile.objects.update(title=TITLE)


@pytest.fixture
def world(student, coach, staff):
    tell(student, coach, times=1)
    rename_all()


def test_what_is_exposed_is_found():
    assert exposed(f"{NAME} accepted version 2.")
    assert not exposed(f"\u2068{NAME}\u2069 accepted version 2.")
    assert Exposed(f"<p>{NAME} 2</p><p dir=auto>{NAME} 2</p>").found == [f"{NAME} 2"]


@pytest.mark.parametrize("who", ["student", "coach"])
def test_no_page_is_turned_round(world, student, coach, login, who):
    browser = login({"student": student, "coach": coach}[who])
    found = {}
    with time_machine.travel(THEN, tick=False):
        for address in addresses():
            answer = browser.get(address)
            if answer.status_code == 200 and (texts := Exposed(answer.content.decode()).found):
                found[address] = texts
    assert found == {}


def desk_pages() -> list[str]:
    """Every list of the staff desk, the newest row of each, and what may be pressed there."""
    pages = ["/admin/"]
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        pages.append(reverse(f"admin:{name}_changelist"))
        if row := model._default_manager.order_by("-pk").first():
            pages.append(reverse(f"admin:{name}_change", args=[row.pk]))
    student, profile = User.objects.get(is_coach=False, is_staff=False), CoachProfile.objects.get()
    pages += [reverse("admin:accounts-admin-suspend", args=[student.pk])]
    pages += [reverse("admin:accounts-admin-refuse", args=[profile.pk])]
    return pages


def test_no_page_of_the_staff_desk_is_turned_round(world, staff, login):
    found = {}
    with time_machine.travel(THEN, tick=False):
        browser = login(staff)
        for address in desk_pages():
            answer = browser.get(address)
            assert answer.status_code == 200, address
            if texts := Exposed(answer.content.decode()).found:
                found[address] = texts
    assert found == {}


def test_what_a_press_of_staff_says_is_not_turned_round(world, student, staff, login):
    with time_machine.travel(THEN, tick=False):
        browser = login(staff)
        address = reverse("admin:accounts-admin-suspend", args=[student.pk])
        answer = browser.post(address, {"reason": "Because of many complaints."}, follow=True)
    said = [str(each) for each in answer.context["messages"]]
    assert any(NAME in text for text in said)
    assert not any(map(exposed, said))
    assert Exposed(answer.content.decode()).found == []


def test_no_calendar_is_turned_round(world, student, coach):
    session = CoachingSession.objects.filter(status="confirmed").latest("pk")
    for reader in (student, coach):
        reader.refresh_from_db()
        parts = Calendar.from_ical(feed_of(reader, now=THEN)).walk()
        texts = [str(value) for part in parts for _name, value in part.property_items()]
        assert any(NAME in text for text in texts)
        assert [text for text in texts if exposed(text)] == []
        assert not exposed(parse_qs(urlsplit(google_address(session, reader)).query)["text"][0])


def test_no_frame_is_turned_round(world, student):
    frame = replay(Conversation.objects.get().pk, user_id=student.pk, after=0, now=THEN)
    assert [text for entry in frame["entries"] for text in Exposed(entry["html"]).found] == []


@pytest.mark.parametrize("kind", STORIES)
def test_no_mail_is_turned_round(student, coach, other_coach, staff, kind):
    cast = Cast(student=student, coach=coach, other_coach=other_coach, staff=staff)
    at = STORIES[kind](cast) or NOW
    rename_all()
    for email in OutgoingEmail.objects.filter(kind=kind):
        message = compose(email, now=at)
        assert not exposed(message.subject)
        assert [line for line in message.body.splitlines() if exposed(line)] == []
        assert Exposed(message.alternatives[0][0]).found == []
