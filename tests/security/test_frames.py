"""Nine people at every frame that a socket takes: in a conversation of their own, a foreign one, and none."""

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat.live.bus import SIGNED_OUT
from chat.live.frames import READERS
from chat.models import Conversation, Entry, Participant
from chat.timeline import numbers
from chat.timeline.append import append
from chat.timeline.statements import NewMessage
from core.models import EventRecord
from notifications.models import Notification, OutgoingEmail
from tests.chat.conftest import sockets  # noqa: F401  (a fixture)
from tests.chat.sockets import Page, page_of
from tests.factories import NOW
from tests.security.world import ROLES, nine_people

pytestmark = [pytest.mark.usefixtures("sockets"), pytest.mark.timeout(300)]
NOTHING = 9_000_000  # no conversation is called so


@dataclass(frozen=True)
class Row:
    """What a frame is answered with in one's own conversation and in any other; "" for no answer at all."""

    own: str
    other: str
    fields: tuple[str, ...] = ()  # besides the conversation


MATRIX = {
    "send": Row("ack", "refused", ("client", "body", "reply")),
    "resume": Row("entries", "error", ("after",)),
    "read": Row("marker", "error", ("seq",)),
    "typing": Row("", "error", ("on",)),
    "ping": Row("pong", "pong"),
    "got": Row("", "", ("count",)),
}
SAMPLES = {"body": "Hello", "reply": None, "after": 0, "seq": 1, "on": True, "count": 0}


def test_every_frame_that_is_taken_stands_in_its_row():
    assert set(MATRIX) == set(READERS)


class Talks:
    """Who talks with whom: the student with the coach, everybody else with each other or with nobody."""

    def __init__(self):
        self.people = nine_people()
        self.of = {pair: self._talk(*pair) for pair in ("SC", "sc", "Bc", "sB")}

    def _talk(self, student, coach):
        student, coach = self.people[student], self.people[coach]
        with transaction.atomic():
            row = numbers.conversation_for(student_id=student.pk, coach_id=coach.pk, now=NOW)
        for author in (student, coach):
            append([NewMessage(
                conversation_id=row.pk, author_id=author.pk, client_id=uuid4(), body="Secret", at=NOW
            )])  # fmt: skip
        return row.pk

    def own(self, role):
        """The number of a conversation of theirs."""
        return next(number for pair, number in self.of.items() if role in pair)

    def foreign(self, role):
        return [number for pair, number in self.of.items() if role not in pair]


@pytest.fixture
def talks(sockets):  # noqa: F811
    return Talks()


def everything():
    """All that a frame could leave behind."""
    models = (Conversation, Participant, Entry, EventRecord, Notification, OutgoingEmail)
    return [list(model.objects.order_by("pk").values()) for model in models]


def frame_of(kind, number):
    fields = {name: SAMPLES.get(name) for name in MATRIX[kind].fields}
    if "client" in fields:
        fields["client"] = str(uuid4())
    return {"t": kind, "conv": number, **fields}


async def answer_to(page, frame, wanted):
    """The first frame that comes back, without the numbers in it; {} when the next ping is answered first."""
    await page.send(**frame)
    if wanted == "":
        await page.send(t="ping")
    answer = await page.next()
    if wanted == "" and answer["t"] == "pong":
        return {}
    return {name: value for name, value in answer.items() if name not in ("conv", "client")}


@pytest.mark.parametrize("role", [role for role in ROLES if role != "A"])
async def test_a_foreign_conversation_is_answered_like_none_and_hears_nothing(talks, role):
    before = await sync_to_async(everything)()
    async with listening(talks, role) as listeners, page_of(talks.people[role]) as page:
        for kind, row in MATRIX.items():
            of_none = await answer_to(page, frame_of(kind, NOTHING), row.other)
            assert of_none.get("t", "") == row.other
            for number in talks.foreign(role):
                assert await answer_to(page, frame_of(kind, number), row.other) == of_none
        assert all([await listener.is_silent(0.1) for listener in listeners])
    assert await sync_to_async(everything)() == before


@asynccontextmanager
async def listening(talks, role):
    """Pages of two whose conversation is foreign to this one."""
    first, second = "SC" if role not in "SC" else "sc"
    async with page_of(talks.people[first]) as one, page_of(talks.people[second]) as other:
        yield one, other


@pytest.mark.parametrize("role", "SCscB")
async def test_ones_own_conversation_takes_every_frame(talks, role):
    number = talks.own(role)
    async with page_of(talks.people[role]) as page:
        await page.send(**frame_of("resume", number))
        assert (await page.until("entries"))["conv"] == number
        for kind, row in MATRIX.items():
            await page.send(**frame_of(kind, number))
            if row.own:
                await page.until(row.own)
            else:
                await page.send(t="ping")
                await page.until("pong")


@pytest.mark.parametrize("kind", MATRIX)
async def test_without_a_login_no_frame_is_answered(talks, kind):
    before = await sync_to_async(everything)()
    page = Page("no-such-session")
    await page.wire.connect(timeout=5)
    assert (await page.next())["code"] == SIGNED_OUT
    await page.send(**frame_of(kind, talks.of["SC"]))
    assert await page.is_silent()
    assert await sync_to_async(everything)() == before


IN_A_CONVERSATION = [kind for kind, row in MATRIX.items() if row.other in ("error", "refused")]
numbers_of_any_kind = st.integers(0, 5) | st.sampled_from([NOTHING, 2**31, 2**53])


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    told=st.lists(
        st.fixed_dictionaries(
            {
                "t": st.sampled_from(IN_A_CONVERSATION),
                "body": st.text(min_size=1, max_size=20),
                "reply": st.none() | numbers_of_any_kind,
                "after": numbers_of_any_kind,
                "seq": numbers_of_any_kind,
                "on": st.booleans(),
            }
        ),
        min_size=1,
        max_size=6,
    )
)
async def test_whatever_else_a_frame_says_a_foreign_conversation_is_none(talks, told):
    before = await sync_to_async(everything)()
    async with page_of(talks.people["S"]) as page:
        for frame in told:
            answers = []
            for number in (talks.of["sc"], NOTHING):
                again = {**frame, "conv": number, "client": str(uuid4())}
                answers.append(await answer_to(page, json.loads(json.dumps(again)), "any"))
            assert answers[0] == answers[1]
            assert answers[0]["t"] in ("error", "refused")
    assert await sync_to_async(everything)() == before
