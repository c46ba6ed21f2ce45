"""From any thread of any process to the sockets of a person: the one door to the channel layer.

Each process that serves sockets has one hub. A batch of frames is delivered to the sockets of this process
directly and sent to the other hubs as one message of the layer, whatever the number of people in it.
A frame that is lost does no harm: pages catch up by number.
"""

import asyncio
import json
import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Protocol
from uuid import uuid4

from channels.layers import get_channel_layer

from chat.live import presence
from chat.live.durable import durable
from core.loop import OnePerLoop, bind_server_loop, run_soon

logger = logging.getLogger(__name__)

GROUP = "hubs"
LAYER_TIMEOUT_SECONDS = 1.0
WAITING_MOST = 5_000
TICK_SECONDS = 5.0
REVOCATION = "!revoke:"  # no JSON text begins like this; a close code and a session's hash follow
SIGNED_OUT, SHUT_OUT = 4401, 4403
Frame = tuple[int, str]  # (user id, JSON text)


class Socket(Protocol):
    """What a hub knows of an open socket."""

    user_id: int
    others: dict[int, int]  # conversation id → the other person, of those that the page has open

    async def push(self, text: str) -> None: ...

    async def revoke(self, session_hash: str, code: int) -> None: ...

    async def tick(self) -> None: ...

    async def show_presence(self, here: set[int]) -> None: ...


def publish(frames: Iterable[tuple[int, dict[str, Any]]]) -> None:
    """Send each (user id, frame) to all sockets of that user, in every process. Returns at once."""
    encoded = [(user_id, encode(frame)) for user_id, frame in frames]
    if encoded:
        run_soon(_publish(encoded))


def revoke(user_id: int, session_hash: str = "", *, code: int = SIGNED_OUT) -> None:
    """Close the sockets of this user in every process; with a hash only those of that browser session."""
    run_soon(_publish([(user_id, f"{REVOCATION}{code}:{session_hash}")]))


def encode(frame: dict[str, Any]) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


async def _publish(frames: Sequence[Frame]) -> None:
    hub = current_hub()
    await hub.deliver(frames)
    await hub.forward(frames)


class Hub:
    """The open sockets of one event loop, by user, and the line to the other processes."""

    def __init__(self) -> None:
        self.name = uuid4().hex
        self._sockets: defaultdict[int, set[Socket]] = defaultdict(set)
        self._waiting: list[Frame] = []
        self._arrived: set[int] = set()  # since the last tick, not yet said to be present
        self._forwarding = False
        self._tasks: list[asyncio.Task[None]] = []

    def attach(self, socket: Socket) -> int:
        """Deliver to this socket from now on. Returns how many sockets the user has here."""
        if not self._tasks:
            bind_server_loop(asyncio.get_running_loop())
            self._tasks = [asyncio.ensure_future(run()) for run in (self._listen, self._tick)]
        mine = self._sockets[socket.user_id]
        mine.add(socket)
        self._arrived.add(socket.user_id)
        return len(mine)

    def detach(self, socket: Socket) -> None:
        mine = self._sockets.get(socket.user_id)
        if mine is None:
            return
        mine.discard(socket)
        if not mine:
            del self._sockets[socket.user_id]

    def sockets(self) -> list[Socket]:
        return [socket for mine in self._sockets.values() for socket in mine]

    async def deliver(self, frames: Iterable[Frame]) -> None:
        """Hand frames to the sockets of this process. Makes no query and waits for no page."""
        for user_id, text in frames:
            for socket in tuple(self._sockets.get(user_id, ())):
                if text.startswith(REVOCATION):
                    code, session_hash = text.removeprefix(REVOCATION).split(":")
                    await socket.revoke(session_hash, int(code))
                else:
                    await socket.push(text)

    async def forward(self, frames: Sequence[Frame]) -> None:
        """Send frames to the other hubs; what comes meanwhile goes together in the next message."""
        self._waiting.extend(frames)
        if self._forwarding:
            del self._waiting[:-WAITING_MOST]
            return
        self._forwarding = True
        try:
            while batch := self._waiting:
                self._waiting = []
                await self._send(batch)
        finally:
            self._forwarding = False

    async def _send(self, batch: list[Frame]) -> None:
        message = {"type": "hub.frames", "origin": self.name, "frames": batch}
        try:
            async with asyncio.timeout(LAYER_TIMEOUT_SECONDS):
                await get_channel_layer().group_send(GROUP, message)
        except Exception as error:  # noqa: BLE001  (whatever a layer raises, pages catch up)
            logger.warning("%d frames not forwarded: %r", len(batch), error)

    async def _listen(self) -> None:
        """Deliver what other processes forward, for as long as the loop lives."""
        layer = get_channel_layer()
        while True:
            try:
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                while True:
                    message = await layer.receive(channel)
                    if message["origin"] != self.name:
                        await self.deliver((user_id, text) for user_id, text in message["frames"])
            except Exception as error:  # noqa: BLE001
                logger.warning("not listening to other processes: %r", error)
                await asyncio.sleep(1)

    async def _tick(self) -> None:
        """Let each socket do now and then what it does by the clock: one timer for all of them."""
        presence_due = 0.0
        while True:
            await asyncio.sleep(TICK_SECONDS)
            here, self._arrived = self._arrived, set()
            if time.monotonic() >= presence_due:
                presence_due = time.monotonic() + presence.REFRESH_SECONDS
                here = set(self._sockets)
            if here:
                await durable(presence.mark_here, here)
            await self.show_presence()
            for socket in self.sockets():
                try:
                    await socket.tick()
                except Exception:
                    logger.exception("a socket's tick failed")

    async def show_presence(self) -> None:
        """Tell each page whether the other person of its conversation came or went: one question for all."""
        watched = {person for socket in self.sockets() for person in socket.others.values()}
        if not watched:
            return
        here = await durable(presence.who_is_here, watched)
        for socket in self.sockets():
            try:
                await socket.show_presence(here)
            except Exception:
                logger.exception("a socket was not told who is here")


current_hub = OnePerLoop(Hub)
