"""Invariant 11: who stops reading costs little, is closed, and keeps nobody waiting."""

import asyncio
import contextlib
import json
import socket
import time
from contextlib import suppress
from urllib.parse import urlsplit
from uuid import uuid4

import psutil
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.delivery.pages import Caller, LivePage, reload, texts

READERS = 8
MOST_FOR_EACH = 2 * 1024 * 1024
WORDS = "word " * 780  # a long message: its push is about 4 KiB
MESSAGES = 330  # more than a page may leave unacknowledged, in number and in bytes
WARM_UP = 40


class StalledReader:
    """A browser whose machine froze: connected, signed in, and never reading a byte again."""

    def __init__(self, url: str, cookie: str) -> None:
        place = urlsplit(url)
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.settimeout(20)
        self.socket.connect((place.hostname, place.port))
        self.port = self.socket.getsockname()[1]
        lines = [
            "GET /ws HTTP/1.1", f"Host: {place.netloc}", f"Origin: {url}", f"Cookie: {cookie}",
            "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
        ]  # fmt: skip
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        answer = b""
        while b"hello" not in answer:
            answer += self.socket.recv(256)
        assert answer.startswith(b"HTTP/1.1 101")

    def ask(self, conv: int, after: int) -> None:
        """Want a replay, without ever taking it; one that was closed by now wants nothing."""
        text = json.dumps({"t": "resume", "conv": conv, "after": after}).encode()
        with suppress(ConnectionError):
            self.socket.sendall(bytes([0x81, 0x80 | len(text)]) + b"\0\0\0\0" + text)


def process_at(stack, url: str) -> psutil.Process:
    port = urlsplit(url).port
    return next(
        process
        for process in stack.web_processes()
        if any(c.laddr.port == port for c in process.net_connections("tcp") if c.status == "LISTEN")
    )


def is_connected(process: psutil.Process, readers) -> bool:
    ports = {reader.port for reader in readers}
    return any(c.raddr and c.raddr.port in ports for c in process.net_connections("tcp"))


async def write(caller: Caller, conv: int, body: str) -> int:
    """The number that the message got."""
    key = {"Idempotency-Key": str(uuid4())}
    answer = await caller.post(f"/chat/{conv}/messages", {"body": body}, **key)
    return answer.raise_for_status().json()["n"]


@pytest.mark.parametrize("asking", [False, True], ids=["listening", "asking for replays"])
async def test_who_stops_reading_costs_little_is_closed_and_delays_nobody(
    stack, cookies, conv, asking
):
    url, mark = stack.urls[0], uuid4().hex[:8]
    process = process_at(stack, url)
    shown = await reload(url, cookies["student"], conv)
    start = max(n for n, _html in shown.values())
    reading = LivePage(urls=[url], cookie=cookies["student"], conv=conv, n=start)
    async with Caller(stack.urls[1], cookies["student"]) as caller, reading:
        await reading.until(lambda page: page.socket is not None, 20)
        for number in range(WARM_UP):
            head = await write(caller, conv, f"{mark} warm {number} {WORDS}")
        await reading.until(lambda page: page.n == head, 20)
        before = process.memory_info().rss
        readers = [StalledReader(url, cookies["coach"]) for _ in range(READERS)]
        most = before
        for number in range(MESSAGES):
            if asking and number % 20 == 0 and is_connected(process, readers):
                for reader in readers:
                    reader.ask(conv, head - WARM_UP)
            head = await write(caller, conv, f"{mark} {number:03} {WORDS}")
            most = max(most, process.memory_info().rss)
        await reading.until(lambda page: page.n == head, 5)
        assert len(texts(reading.entries, rf"{mark} \d\d\d")) == MESSAGES
        deadline = time.monotonic() + 10
        while is_connected(process, readers):
            assert time.monotonic() < deadline, "still connected"
            await asyncio.sleep(0.1)
    for reader in readers:
        reader.socket.close()
    assert most - before <= READERS * MOST_FOR_EACH, f"{(most - before) / READERS:,.0f} bytes each"


async def test_who_reads_but_never_acknowledges_is_closed_with_4408(stack, cookies, conv):
    url = stack.urls[0]
    headers = {"Cookie": cookies["coach"], "Origin": url}
    address = url.replace("http", "ws", 1) + "/ws"
    async with (
        Caller(stack.urls[1], cookies["student"]) as caller,
        connect(address, additional_headers=headers) as careless,
    ):
        writing = asyncio.gather(
            *(write(caller, conv, f"{n} {uuid4().hex}") for n in range(MESSAGES))
        )
        with contextlib.suppress(ConnectionClosed):
            async with asyncio.timeout(60):
                while True:
                    await careless.recv()
        await writing
    assert careless.close_code == 4408
