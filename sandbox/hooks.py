"""Sends webhooks as Stripe does: signed, one after the other, again and again until they are taken."""

import hashlib
import hmac
import json
import logging
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from sandbox import clock
from sandbox.shown import shown
from sandbox.store import Body, Store

logger = logging.getLogger(__name__)

SECONDS_TO_ANSWER = 10
SECONDS_BETWEEN_LOOKS = 0.5
# Three days in all, as Stripe's live mode has it.
BACK_OFF = (60, 300, 1_800, 7_200, 18_000, *[36_000] * 7)


def signature(secret: str, payload: bytes, at: int) -> str:
    """The header `Stripe-Signature`; `at` is true time, since the reader compares it with its own."""
    signed = b"%d.%s" % (at, payload)
    return f"t={at},v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


class Courier:
    """One thread, so that webhooks leave in the order in which they are due."""

    def __init__(self, store: Store, tick: Callable[[], None]) -> None:
        self.store = store
        self.tick = tick
        self.ended = False
        self.news = threading.Event()
        self.thread = threading.Thread(target=self._run, name="sandbox-hooks", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.ended = True
        self.news.set()
        self.thread.join(SECONDS_TO_ANSWER)

    def _run(self) -> None:
        while not self.ended:
            self.tick()
            while not self.ended and (delivery := self._next()):
                self._deliver(delivery)
            self.news.wait(SECONDS_BETWEEN_LOOKS)
            self.news.clear()

    def _next(self) -> sqlite3.Row | None:
        statement = """SELECT * FROM deliveries WHERE status = 'waiting' AND due <= ?
            ORDER BY due, number LIMIT 1"""
        found = self.store.rows(statement, clock.now(self.store))
        return found[0] if found else None

    def _deliver(self, delivery: sqlite3.Row) -> None:
        begun = clock.now(self.store)
        event = self.store.get(delivery["event"])
        taken = event is not None and _post(delivery["url"], delivery["secret"], event)
        with self.store.transaction():
            self._note(delivery, taken, begun)

    def _note(self, delivery: sqlite3.Row, taken: bool, begun: float) -> None:
        attempts = delivery["attempts"] + 1
        status = "taken" if taken else "waiting" if attempts <= len(BACK_OFF) else "dead"
        wait = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
        self.store.rows(
            "UPDATE deliveries SET status = ?, attempts = ?, due = ? WHERE number = ?",
            status, attempts, begun + wait, delivery["number"],
        )  # fmt: skip
        event = self.store.get(delivery["event"])
        if event and taken:
            self.store.save(event, pending_webhooks=max(0, event["pending_webhooks"] - 1))


def _post(url: str, secret: str, event: Body) -> bool:
    """Whether it was taken: any answer of the 200s."""
    payload = json.dumps(shown(event, 0), indent=2).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signature(secret, payload, int(time.time())),
        "User-Agent": "Stripe/1.0 (sandbox)",
    }
    request = urllib.request.Request(url, payload, headers)  # noqa: S310  (an endpoint of ours)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER) as answer:  # noqa: S310
            return bool(200 <= answer.status < 300)
    except OSError as error:
        logger.info("webhook %s was not taken: %s", event["type"], type(error).__name__)
        return False
