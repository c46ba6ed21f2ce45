"""Pages without a browser: they log in, hold a socket to some web process, write, and never give up.

The same rules as `static/js/connection.js`, `outbox.js` and `conversation-view.js`: one number after the
other, resume on a gap, at most five messages on their way, the same key each time.
"""

import asyncio
import contextlib
import json
import random
import re
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, WebSocketException

PASSWORD = "skileez-demo"
IN_FLIGHT = 5
LOST = (OSError, WebSocketException, InvalidHandshake, TimeoutError, EOFError)


def log_in(base: str, email: str) -> str:
    """The cookie of a fresh browser session."""
    with httpx.Client(base_url=base, follow_redirects=False, timeout=20) as client:
        page = client.get("/account/login/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        data = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        answer = client.post("/account/login/", data=data, headers={"Referer": base})
        assert answer.status_code == 302, answer.text[:500]
        return f"sessionid={client.cookies['sessionid']}"


@dataclass
class LivePage:
    """One tab on one conversation. `entries` is what it shows: seq → (n, html)."""

    urls: list[str]
    cookie: str
    conv: int
    n: int = 0
    entries: dict[int, tuple[int, str]] = field(default_factory=dict)
    outbox: list[tuple[str, str]] = field(default_factory=list)
    flying: set[str] = field(default_factory=set)
    held: dict[int, dict] = field(default_factory=dict)
    closed_with: list[int] = field(default_factory=list)
    connects: int = 0
    pushed: int = 0
    socket: object = None
    _gap: asyncio.TimerHandle | None = None
    _task: asyncio.Task | None = None

    async def __aenter__(self):
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_):
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    def write(self, body: str) -> str:
        key = str(uuid4())
        self.outbox.append((key, body))
        self._pump()
        return key

    async def cut(self) -> None:
        """Lose the socket as a network does: no goodbye."""
        if self.socket is not None:
            self.socket.transport.abort()

    async def until(self, condition, seconds: float) -> None:
        async with asyncio.timeout(seconds):
            while not condition(self):
                await asyncio.sleep(0.02)

    async def _run(self) -> None:
        while True:
            with contextlib.suppress(*LOST):
                await self._live(random.choice(self.urls))
            self.socket = None
            self.flying.clear()
            await asyncio.sleep(random.uniform(0.02, 0.3))

    async def _live(self, url: str) -> None:
        headers = {"Cookie": self.cookie, "Origin": url}
        address = url.replace("http", "ws", 1) + "/ws"
        async with connect(
            address, additional_headers=headers, open_timeout=5, ping_interval=None
        ) as socket:
            self.connects += 1
            self.pushed = 0
            checks = asyncio.create_task(self._check(socket))
            try:
                async for text in socket:
                    self._take(json.loads(text), socket)
            finally:
                checks.cancel()
                if socket.close_code:
                    self.closed_with.append(socket.close_code)

    async def _check(self, socket) -> None:
        """The silent-loss check, quicker than a browser's."""
        while True:
            await asyncio.sleep(random.uniform(2, 3))
            await socket.send(json.dumps({"t": "got", "count": self.pushed}))
            self._ask()
            self._pump()

    def _send(self, **frame) -> None:
        if self.socket is not None:
            self._later(self.socket.send(json.dumps(frame)))

    def _later(self, work) -> None:
        async def run():
            with contextlib.suppress(*LOST):
                await work

        task = asyncio.ensure_future(run())
        task.add_done_callback(lambda _: None)

    def _ask(self) -> None:
        self._send(t="resume", conv=self.conv, after=self.n)

    def _take(self, frame: dict, socket) -> None:
        kind = frame["t"]
        if kind not in ("hello", "pong", "ack", "refused", "error"):
            self.pushed += 1
            if self.pushed % 32 == 0:
                self._send(t="got", count=self.pushed)
        if kind == "hello":
            self.socket = socket
            self._ask()
            self._pump()
        elif kind == "entry" and frame["conv"] == self.conv:
            self._push(frame)
        elif kind == "entries" and frame["conv"] == self.conv:
            self._replay(frame)
        elif kind == "ack":
            self._acknowledged(frame["client"])
        elif kind in ("refused", "error") and frame.get("client"):
            self.flying.clear()
            asyncio.get_running_loop().call_later(frame.get("retry_after", 1) + 0.05, self._pump)

    def _push(self, frame: dict) -> None:
        if frame["n"] <= self.n:
            return
        if "html" not in frame:
            self._ask()
            return
        self.held[frame["n"]] = frame
        self._apply_held()
        if self.held and self._gap is None:
            self._gap = asyncio.get_running_loop().call_later(0.3, self._close_gap)

    def _close_gap(self) -> None:
        self._gap = None
        if self.held:
            self._ask()

    def _replay(self, frame: dict) -> None:
        assert not frame.get("reload"), "these tests stay under 300 changes behind"
        for entry in frame["entries"]:
            self._apply(entry)
        self.n = max(self.n, frame["head"])
        self._apply_held()

    def _apply_held(self) -> None:
        self.held = {n: frame for n, frame in self.held.items() if n > self.n}
        while frame := self.held.pop(self.n + 1, None):
            self._apply(frame)
            self.n = frame["n"]

    def _apply(self, frame: dict) -> None:
        if frame["client"]:
            self._acknowledged(frame["client"])
        if self.entries.get(frame["seq"], (0, ""))[0] <= frame["n"]:
            self.entries[frame["seq"]] = (frame["n"], frame["html"])

    def _acknowledged(self, client: str) -> None:
        self.flying.discard(client)
        self.outbox = [item for item in self.outbox if item[0] != client]
        self._pump()

    def _pump(self) -> None:
        for key, body in self.outbox:
            if self.socket is None or len(self.flying) >= IN_FLIGHT:
                return
            if key not in self.flying:
                self.flying.add(key)
                self._send(t="send", conv=self.conv, client=key, body=body)


class Caller:
    """Somebody signed in, pressing and sending by plain HTTP on one web process."""

    def __init__(self, url: str, cookie: str) -> None:
        self.url, self.cookie = url, cookie
        headers = {"Accept": "application/json", "Origin": url}
        self.client = httpx.AsyncClient(base_url=url, headers=headers, timeout=20)

    async def __aenter__(self):
        headers = {"Cookie": self.cookie, "Accept": "text/html"}
        page = await self.client.get("/chat", headers=headers)
        token = page.cookies["csrftoken"]
        self.client.cookies.clear()
        self.client.headers["Cookie"] = f"{self.cookie}; csrftoken={token}"
        self.client.headers["X-CSRFToken"] = token
        return self

    async def __aexit__(self, *_):
        await self.client.aclose()

    async def post(self, path: str, fields: dict, **headers: str) -> httpx.Response:
        return await self.client.post(path, json=fields, headers=headers)


async def reload(url: str, cookie: str, conv: int) -> dict[int, tuple[int, str]]:
    """The whole conversation as a fresh page reads it."""
    shown: dict[int, tuple[int, str]] = {}
    before = 10**9
    headers = {"Cookie": cookie, "Accept": "application/json"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=20) as client:
        while True:
            answer = await client.get(f"/chat/{conv}/entries", params={"before": before})
            part = answer.raise_for_status().json()
            shown |= {e["seq"]: (e["n"], e["html"]) for e in part["entries"]}
            if not part["older"]:
                return shown
            before = min(shown)


def texts(entries: dict[int, tuple[int, str]], pattern: str) -> list[str]:
    """What matches in the messages, in the order of the timeline."""
    return [
        found[0]
        for seq in sorted(entries)
        if (found := re.search(pattern, entries[seq][1])) is not None
    ]
