"""Odd frames through a real server: whatever came before, the next good frame is taken."""

import json
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.sync.client import connect

from chat.live import limits
from tests.chat.odd_frames import texts


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(odd=st.lists(texts | st.binary(), min_size=1, max_size=int(limits.BURST) - 2))
def test_no_frame_ends_a_socket_or_keeps_it_from_taking_the_next(stack, cookies, conv, odd):
    url, client = stack.urls[0], str(uuid4())
    address = url.replace("http", "ws", 1) + "/ws"
    headers = {"Cookie": cookies["student"]}
    with connect(address, origin=url, additional_headers=headers, max_size=None) as socket:
        for frame in odd:
            socket.send(frame)
        good = {"t": "send", "conv": conv, "client": client, "body": "After all that"}
        socket.send(json.dumps(good))
        while True:
            frame = json.loads(socket.recv(timeout=20))
            assert frame["t"] not in ("refused", "error") or frame.get("client") != client, frame
            if (frame["t"], frame.get("client")) == ("ack", client):
                break
