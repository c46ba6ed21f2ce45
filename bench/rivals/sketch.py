"""The design of our chat without its promises: no rights, no keys, no unread, no other processes' cards.

What is left is what any chat of this design has to do: Daphne, a login, one writer that commits what waits
together in one statement prepared once, a number for each message, HTML for each side, one hub. What ours
costs beyond it is what the promises cost.
"""

from django.core.asgi import get_asgi_application

pages = get_asgi_application()

import asyncio  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
from collections import defaultdict  # noqa: E402
from html import escape  # noqa: E402
from http.cookies import SimpleCookie  # noqa: E402
from typing import Any  # noqa: E402

import psycopg  # noqa: E402
from asgiref.sync import sync_to_async  # noqa: E402
from channels.layers import get_channel_layer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402

# In the order of the conversations, as ours: two processes must not wait for each other.
WRITE = """
WITH said AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::uuid[], %s::text[], %s::bigint[])
        AS s(conv, author, client, body, nth)
), held AS MATERIALIZED (
    SELECT id FROM chat_conversation WHERE id IN (SELECT conv FROM said) ORDER BY id FOR NO KEY UPDATE
), counted AS (
    UPDATE chat_conversation c
    SET counter = counter + n.many, last_seq = counter + n.many, last_activity_at = %s
    FROM (SELECT conv, count(*) AS many FROM said GROUP BY conv) n JOIN held ON held.id = n.conv
    WHERE c.id = n.conv RETURNING c.id, c.counter - n.many AS before
)
INSERT INTO chat_entry (conversation_id, seq, changed_n, kind, author_id, client_id, body, words, event,
    params, reactions, created_at)
SELECT s.conv, before + nth, before + nth, 'message', s.author, s.client, s.body, s.body, '', '{}', '{}', %s
FROM said s JOIN counted ON counted.id = s.conv
RETURNING client_id, seq
"""


Message = tuple[int, int, str, str]  # conversation, author, key, text


class Room:
    """Everything of the process: the sockets by conversation, what waits, the connection."""

    def __init__(self) -> None:
        self.sockets: defaultdict[int, set[tuple[int, Any]]] = defaultdict(set)
        self.waiting: list[Message] = []
        self.writing: asyncio.Task[None] | None = None
        self.listening: asyncio.Task[None] | None = None
        self.database: psycopg.AsyncConnection[Any] | None = None

    def say(self, message: Message) -> None:
        self.waiting.append(message)
        if self.writing is None:
            self.writing = asyncio.ensure_future(self.write())

    async def write(self) -> None:
        if self.database is None:
            self.listening = asyncio.ensure_future(self.listen())
            self.database = await psycopg.AsyncConnection.connect(
                os.environ["DATABASE_URL"], autocommit=True, prepare_threshold=0
            )
        while batch := self.waiting:
            self.waiting = []
            frames = [drawn_for_both(said) for said in await self.commit(batch)]
            for conv, author, own, other, ack in frames:
                for user, send in tuple(self.sockets[conv]):
                    await send({"type": "websocket.send", "text": own if user == author else other})
                    if user == author:
                        await send({"type": "websocket.send", "text": ack})
            message = {"type": "hub.frames", "origin": id(self), "frames": frames}
            await get_channel_layer().group_send("hubs", message)
        self.writing = None

    async def listen(self) -> None:
        """What other processes forward, of which there are none here; ours hears itself as well."""
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add("hubs", channel)
        while True:
            await layer.receive(channel)

    async def commit(self, batch: list[Message]) -> list[tuple[Message, int]]:
        """Each with its number."""
        nth: defaultdict[int, int] = defaultdict(int)
        numbers = []
        for conv, *_rest in batch:
            nth[conv] += 1
            numbers.append(nth[conv])
        convs, authors, clients, bodies = (list(column) for column in zip(*batch, strict=True))
        now = timezone.now()
        assert self.database is not None
        rows = await self.database.execute(
            WRITE, (convs, authors, clients, bodies, numbers, now, now)
        )
        seqs = {str(client): seq for client, seq in await rows.fetchall()}
        return [(message, seqs[message[2]]) for message in batch]


def drawn_for_both(said: tuple[Message, int]) -> tuple[int, int, str, str, str]:
    """Conversation, author, and the frames: for the author, for the other, and that it was taken."""
    (conv, author, client, body), seq = said
    own, other = (
        json.dumps(
            {"t": "entry", "seq": seq, "client": client, "html": (
                f'<li id="entry-{conv}-{seq}" class="entry" data-kind="message" data-side="{side}">'
                f"<p>{escape(body)}</p></li>"
            )}
        )
        for side in ("own", "other")
    )  # fmt: skip
    return conv, author, own, other, json.dumps({"t": "ack", "client": client, "seq": seq})


room = Room()


async def socket(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    user_id = await sync_to_async(signed_in)(dict(scope["headers"]).get(b"cookie", b"").decode())
    conv = scope["url_route"]["kwargs"]["conversation_id"]
    await send({"type": "websocket.accept"})
    room.sockets[conv].add((user_id, send))
    await send({"type": "websocket.send", "text": '{"t": "hello"}'})
    while (event := await receive())["type"] == "websocket.receive":
        frame = json.loads(event["text"])
        room.say((conv, user_id, frame["client"], frame["body"]))
    room.sockets[conv].discard((user_id, send))


def signed_in(cookies: str) -> int:
    key = SimpleCookie(cookies)[settings.SESSION_COOKIE_NAME].value
    return int(SessionStore(key)[SESSION_KEY])


application = ProtocolTypeRouter(
    {"http": pages, "websocket": URLRouter([path("ws/<int:conversation_id>", socket)])}
)
