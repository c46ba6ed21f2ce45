"""Subjects of mails are short enough to be read in a list, whatever people are called."""

import re
from pathlib import Path

import pytest

from accounts.models import User
from core.bidi import FIRST_STRONG_ISOLATE, POP_ISOLATE, without_isolates
from core.graphemes import graphemes
from marketplace.models import LearningRequest
from notifications.emails import compose
from notifications.models import OutgoingEmail
from notifications.notices import all_notices
from notifications.subjects import SIGNS_MOST, WRITTEN
from tests.factories import NOW
from tests.notifications.stories import STORIES

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MAILED = sorted(notice.name for notice in all_notices() if notice.has_mail)
LINE_BYTES_MOST = 998  # RFC 5322, section 2.1.1
OURS = {"amount", "count", "day", "ends", "minutes", "n", "number", "time", "until"}
LONG_NAMES = {
    "unbroken": "Donaudampfschifffahrtsgesellschaftskapitän" + "x" * 38,
    "arabic": "عبدالرحمن " * 8,
    "families": "👨‍👩‍👧" * 13,
    "marks": "e\u0301\u0323" * 26,
}


def test_only_names_and_titles_are_what_people_wrote_in_a_subject():
    templates = Path("templates/notifications/email").glob("*/subject.txt")
    said = {name for path in templates for name in re.findall(r"{{ *(\w+)", path.read_text())}
    assert said - {*WRITTEN} == OURS


@pytest.mark.parametrize("kind", MAILED)
def test_a_long_name_or_title_is_cut_and_nothing_else(kind, cast):
    at = STORIES[kind](cast) or NOW
    for name in LONG_NAMES.values():
        User.objects.update(display_name=name.strip()[:80])
        LearningRequest.objects.update(title=name.strip()[:100])
        for email in OutgoingEmail.objects.filter(kind=kind).select_related("recipient"):
            message = compose(email, now=at)
            assert_readable(message.subject)
            head = message.message().as_bytes().partition(b"\n\n")[0]
            assert max(map(len, head.splitlines())) <= LINE_BYTES_MOST


def assert_readable(subject):
    assert len(list(graphemes(without_isolates(subject)))) <= SIGNS_MOST
    assert subject.count(FIRST_STRONG_ISOLATE) == subject.count(POP_ISOLATE)
    subject.encode()  # no half of a pair


def test_our_own_words_stay(cast):
    STORIES["contract_created"](cast)
    User.objects.update(display_name="x" * 80)
    LearningRequest.objects.update(title="عبدالرحمن" * 11)
    (email,) = OutgoingEmail.objects.filter(kind="contract_created").select_related("recipient")
    message = compose(email, now=NOW)
    assert " offers you contract SK-" in message.subject
    assert message.subject.startswith("x" * 17 + "…")
    assert message.subject.endswith(f"…{POP_ISOLATE}")
    assert "x" * 80 in message.body


def test_a_time_stays_whole(cast):
    at = STORIES["request_expiring"](cast)
    (email,) = OutgoingEmail.objects.filter(kind="request_expiring").select_related("recipient")
    subject = compose(email, now=at).subject
    assert subject.startswith(
        "Your request expires on Thu 3 Dec at 10:00 (Berlin time): Learn data"
    )
    assert subject.endswith("…")
