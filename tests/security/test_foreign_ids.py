"""An id in a body or a query that names somebody else's thing is answered like one that names nothing."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from chat.models import Conversation
from chat.timeline.append import append
from chat.timeline.statements import NewMessage
from marketplace import actions as marketplace
from sessions import actions as sessions
from sessions.models import RescheduleRequest, TimesOffer
from tests import factories
from tests.factories import NOW
from tests.marketplace.forms import request_input
from tests.product import ROOT
from tests.security.world import OF_LOGINS, statements, undone

pytestmark = pytest.mark.once
CHANGE = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"')
NOTHING = 9_000_000  # no row is called so
SOON = NOW + timedelta(days=3)
AT = SOON.isoformat()
LATER = f"{NOW + timedelta(days=9):%Y-%m-%dT12:00}"
# What a press names that is no id: how a row looked, and how many.
NO_IDS = {"version", "request_version", "version_number", "number", "up_to", "seq", "before"}
NO_IDS |= {
    "buffer_minutes", "count", "duration_minutes", "horizon_days", "notice_hours", "session_count",
    "sessions_least", "sessions_most", "sessions_needed", "valid_days",
}  # fmt: skip


@dataclass(frozen=True)
class Names:
    """A door of one's own, and a field in which it takes the id of a thing of this kind."""

    address: str
    field: str
    kind: str
    sent: dict[str, Any] = field(default_factory=dict)
    by_coach: bool = False
    in_query: bool = False
    opens_without: bool = False  # a draft that is gone does not keep a request from being posted


DOORS = [
    Names("/sessions/{offered}/times/accept", "offer", "offer", {"starts_at": AT}),
    Names("/sessions/{offered}/times/decline", "offer", "offer"),
    Names("/sessions/{offered}/times/withdraw", "offer", "offer", by_coach=True),
    Names("/sessions/{moved}/approve-reschedule", "reschedule", "reschedule", {"starts_at": AT}),
    Names("/sessions/{moved}/decline-reschedule", "reschedule", "reschedule"),
    Names("/sessions/{moved}/withdraw-reschedule", "reschedule", "reschedule", by_coach=True),
    Names("/sessions/{moved}/counter-reschedule", "reschedule", "reschedule", {"start_1": LATER}),
    Names("/sessions/{offered}/times", "like", "session", in_query=True),
    Names("/chat/{conversation}/messages", "reply", "seq", {"body": "Yes"}),
    Names("/invite/{coach}", "request", "request"),
    Names("/post-request", "draft", "draft", request_input(), opens_without=True),
    Names("/post-request/draft", "draft", "draft", {"title": "Mine"}, opens_without=True),
    Names("/post-request", "draft", "draft", in_query=True),
]  # fmt: skip


def say(conversation, author, body: str) -> None:
    message = NewMessage(
        conversation_id=conversation.pk, author_id=author.pk, client_id=uuid4(), body=body, at=NOW
    )
    append([message])


def tell(student, coach, *, messages: int) -> dict[str, int]:
    """The ids of what these two have."""
    factories.opens_every_day(coach)
    request = factories.open_request(student)
    draft = marketplace.save_draft(by=student, typed={"title": f"Of {student.pk}"}, now=NOW)
    contract = factories.active_contract(student, coach, session_count=3)
    offered, moved, _third = contract.sessions.order_by("number")
    factories.offered_session(offered, by=coach, starts=[SOON])
    moved = factories.confirmed_session(moved, starts_at=SOON + timedelta(days=8))
    moved.refresh_from_db()
    sessions.request_reschedule(
        moved, by=coach, starts=[SOON + timedelta(days=10)], timezone="UTC", reason="Away that day",
        version=moved.version, now=NOW,
    )  # fmt: skip
    conversation = Conversation.objects.get(student=student, coach=coach)
    for number in range(messages):
        say(conversation, student, f"Message {number}")
    conversation.refresh_from_db()
    return {
        "coach": coach.pk,
        "conversation": conversation.pk,
        "seq": conversation.last_seq,
        "draft": draft.pk,
        "request": request.pk,
        "session": moved.pk,
        "offered": offered.pk,
        "moved": moved.pk,
        "offer": TimesOffer.objects.get(session=offered, status="open").pk,
        "reschedule": RescheduleRequest.objects.get(session=moved).pk,
    }


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def things(student, coach, other_student, other_coach):
    mine = tell(student, coach, messages=1)
    return mine, tell(other_student, other_coach, messages=5)


def ask(person, door: Names, things: dict[str, int], number: int) -> tuple[Any, set[str]]:
    """What is answered, without the numbers in it, and what was written. Nothing of it stays."""
    browser = Client()
    browser.force_login(person)
    address, sent = door.address.format(**things), {"version": 1, "reason": "Why", **door.sent}
    if "client_id" not in sent:
        sent["client_id"] = "0b8f2f0a-3c39-4d0c-9b64-2b6d3a1e8f11"
    with undone(), statements() as asked:
        if door.in_query:
            answer = browser.get(f"{address}?{door.field}={number}")
        else:
            headers = {"Accept": "application/json"}
            answer = browser.post(
                address,
                sent | {door.field: number},
                content_type="application/json",
                headers=headers,
            )
    found = [CHANGE.match(each) for each in asked]
    written = {f"{each[1]} {each[2]}" for each in found if each and each[2] not in OF_LOGINS}
    changes = rf"{door.field}={number}\b" if door.in_query else r"\d+"  # what is made gets numbers
    text = re.sub(
        rf'nonce="[^"]*"|value="\w{{64}}"|X-CSRFToken[^}}]*|{changes}', "", answer.content.decode()
    )
    return (answer.status_code, text), written


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"{door.address} {door.field}")
def test_the_id_of_somebody_elses_thing_is_answered_like_none(things, student, coach, door):
    mine, theirs = things
    me = coach if door.by_coach else student
    nothing = ask(me, door, mine, NOTHING)
    foreign = ask(me, door, mine, theirs[door.kind])
    assert ask(me, door, mine, mine[door.kind]) != nothing  # the field is read
    assert foreign == nothing
    if not door.opens_without:
        assert foreign[1] == set()
        assert door.in_query or foreign[0][0] in (404, 422)


def test_every_field_that_takes_an_id_has_its_row():
    """A field of a form or of a program's press that is a whole number, and no version or count."""
    text = "\n".join(
        path.read_text()
        for app in (
            "accounts",
            "calendars",
            "chat",
            "contracts",
            "marketplace",
            "notifications",
            "sessions",
        )
        for path in Path(ROOT, app).rglob("*.py")
    )
    named = set(re.findall(r"whole_number\(\s*(?:\w+|payload\.read\(request\)), \"(\w+)\"", text))
    named |= set(re.findall(r"whole_number\(request\.GET\.get\(\"(\w+)\"", text))
    named |= set(re.findall(r"week_after\(\w+, request\.GET\.get\(\"(\w+)\"", text))
    named |= set(
        re.findall(r"(\w+) = (?:WholeNumberField|RowField|RowsField|forms\.Model\w*Field)\(", text)
    )
    assert named - NO_IDS == {door.field for door in DOORS}
