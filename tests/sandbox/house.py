"""The sandbox from outside: somebody at its pages, its clock, its faults, and who listens to it."""

import json
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sandbox import clock, faults
from sandbox.call import Call
from sandbox.events import Endpoint, listen
from sandbox.pages import desk
from sandbox.store import Store

TABLES = ("objects", "answers", "timers", "deliveries", "facts")
SECRET = "whsec_of_the_tests"
BACK = "http://shop.test/back?session={CHECKOUT_SESSION_ID}"


class Ear:
    """An endpoint that keeps what it was told; `status` is what it answers."""

    def __init__(self) -> None:
        self.heard: list[tuple[bytes, str]] = []
        self.status = 200
        self.arrival = threading.Condition()
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = ear.status
                with ear.arrival:
                    ear.heard.append((body, self.headers["Stripe-Signature"]))
                    ear.arrival.notify_all()
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def wait_for(self, count: int, seconds: float = 20) -> list[tuple[bytes, str]]:
        with self.arrival:
            done = self.arrival.wait_for(lambda: len(self.heard) >= count, seconds)
            assert done, f"{len(self.heard)} of {count} came"
            return list(self.heard)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class House:
    def __init__(self, address: str, store: Store) -> None:
        self.address = address
        self.store = store
        self.ears: list[Ear] = []

    def ear(self, *, connect: bool = False) -> Ear:
        ear = Ear()
        self.ears.append(ear)
        kept = [Endpoint(**each) for each in self.store.fact("endpoints", [])]
        listen(self.store, [*kept, Endpoint(ear.url, SECRET, connect)])
        return ear

    def empty(self) -> None:
        with self.store.transaction():
            for table in TABLES:
                self.store.rows(f"DELETE FROM {table}")

    def what_was_wrong(self) -> list[str]:
        """Each body since the last time that is not as Stripe describes it."""
        with urllib.request.urlopen(f"{self.address}/_gate") as answer:
            return json.load(answer)

    def close(self) -> None:
        listen(self.store, [])
        for ear in self.ears:
            ear.close()

    def go_on(self, seconds: int) -> None:
        clock.go_on(self.store, seconds)

    def break_next_call(
        self, name: str, path: str = "", seconds: float = 30, times: int = 1
    ) -> None:
        faults.break_next_call(self.store, faults.Fault(name, path, seconds), times)

    def break_next_webhook(self, name: str) -> None:
        faults.break_next_webhook(self.store, name)

    def act(self, verb: str, object_id: str) -> None:
        """What a bank, the owner of a card or Stripe itself does."""
        with self.store.transaction():
            desk.act(Call(self.store, int(clock.now(self.store))), verb, object_id)

    def now(self) -> int:
        return int(clock.now(self.store))

    # --- at a page ------------------------------------------------------------------------

    def look(self, url: str) -> str:
        with urllib.request.urlopen(url) as answer:
            return answer.read().decode()

    def where(self, url: str) -> str:
        """Where a look at this page leads instead."""
        try:
            OPENER.open(url).close()
        except urllib.error.HTTPError as error:
            error.close()
            return error.headers["Location"]
        return url

    def press(self, url: str, press: str, **fields: str) -> tuple[str, str]:
        """Where the form led (empty where the page came again), and the page."""
        token = re.search(r'name="token" value="(\w+)"', self.look(url))
        assert token
        sent = urllib.parse.urlencode({"token": token[1], "press": press, **fields}).encode()
        try:
            with OPENER.open(urllib.request.Request(url, sent)) as answer:
                return "", answer.read().decode()
        except urllib.error.HTTPError as error:
            page = error.read().decode()
            if error.code == 303:
                return error.headers["Location"], page
            raise AssertionError(f"{error.code}: {page}") from error


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


OPENER = urllib.request.build_opener(_Stay)


def eventually(what, seconds: float = 20):
    """The first true answer; fails when none comes."""
    deadline = time.monotonic() + seconds
    while not (answer := what()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return answer
