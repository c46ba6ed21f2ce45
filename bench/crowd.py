"""The load: people with open sockets who write to each other, and what they saw arrive."""

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect

from bench.stage import Serving

LENGTH = 200
SECONDS_TO_ARRIVE = 30
ACKNOWLEDGE_EVERY = 16


@dataclass
class Person:
    """One socket of one person. `arrived` is a queue of (client key, seq) of the other's messages."""

    serving: Serving
    conv: int
    user: int
    cookie: str
    socket: ClientConnection | None = None
    reader: "asyncio.Task[None] | None" = None
    pushes: int = 0
    replayed: int = 0
    seqs: list[int] = field(default_factory=list)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    resumed: asyncio.Event = field(default_factory=asyncio.Event)

    async def come(self, ledger: "Ledger") -> None:
        self.socket = await connect(
            self.serving.address(self.conv),
            origin=self.serving.origin,
            additional_headers={"Cookie": self.cookie},
            compression=None,
            open_timeout=60,
            ping_interval=None,
            max_queue=None,
        )
        self.reader = asyncio.create_task(self._read(ledger))
        await asyncio.wait_for(self.ready.wait(), 60)

    async def say(self, ledger: "Ledger") -> None:
        """Send one message; returns when the sender knows that it was taken."""
        key = str(uuid4())
        taken = ledger.sent(key)
        body = f"{key} ".ljust(LENGTH, "x")  # no two alike
        frame = {"t": "send", "conv": self.conv, "client": key, "body": body}
        await self._send(frame)
        await asyncio.wait_for(taken, SECONDS_TO_ARRIVE)

    async def resume(self) -> None:
        self.resumed.clear()
        await self._send({"t": "resume", "conv": self.conv, "after": 0})
        await asyncio.wait_for(self.resumed.wait(), 60)

    async def leave(self) -> None:
        if self.reader is not None:
            self.reader.cancel()
        if self.socket is not None:
            await self.socket.close()

    async def _send(self, frame: dict[str, Any]) -> None:
        assert self.socket is not None
        await self.socket.send(json.dumps(frame))

    async def _read(self, ledger: "Ledger") -> None:
        assert self.socket is not None
        async for text in self.socket:
            frame = json.loads(text)
            kind = frame["t"]
            if kind == "hello":
                self.ready.set()
            elif kind == "ack":
                ledger.taken(frame["client"])
            elif kind == "entry":
                await self._take_push(frame, ledger)
            elif kind == "entries":
                self.replayed += len(frame["entries"])
                self.resumed.set()
            elif kind in {"refused", "error"}:
                raise RuntimeError(f"the server refused: {frame}")

    async def _take_push(self, frame: dict[str, Any], ledger: "Ledger") -> None:
        if "seq" in frame:
            self.seqs.append(frame["seq"])
        ledger.arrived(frame["client"], self)
        self.pushes += 1
        if self.serving.contender.is_ours and self.pushes % ACKNOWLEDGE_EVERY == 0:
            await self._send({"t": "got", "count": self.pushes})


@dataclass
class Ledger:
    """Which message was sent when, and who has it. `seconds` are from sending to the other's screen."""

    ours: bool
    seconds: list[float] = field(default_factory=list)
    lost: int = 0
    _at: dict[str, float] = field(default_factory=dict)
    _taken: "dict[str, asyncio.Future[None]]" = field(default_factory=dict)
    _seen: dict[str, int] = field(default_factory=dict)

    def sent(self, key: str) -> "asyncio.Future[None]":
        self._at[key] = time.perf_counter()
        self._taken[key] = asyncio.get_running_loop().create_future()
        return self._taken[key]

    def taken(self, key: str) -> None:
        future = self._taken.get(key)
        if future is not None and not future.done():
            future.set_result(None)

    def arrived(self, key: str, _at: Person) -> None:
        """Both sides get every message; the second arrival completes it."""
        self._seen[key] = self._seen.get(key, 0) + 1
        if self._seen[key] == 2:
            self.seconds.append(time.perf_counter() - self._at[key])
        if not self.ours and self._seen[key] == 1:
            self.taken(key)

    @property
    def missing(self) -> int:
        return sum(1 for key in self._at if self._seen.get(key, 0) < 2)

    async def settle(self) -> None:
        """Wait until everything has arrived, or long enough to call it lost."""
        deadline = time.monotonic() + SECONDS_TO_ARRIVE
        while self.missing and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        self.lost = self.missing


async def gather_crowd(serving: Serving, pairs: list[Any], ledger: Ledger) -> list[Person]:
    people = [
        Person(serving, pair["conv"], person["user"], person["cookie"])
        for pair in pairs
        for person in pair["people"]
    ]
    await arrive(people, ledger, at_once=25)
    return people


async def arrive(people: list[Person], ledger: Ledger, *, at_once: int) -> None:
    gate = asyncio.Semaphore(at_once)

    async def come(person: Person) -> None:
        async with gate:
            await person.come(ledger)

    await asyncio.gather(*(come(person) for person in people))


async def everyone_talks(people: list[Person], ledger: Ledger, *, each: int) -> None:
    """Everybody sends `each` messages, the next when the last was taken: as many under way as people."""

    async def talk(person: Person) -> None:
        for _turn in range(each):
            await person.say(ledger)

    await asyncio.gather(*(talk(person) for person in people))
    await ledger.settle()


async def steady(
    people: list[Person], ledger: Ledger, *, per_second: float, seconds: float
) -> None:
    """So many messages a second, from people in turn."""
    order = list(people)
    random.Random(7).shuffle(order)
    started = time.perf_counter()
    sending = []
    for number in range(round(per_second * seconds)):
        await asyncio.sleep(max(0.0, started + number / per_second - time.perf_counter()))
        sending.append(asyncio.create_task(order[number % len(order)].say(ledger)))
    await asyncio.gather(*sending)
    await ledger.settle()


def out_of_order(people: list[Person]) -> int:
    """How often a number arrived after a higher one."""
    return sum(
        1 for person in people for a, b in zip(person.seqs, person.seqs[1:], strict=False) if b < a
    )
