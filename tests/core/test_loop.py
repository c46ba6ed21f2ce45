import asyncio
import logging
import subprocess
import sys
import threading
import time

import pytest

from core import loop


@pytest.fixture(autouse=True)
def no_loop_yet(monkeypatch):
    monkeypatch.setattr(loop, "_loop", None)


@pytest.fixture
def server_loop():
    server = asyncio.new_event_loop()
    thread = threading.Thread(target=server.run_forever, daemon=True)
    thread.start()
    loop.bind_server_loop(server)
    yield server
    server.call_soon_threadsafe(server.stop)
    thread.join()
    server.close()


def test_a_push_from_another_thread_wakes_the_servers_loop(server_loop):
    done = threading.Event()
    seen = []

    async def push():
        seen.append(asyncio.get_running_loop())
        done.set()

    time.sleep(
        0.05
    )  # the loop sleeps in its selector by now, and nothing but the push will wake it
    loop.run_soon(push())

    assert done.wait(10)
    assert seen == [server_loop]


def test_a_process_without_a_server_gets_one_loop_for_all_pushes():
    done = threading.Barrier(3)
    seen = []

    async def push():
        seen.append(asyncio.get_running_loop())
        await asyncio.to_thread(done.wait, 2)

    loop.run_soon(push())
    loop.run_soon(push())

    done.wait(2)
    assert len(seen) == 2
    assert seen[0] is seen[1]


def test_a_failing_push_is_logged_and_reaches_nobody(caplog):
    ended = threading.Event()

    async def failing_push():
        try:
            raise ValueError("no such group")
        finally:
            ended.set()

    with caplog.at_level(logging.ERROR, logger="core.loop"):
        loop.run_soon(failing_push())
        assert ended.wait(2)
        deadline = time.monotonic() + 2
        while not caplog.records and time.monotonic() < deadline:
            time.sleep(0.01)

    assert "failing_push failed" in caplog.text
    assert "no such group" in caplog.text


def test_a_closed_loop_is_logged_instead_of_raised(caplog):
    closed = asyncio.new_event_loop()
    closed.close()
    loop.bind_server_loop(closed)

    async def push():
        raise AssertionError("never reached")

    with caplog.at_level(logging.ERROR, logger="core.loop"):
        loop.run_soon(push())

    assert "push was not run" in caplog.text


ENDS_AT_ONCE = """
import asyncio
from core.loop import run_soon

async def push():
    await asyncio.sleep(0.2)
    print("pushed", flush=True)

run_soon(push())
"""


def test_a_process_that_ends_lets_its_last_push_go_out():
    done = subprocess.run(
        [sys.executable, "-c", ENDS_AT_ONCE], capture_output=True, text=True, check=True
    )
    assert done.stdout == "pushed\n"
