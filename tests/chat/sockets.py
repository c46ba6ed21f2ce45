"""A page's socket, without the page."""

import asyncio
import json
from contextlib import asynccontextmanager
from uuid import uuid4

from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.signins import note_login
from chat.live.consumers import ChatConsumer
from core import clock


def sign_in(user) -> str:
    """A browser session of this user; returns its key."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    note_login(session, now=clock.now())
    session.create()
    return session.session_key


class Page:
    """Frames in, frames out; `closed` is the code the server closed with."""

    def __init__(self, session_key: str) -> None:
        cookie = f"{settings.SESSION_COOKIE_NAME}={session_key}".encode()
        self.wire = WebsocketCommunicator(
            ChatConsumer.as_asgi(), "/ws", headers=[(b"cookie", cookie)]
        )
        self.closed: int | None = None

    async def send(self, **frame) -> None:
        await self.wire.send_to(text_data=json.dumps(frame))

    async def say(self, conversation, body="Hello", *, client=None, **more) -> str:
        client = client or str(uuid4())
        await self.send(t="send", conv=conversation.pk, client=client, body=body, **more)
        return client

    async def next(self, timeout: float = 5) -> dict:
        output = await self.wire.receive_output(timeout)
        if output["type"] == "websocket.close":
            self.closed = output["code"]
            return {"t": "closed", "code": output["code"]}
        return json.loads(output["text"])

    async def until(self, kind: str, *, timeout: float = 5) -> dict:
        """The next frame of this kind; others before it are passed over."""
        async with asyncio.timeout(timeout):
            while True:
                frame = await self.next(timeout)
                if frame["t"] == kind:
                    return frame

    async def is_silent(self, seconds: float = 0.2) -> bool:
        return await self.wire.receive_nothing(timeout=seconds)


@asynccontextmanager
async def page_of(user, *, session_key: str | None = None):
    """An open page of this user, greeted."""
    page = Page(session_key or await sync_to_async(sign_in)(user))
    accepted, _protocol = await page.wire.connect(timeout=5)
    assert accepted
    assert (await page.next())["t"] == "hello"
    try:
        yield page
    finally:
        await page.wire.disconnect()
