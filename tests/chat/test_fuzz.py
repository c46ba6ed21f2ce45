"""Whatever arrives on a socket, it is answered or passed over, and the next good frame is taken."""

import json

import pytest
from asgiref.sync import sync_to_async
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat.live import limits
from chat.models import Entry
from tests.chat.odd_frames import texts
from tests.chat.sockets import page_of, sign_in

pytestmark = [pytest.mark.usefixtures("sockets"), pytest.mark.timeout(300)]

ANSWERS = {"error", "refused", "ack", "entries", "pong", "entry", "marker", "seen", "typing"}
FRAMES_MOST = int(limits.BURST) - 2  # a good one after them is not refused for their number


@settings(
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    odd=st.lists(
        st.tuples(st.just("text"), texts) | st.tuples(st.just("bytes"), st.binary()),
        min_size=1,
        max_size=FRAMES_MOST,
    )
)
async def test_no_frame_ends_a_socket_or_keeps_it_from_taking_the_next(conversation, student, odd):
    key = await sync_to_async(sign_in)(student)
    async with page_of(student, session_key=key) as page:
        for kind, content in odd:
            await page.wire.send_input({"type": "websocket.receive", kind: content})
        client = await page.say(conversation, "After all that")
        while True:
            frame = await page.next()
            assert frame["t"] in ANSWERS, frame
            if (frame["t"], frame.get("client")) == ("ack", client):
                break
    assert await Entry.objects.filter(client_id=client).aexists()


CLIENT = "2f1b7f7e-8f7c-4e0b-9b0c-6a4b1f1f7a11"
RIGHT = {
    "send": {"conv": 1, "client": CLIENT, "body": "x", "reply": 1},
    "resume": {"conv": 1, "after": 0},
    "read": {"conv": 1, "seq": 0},
    "typing": {"conv": 1, "on": True},
    "got": {"count": 0},
}
WRONG = ([], {}, {"a": [1]}, -1, 1.5, 2**60)


@pytest.mark.once
@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in RIGHT for name in RIGHT[kind]])
async def test_a_wrong_type_in_any_field_of_any_frame_is_an_error(student, kind, name):
    """Each field by itself, in a frame that is right otherwise."""
    async with page_of(student) as page:
        for wrong in WRONG:
            frame = {"t": kind, **RIGHT[kind], name: wrong}
            await page.wire.send_to(text_data=json.dumps(frame))
            assert (await page.next())["code"] == "bad_frame", wrong
        await page.send(t="ping")
        assert (await page.next())["t"] == "pong"
