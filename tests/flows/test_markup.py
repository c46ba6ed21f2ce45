"""Whatever people write is shown as they wrote it: every free text of every row holds markup here, and
no page, card, frame or mail makes an element of it."""

from html.parser import HTMLParser

import pytest
import time_machine
from django.apps import apps
from django.db import models

from accounts.models import CoachProfile
from chat.live.reading import replay
from chat.models import Conversation
from contracts.models import Contract
from marketplace.models import LearningRequest, Proposal
from notifications.emails import compose
from notifications.models import OutgoingEmail
from sessions.models import CoachingSession
from tests.chat.story import THEN, tell
from tests.factories import NOW
from tests.notifications.stories import STORIES, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OURS = ("accounts", "chat", "contracts", "marketplace", "notifications", "coaching_sessions")
ODD = "<b onclick=x>a</b>\"'><script>hurt()</script> &amp;"
MACHINES = {"kind", "password", "event", "last_error", "subject"}
SIGNS = ("timezone", "language", "currency", "number", "key", "url", "query", "email")


def write_markup_everywhere() -> None:
    """Into each column of free text, and each sentence within JSON."""
    for model in (m for app in OURS for m in apps.get_app_config(app).get_models()):
        texts = [field.name for field in model._meta.fields if is_free_text(field)]
        lists = [f.name for f in model._meta.fields if isinstance(f, models.JSONField)]
        for row in model._default_manager.all():
            wide = {name: ODD[: model._meta.get_field(name).max_length] for name in texts}
            values = {name: text for name, text in wide.items() if getattr(row, name)}
            values |= {name: with_markup(getattr(row, name)) for name in lists}
            if values:
                model._default_manager.filter(pk=row.pk).update(**values)


def is_free_text(field: models.Field) -> bool:
    if not isinstance(field, models.TextField | models.CharField) or field.choices:
        return False
    is_sign = any(sign in field.name for sign in SIGNS) or field.unique
    return not is_sign and (field.max_length or 10_000) >= 80 and field.name not in MACHINES


def with_markup(value):
    if isinstance(value, dict):
        return {key: with_markup(each) for key, each in value.items()}
    if isinstance(value, list):
        return [with_markup(each) for each in value]
    return ODD if isinstance(value, str) and " " in value else value


class Hurt(HTMLParser):
    """Elements that nobody but our texts could have brought in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_script = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self._in_script = tag == "script"
        self.found += [f"{tag} {name}" for name, _value in attrs if name == "onclick"]

    def handle_data(self, data):
        if self._in_script and "hurt()" in data:
            self.found.append("script")


def assert_harmless(where: str, html: str) -> None:
    assert Hurt(html).found == [], where


def test_the_parser_would_find_it():
    assert Hurt(f"<p>{ODD}</p>").found == ["b onclick", "script"]


@pytest.fixture
def world(student, coach, staff):
    tell(student, coach, times=1)
    write_markup_everywhere()
    with time_machine.travel(THEN, tick=False):
        yield


def addresses() -> list[str]:
    """Every page on which the texts of others or one's own are shown."""
    place = Conversation.objects.get().pk
    requests = LearningRequest.objects.values_list("pk", flat=True)
    contracts = Contract.objects.values_list("pk", flat=True)
    proposals = Proposal.objects.values_list("pk", flat=True)
    fixed = ["/dashboard", "/chat", f"/chat/{place}", f"/chat/{place}/rail", "/contracts"]
    fixed += ["/notifications", "/settings", "/settings/coach", "/my-requests", "/jobs", "/coaches"]
    fixed += ["/chat/search?q=script", "/jobs?q=script", "/coaches?q=script"]
    fixed += [f"/coaches/{CoachProfile.objects.get().user_id}", f"/chat/{place}?show=agreements"]
    fixed += [f"/jobs/{pk}" for pk in requests] + [f"/jobs/{pk}/manage" for pk in requests]
    fixed += [f"/edit-job/{pk}" for pk in requests] + [f"/submit-proposal/{pk}" for pk in requests]
    fixed += [f"/proposals/{pk}" for pk in proposals]
    for pk in contracts:
        fixed += [f"/contracts/{pk}{end}" for end in ("", "/sessions", "/cancel", "/amend")]
    for pk in one_session_of_each_standing():
        fixed += [f"/sessions/{pk}{end}" for end in ("", "/notes", "/cancel", "/reschedule")]
    return fixed


def one_session_of_each_standing() -> list[int]:
    """Those of one contract that stand alike hold the same texts, and their pages differ in a number."""
    rows = CoachingSession.objects.order_by("-pk")
    return list({(row.contract_id, row.status): row.pk for row in rows}.values())


@pytest.mark.parametrize("who", ["student", "coach"])
def test_no_page_makes_an_element_of_a_text(world, student, coach, login, who):
    person = {"student": student, "coach": coach}[who]
    browser, shown = login(person), 0
    for address in addresses():
        answer = browser.get(address)
        if answer.status_code == 200:
            page = answer.content.decode()
            assert_harmless(address, page)
            shown += "hurt()" in page
    assert shown > 25


@pytest.mark.parametrize("who", ["student", "coach"])
def test_no_frame_makes_an_element_of_a_text(world, student, coach, who):
    person = {"student": student, "coach": coach}[who]
    frame = replay(Conversation.objects.get().pk, user_id=person.pk, after=0, now=THEN)
    drawn = [entry["html"] for entry in frame["entries"]]
    for html in drawn:
        assert_harmless("frame", html)
    assert sum("hurt()" in html for html in drawn) > 10


@pytest.mark.parametrize("kind", STORIES)
def test_no_mail_makes_an_element_of_a_text(student, coach, other_coach, staff, kind):
    cast = Cast(student=student, coach=coach, other_coach=other_coach, staff=staff)
    at = STORIES[kind](cast) or NOW
    write_markup_everywhere()
    for email in OutgoingEmail.objects.filter(kind=kind):
        message = compose(email, now=at)
        assert_harmless(kind, message.alternatives[0][0])
        assert "\n" not in message.subject
