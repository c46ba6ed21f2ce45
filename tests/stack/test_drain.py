"""How the server leaves: with a word to every page, not all at once, and nobody forgotten."""

import asyncio
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.product import ROOT


@contextmanager
def server(*, drain_seconds: float, socket: str = "lean"):
    command = [sys.executable, "-m", "tests.stack.draining_server", str(drain_seconds), socket]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        process.port = int(process.stdout.readline())
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


async def close_of(socket) -> tuple[int, float]:
    """The code with which the server closed, and when."""
    with pytest.raises(ConnectionClosed) as closed:
        await socket.recv()
    return closed.value.rcvd.code, time.monotonic()


async def leave(process, number: signal.Signals, *, sockets: int):
    """Open that many sockets, send the signal; the closes, in order of time."""
    address = f"ws://127.0.0.1:{process.port}"
    opened = [await connect(address) for _each in range(sockets)]
    process.send_signal(number)
    closes = await asyncio.gather(*map(close_of, opened))
    return sorted(closes, key=lambda each: each[1])


@pytest.mark.parametrize("socket", ["lean", "stock"])
async def test_sigterm_asks_every_page_to_come_back_spread_over_the_window(socket):
    with server(drain_seconds=2, socket=socket) as process:
        closes = await leave(process, signal.SIGTERM, sockets=10)
        assert await asyncio.to_thread(process.wait, 20) == 0
        said = process.stdout.read()

    assert {code for code, _at in closes} == {1012}
    times = [at for _code, at in closes]
    assert times[-1] - times[0] > 1.5
    assert times[5] - times[0] > 0.75
    assert said.count("disconnected 1012") == 10


async def test_a_draining_server_takes_no_new_connection():
    with server(drain_seconds=3) as process:
        address = f"ws://127.0.0.1:{process.port}"
        first, second = await connect(address), await connect(address)
        process.send_signal(signal.SIGTERM)
        await asyncio.wait(
            {
                asyncio.ensure_future(first.wait_closed()),
                asyncio.ensure_future(second.wait_closed()),
            },
            return_when=asyncio.FIRST_COMPLETED,
        )

        with pytest.raises(OSError, match="Connect call failed"):
            await connect(address)


async def test_ctrl_c_says_goodbye_to_all_at_once():
    with server(drain_seconds=30) as process:
        closes = await leave(process, signal.SIGINT, sockets=20)
        assert await asyncio.to_thread(process.wait, 15) == 0  # half of the window

    assert {code for code, _at in closes} == {1012}


async def test_a_second_signal_does_not_wait_for_the_window():
    with server(drain_seconds=30) as process:
        sockets = [await connect(f"ws://127.0.0.1:{process.port}") for _each in range(3)]
        process.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.3)

        process.send_signal(signal.SIGTERM)

        assert await asyncio.to_thread(process.wait, 5) == 0
        for socket in sockets:
            await socket.close()


@pytest.mark.parametrize("code", [1000, 1012, 4401])
async def test_an_application_may_close_with_the_codes_that_browsers_understand(code):
    with server(drain_seconds=0) as process:
        socket = await connect(f"ws://127.0.0.1:{process.port}")

        await socket.send(str(code))

        assert (await close_of(socket))[0] == code
