"""The sandbox alone, as `./dev run` mounts it, and never in production."""

import asyncio
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import stripe

from devtools import full
from sandbox.app import Sandbox
from sandbox.http import MOST_BYTES
from tests.prepared import environment
from tests.product import ROOT


def test_it_runs_alone_and_keeps_what_it_has(tmp_path):
    made = []
    for _start in range(2):
        with Alone(tmp_path) as address:
            client = stripe.StripeClient("sk_test_x", base_addresses={"api": address})
            client.v1.customers.create({})
            made.append(len(client.v1.customers.list().data))

    assert made == [1, 2]


class Alone:
    def __init__(self, folder: Path) -> None:
        data = str(folder / "own" / "sandbox.sqlite3")
        self.command = [sys.executable, "-m", "sandbox", "--port", "0", "--data", data]

    def __enter__(self) -> str:
        self.process = subprocess.Popen(self.command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        return self.process.stdout.readline().removeprefix("Test money: ").strip()

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()


@pytest.mark.parametrize(
    ("mode", "stack", "mounted"),
    [("sandbox", "embedded", "True"), ("off", "embedded", "False"), ("sandbox", "full", "False")],
)
def test_the_product_has_it_where_it_is_asked_for_and_there_is_one_process(mode, stack, mounted):
    look = (
        "import config.asgi as asgi; http = asgi.application.application_mapping['http'];"
        "print(http.__module__ == 'config.sandbox')"
    )
    done = subprocess.run(
        [sys.executable, "-c", look], cwd=ROOT, env=environment(PAYMENTS=mode, SKILEEZ_STACK=stack),
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.strip() == mounted


def test_a_page_has_the_strict_policy_and_is_not_kept(house):
    with urllib.request.urlopen(f"{house.address}/_sandbox/") as answer:
        assert answer.headers["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        )
        assert answer.headers["Cache-Control"] == "no-store"
    with urllib.request.urlopen(f"{house.address}/_sandbox/style.css") as answer:
        assert answer.headers["Content-Type"] == "text/css"


def test_the_desk_puts_the_clock_ahead_and_breaks_the_next_call(house, client):
    before = client.v1.customers.create({}).created
    desk = f"{house.address}/_sandbox/"

    house.press(desk, "clock", seconds="86400")
    assert client.v1.customers.create({}).created - before >= 86_400
    house.press(desk, "call", fault="error_before")
    with pytest.raises(stripe.APIError):
        client.v1.customers.create({})


@pytest.mark.parametrize("path", ["nonsense", "checkout/cs_none", "bank/pi_none"])
def test_a_page_that_is_not_there_says_so(house, path):
    with pytest.raises(urllib.error.HTTPError, match="404"):
        house.look(f"{house.address}/_sandbox/{path}")


async def test_more_than_anybody_needs_is_refused(tmp_path):
    sandbox, said = Sandbox(tmp_path / "sandbox.sqlite3"), []

    async def receive():
        return {"type": "http.request", "body": b"x" * (MOST_BYTES + 1)}

    async def send(message):
        said.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/_sandbox/",
        "query_string": b"",
        "headers": [],
    }
    await asyncio.wait_for(sandbox(scope, receive, send), 10)
    sandbox.close()

    assert said[0]["status"] == 413


def test_the_full_stack_has_it_as_a_process_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("SKILEEZ_DATA", str(tmp_path))
    monkeypatch.setenv("PAYMENTS", "sandbox")
    monkeypatch.setenv("STRIPE_API_BASE", "")
    (child,) = full._test_money(1)
    base = {"api": os.environ["STRIPE_API_BASE"]}
    child.start()

    customer = stripe.StripeClient("sk_test_x", base_addresses=base).v1.customers.create({})
    child.signal(signal.SIGINT)
    child.wait(time.monotonic() + 10)

    assert customer.id
    assert child.process.returncode == 0
    assert (tmp_path / "full" / "sandbox.sqlite3").is_file()


def test_the_full_stack_does_without_it_unless_it_is_asked_for(monkeypatch):
    monkeypatch.delenv("PAYMENTS", raising=False)

    assert full._test_money(1) == []
