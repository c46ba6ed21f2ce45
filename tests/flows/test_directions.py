"""Names and titles from right to left turn no sentence round: in pages, notes, mails, bells, calendars."""

from html.parser import HTMLParser

import pytest
import time_machine

from accounts.models import User
from chat.live.reading import replay
from chat.models import Conversation
from marketplace.models import LearningRequest
from notifications.emails import compose
from notifications.models import OutgoingEmail
from tests.chat.story import THEN, tell
from tests.factories import NOW
from tests.flows.test_markup import addresses
from tests.notifications.story import STORIES, Cast

pytestmark = pytest.mark.django_db

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
