"""What the server takes from a stranger, asked with bytes on the line."""

import json
import re
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress

import pytest
from websockets.sync.client import connect

from server.headers import ALONE
from server.limits import Limits
from tests.product import ROOT

MOST = 150_000
LIMITS = {
    "body_bytes": MOST,
    "larger_bodies": {"/uploads/": 4 * MOST},
    "head_seconds": 0.6,
    "body_seconds": 1.2,
    "connections": 8,
}


@pytest.fixture(scope="module")
def port():
    command = [sys.executable, "-m", "tests.stack.limited_server", json.dumps(LIMITS)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@contextmanager
def line(port):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        yield connection


def all_of(connection):
    """Everything until the server hangs up, politely or not."""
    said = b""
    with suppress(ConnectionResetError):
        while data := connection.recv(65_536):
            said += data
    return said


def answer_to(port, *parts):
    with line(port) as connection:
        for part in parts:
            connection.sendall(part)
        return all_of(connection)


def head(method, path, *headers):
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: x", *headers, "", ""]).encode()


def status_of(answer):
    return int(re.match(rb"HTTP/1\.1 (\d+)", answer)[1])


def chunked(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def test_a_head_of_a_large_page_says_its_length_and_sends_no_body(port):
    second = head("GET", "/", "Connection: close")
    answer = answer_to(port, head("HEAD", "/large"), second)

    first, rest = answer.split(b"\r\n\r\n", 1)
    assert b"content-length: 300000" in first.lower()
    assert status_of(rest) == 200
    assert rest.endswith(b"0 bytes, []")


def test_a_get_of_it_sends_every_byte(port):
    answer = answer_to(port, head("GET", "/large", "Connection: close"))
    assert len(answer.split(b"\r\n\r\n", 1)[1]) == 300_000


@pytest.mark.parametrize("path", ["/", "/uploads", "/uploads/1?a=/uploads/"])
@pytest.mark.parametrize("over", [-1, 0, 1])
def test_the_limit_of_a_body_is_the_last_byte_that_is_taken(port, path, over):
    size = Limits(**LIMITS).body_bytes_at(path) + over
    for answer in (
        answer_to(
            port, head("POST", path, f"Content-Length: {size}", "Connection: close"), b"x" * size
        ),
        answer_to(
            port,
            head("POST", path, "Transfer-Encoding: chunked", "Connection: close"),
            *(chunked(b"x" * min(40_000, size - at)) for at in range(0, size, 40_000)),
            b"0\r\n\r\n",
        ),
    ):
        if over <= 0:
            assert answer.endswith(f"{size} bytes, []".encode())  # and none of it was on disk
        else:
            assert status_of(answer) == 413
            assert f"{size - 1:,} bytes".encode() in answer


def test_a_length_over_the_limit_is_refused_before_the_body_comes(port):
    for expect in ([], ["Expect: 100-continue"]):
        begin = time.monotonic()
        answer = answer_to(port, head("POST", "/", f"Content-Length: {MOST + 1}", *expect))
        assert status_of(answer) == 413
        assert b"100 Continue" not in answer
        assert time.monotonic() - begin < LIMITS["head_seconds"]


@pytest.mark.parametrize(
    "begin",
    [
        b"G",
        b"GET / HTTP/1.1\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        head("POST", "/", "Content-Length: 1000"),
        head("POST", "/", "Content-Length: 1000") + b"x" * 900,
        head("POST", "/", "Transfer-Encoding: chunked") + b"ff\r\nab",
        head("GET", "/") + b"GET /second",
    ],
)
def test_who_sends_a_request_drop_by_drop_is_told_and_hung_up_on(port, begin):
    with line(port) as connection:
        connection.sendall(begin)
        connection.settimeout(0.05)
        said, start = b"", time.monotonic()
        while time.monotonic() - start < 5:
            try:
                if not (data := connection.recv(65_536)):
                    break
                said += data
            except TimeoutError:
                connection.sendall(b"1")  # something always comes
    assert b"HTTP/1.1 408" in said
    assert b"did not arrive in time" in said
    assert time.monotonic() - start < LIMITS["body_seconds"] + 2


@pytest.mark.parametrize(
    "headers",
    [
        ("Content-Length: 6", "Content-Length: 5"),
        ("Content-Length: 5, 6",),
        ("Content-Length: +5",),
        ("Content-Length: 0x5",),
        ("Content-Length: -1",),
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: chunked", "Content-Length: 5"),
        ("Transfer-Encoding: xchunked",),
        ("Transfer-Encoding: gzip, chunked",),
        ("Transfer-Encoding: chunked, identity",),
        ("Transfer-Encoding : chunked",),
    ],
)
def test_a_request_whose_end_two_readers_could_see_elsewhere_is_refused(port, headers):
    hidden = head("GET", "/large")
    answer = answer_to(port, head("POST", "/", *headers) + b"0\r\n\r\n" + hidden)
    assert status_of(answer) == 400
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"300000" not in answer


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name*=zip''x\r\n\r\na\r\n--x--",
        ),
        ("multipart/form-data; boundary=\x01", b"--x"),
        ("a/b; c*=undefined''%41", b"a=b"),
    ],
)
def test_a_body_in_another_codec_costs_no_answer(port, kind, body):
    length = f"Content-Length: {len(body)}"
    request = head("POST", "/", f"Content-Type: {kind}", length, "Connection: close") + body
    answer = answer_to(port, request)
    assert status_of(answer) == 200
    assert f"{len(body)} bytes".encode() in answer


SOCKET = (
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        (400, b"NO REQUEST\r\n\r\n"),
        (400, head("GET", "/", "Bad Name: a")),
        (400, head("GET", "/\x01")),
        (408, b"GET / HTTP/1.1\r\n"),
        (413, head("POST", "/", f"Content-Length: {MOST + 1}")),
        (431, head("GET", "/", "X-Long: " + "x" * 70_000)),
        (500, head("GET", "/broken", "Connection: close")),
        (400, head("GET", "/", *SOCKET, "Sec-WebSocket-Version: 3")),
        (403, head("GET", "/refused", *SOCKET, "Sec-WebSocket-Version: 13")),
        (500, head("GET", "/broken", *SOCKET, "Sec-WebSocket-Version: 13")),
    ],
)
def test_what_the_server_says_itself_carries_what_all_answers_do(port, status, asked):
    answer = answer_to(port, asked)
    assert status_of(answer) == status
    lines = answer.split(b"\r\n\r\n", 1)[0].decode().split("\r\n")[1:]
    said = [tuple(line.split(": ", 1)) for line in lines]
    assert set(ALONE.items()) <= set(said)
    assert len({name.lower() for name, _value in said}) == len(said)


def test_a_connection_that_asks_again_and_again_has_all_its_time_each_time(port):
    with line(port) as connection:
        for _ in range(4):
            connection.sendall(head("GET", "/"))
            assert status_of(connection.recv(65_536)) == 200
            time.sleep(LIMITS["head_seconds"] / 2)


def test_one_address_has_only_so_many_connections_sockets_of_pages_included(port):
    with ExitStack() as open_ones:
        for _ in range(4):
            open_ones.enter_context(line(port))
            open_ones.enter_context(connect(f"ws://127.0.0.1:{port}/"))
        assert answer_to(port, head("GET", "/", "Connection: close")) == b""
    patience = time.monotonic() + 10
    while not (answer := answer_to(port, head("GET", "/", "Connection: close"))):
        assert time.monotonic() < patience
    assert status_of(answer) == 200
