"""`python -m tests.sandbox.gate FILE`: the sandbox on Daphne, and a gate that looks at every body.

`/_gate` answers with what was wrong so far, and forgets it.
"""

# Daphne installs the reactor on import, before anything else of Twisted may be imported.
import daphne.server  # isort: skip

import json
import socket
import sys
from pathlib import Path

from sandbox.app import API, Sandbox
from sandbox.forms import nested
from sandbox.http import unreadable
from tests.sandbox import spec

UNREADABLE = unreadable()


class Gate:
    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.wrong: list[str] = []

    async def __call__(self, scope, receive, send):
        if scope["path"] == "/_gate":
            return await self.tell(send)
        if not scope["path"].startswith(f"{API}/"):
            return await self.sandbox(scope, receive, send)
        asked, answered, status = [], [], []

        async def heard():
            message = await receive()
            asked.append(message.get("body", b""))
            return message

        async def said(message):
            status.append(message.get("status"))
            answered.append(message.get("body", b""))
            await send(message)

        await self.sandbox(scope, heard, said)
        return self.look(scope, b"".join(asked), status[0], b"".join(answered))

    def look(self, scope, asked: bytes, status: int, answered: bytes) -> None:
        method, path = scope["method"], scope["path"].removeprefix(API)
        encoded = (asked if method == "POST" else scope["query_string"]).decode()
        if status in {200, 402}:
            self.note(method, path, "asked", spec.problem_of_request(method, path, nested(encoded)))
        if answered and answered != UNREADABLE.body:
            body = json.loads(answered)
            self.note(method, path, "answered", spec.problem_of_answer(method, path, status, body))

    def note(self, method: str, path: str, side: str, problem: str | None) -> None:
        if problem:
            self.wrong.append(f"{method} {path} {side}: {problem}")

    def look_at_events(self) -> None:
        for event in self.sandbox.store.find("event", None):
            self.note("event", event["type"], "told", spec.problem_of_object(event))
            about = event["data"]["object"]
            self.note("event", event["type"], "told of", spec.problem_of_object(about))

    async def tell(self, send) -> None:
        self.look_at_events()
        body, self.wrong = json.dumps(self.wrong).encode(), []
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})


def main() -> None:
    spec.registry()
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    daphne.server.Server(
        Gate(Sandbox(Path(sys.argv[1]))),
        endpoints=[f"fd:fileno={listener.detach()}"],
        ready_callable=lambda: print(address, flush=True),
    ).run()


if __name__ == "__main__":
    main()
