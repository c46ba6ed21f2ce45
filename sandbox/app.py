"""The sandbox as an ASGI application: the API below `/_sandbox/stripe`, the hosted pages beside it."""

import asyncio
import threading
from pathlib import Path

from sandbox import api, clock, faults, http
from sandbox.call import Call
from sandbox.events import Endpoint, listen
from sandbox.hooks import Courier
from sandbox.pages import door
from sandbox.store import Store
from sandbox.timers import do_what_is_due

PREFIX = "/_sandbox"
API = f"{PREFIX}/stripe"


class Sandbox:
    """One party with one file. Its thread for webhooks begins with the first request."""

    def __init__(self, path: Path, endpoints: list[Endpoint] | None = None) -> None:
        self.store = Store(path)
        self.courier = Courier(self.store, self.tick)
        self.begun = threading.Lock()
        if endpoints is not None:
            listen(self.store, endpoints)

    async def __call__(self, scope: http.Scope, receive: http.Receive, send: http.Send) -> None:
        request = await http.whole_request(scope, receive)
        if request is None:
            await http.give(http.Response(413, b""), send)
            return
        # A thread of the loop's own: a page that calls us from Django's one thread must not wait for itself.
        response = await asyncio.to_thread(self.respond, request)
        await asyncio.sleep(response.seconds)
        await http.give(response, send)

    def respond(self, request: http.Request) -> http.Response:
        if self.begun.acquire(blocking=False):
            self.courier.start()
        try:
            if request.path.startswith(f"{API}/v1/"):
                return self._of_api(request)
            return door.respond(self.store, request, PREFIX)
        finally:
            self.courier.news.set()

    def _of_api(self, request: http.Request) -> http.Response:
        encoded = request.query if request.method in {"GET", "DELETE"} else request.body.decode()
        path = request.path.removeprefix(API)
        asked = api.Asked(request.method, path, encoded, request.headers, request.origin)
        answered = api.answer(self.store, asked)
        fault = answered.fault
        if fault.name == faults.ERROR_AFTER:
            error = {"error": {"type": "api_error", "message": "Something went wrong."}}
            return http.of_json(500, error, answered.headers)
        response = http.of_json(answered.status, answered.body, answered.headers)
        if fault.name == faults.DROP_AFTER:
            return http.unreadable()
        if fault.name == faults.SLOW:
            return http.Response(response.status, response.body, response.headers, fault.seconds)
        return response

    def tick(self) -> None:
        """Let happen what the clock has got to."""
        with self.store.transaction():
            do_what_is_due(Call(self.store, int(clock.now(self.store))))

    def close(self) -> None:
        if self.begun.locked():
            self.courier.stop()
        self.store.close()
