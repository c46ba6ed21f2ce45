"""A name or title without a blank makes no page wider than the screen."""

import pytest

from tests.browser.doors import enter
from tests.browser.test_the_look import COACH, STUDENT

WIDTHS = (320, 390, 768, 1024, 1440)
LENGTHEN = """
from accounts.models import CoachProfile, User
from chat.models import Entry
from marketplace.models import LearningRequest, Proposal
from contracts.models import Contract
from sessions.models import CoachingSession
User.objects.update(display_name="W" * 80)
CoachProfile.objects.update(title="Wm" * 50, bio="W" * 400)
LearningRequest.objects.update(title="W" * 100, description="m" * 300, timeframe="W" * 120)
Proposal.objects.update(cover_letter="W" * 300, approach_summary="W" * 300)
Entry.objects.filter(kind="message").update(body="W" * 300)
CoachingSession.objects.update(end_reason="W" * 300)
"""
SPILL = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return "";
  const over = [...document.querySelectorAll("body *")].filter(
    (each) => each.getBoundingClientRect().right > wide + 1 && each.checkVisibility());
  return over.slice(0, 3).map((each) => each.outerHTML.slice(0, 90)).join(" | ") || "something";
}"""


@pytest.fixture(scope="module")
def lengthened(module_product):
    module_product.manage("shell", "-c", LENGTHEN)
    return module_product


@pytest.mark.parametrize(
    ("email", "paths"),
    [
        ("student@demo.test", [*STUDENT, "/coaches/2", "/chat/search?q=w", "/proposals/1"]),
        (
            "coach@demo.test",
            [*COACH, "/chat", "/chat/1", "/contracts", "/contracts/1", "/notifications"],
        ),
    ],
)
def test_no_page_is_wider_than_the_screen(chromium, lengthened, email, paths):
    page = enter(chromium, lengthened, email, "/dashboard")
    spilled = []
    for path in paths:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(lengthened.url + path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if over := page.evaluate(SPILL):
                spilled.append(f"{path} at {width}: {over}")
    assert "\n".join(spilled) == ""
