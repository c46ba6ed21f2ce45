"""What leaves a socket of ours, and in which order."""

from importlib.metadata import version

import daphne.server
import pytest

from server import websocket
from server.websocket import WRITTEN_FOR, LeanSocket


class Line:
    """A transport whose kernel takes so many bytes; the rest waits in Twisted's buffer."""

    connected, disconnecting, dataBuffer, _tempDataLen = True, False, b"", 0  # noqa: N815

    def __init__(self, takes=10_000):
        self.takes, self.writes, self.buffered, self.closed = takes, [], b"", None

    def writeSomeData(self, data):  # noqa: N802
        if self.takes is None:
            return ConnectionError()
        taken, self.takes = data[: self.takes], max(self.takes - len(data), 0)
        if taken:
            self.writes.append(taken)
        return len(taken)

    def write(self, data):
        self.buffered += data
        self._tempDataLen = len(self.buffered)

    def loseConnection(self):  # noqa: N802
        self.closed = b"".join(self.writes) + self.buffered


@pytest.fixture
def end_of_turn(monkeypatch):
    """Ends the turn of the loop; says how often that was planned."""
    planned = []

    class Loop:
        def call_soon(self, call):
            planned.append(call)

    monkeypatch.setattr(daphne.server, "twisted_loop", Loop())
    monkeypatch.setattr(websocket, "_turn", websocket._Turn())

    def end():
        calls, planned[:] = planned[:], []
        for call in calls:
            call()
        return len(calls)

    return end


def socket_on(line):
    socket = LeanSocket()
    socket.transport, socket.state, socket.send_queue = line, LeanSocket.STATE_OPEN, []
    socket.logOctets = False
    return socket


@pytest.mark.parametrize("package", WRITTEN_FOR)
def test_the_lean_socket_was_written_for_these_versions(package):
    """One changed: read what server/websocket.py overrides there, then change the number here."""
    assert version(package).startswith(WRITTEN_FOR[package] + ".")


def test_frames_of_one_turn_leave_in_one_write_and_in_order(end_of_turn):
    first, second = Line(), Line()
    one, other = socket_on(first), socket_on(second)
    for frame in (b"a", b"b", b"c"):
        one.sendData(frame)
        other.sendData(frame.upper())
    assert first.writes == []
    assert end_of_turn() == 1
    assert (first.writes, second.writes) == ([b"abc"], [b"ABC"])

    one.sendData(b"d")
    assert end_of_turn() == 1
    assert first.writes == [b"abc", b"d"]


@pytest.mark.parametrize(
    ("takes", "written"), [(0, []), (2, [b"ab"]), (None, [])], ids=["full", "nearly full", "lost"]
)
def test_what_the_kernel_does_not_take_waits_in_front_of_what_follows(end_of_turn, takes, written):
    line = Line(takes)
    socket = socket_on(line)
    socket.sendData(b"abc")
    end_of_turn()
    line.takes = 10_000
    socket.sendData(b"def")
    end_of_turn()
    assert line.writes == written
    assert b"".join(line.writes) + line.buffered == b"abcdef"


@pytest.mark.parametrize("state", [{"connected": False}, {"disconnecting": True}])
def test_a_line_that_is_gone_is_left_to_twisted(end_of_turn, state):
    line = Line()
    vars(line).update(state)
    socket_on(line).sendData(b"a")
    end_of_turn()
    assert (line.writes, line.buffered) == ([], b"a")


def test_what_was_sent_before_the_close_leaves_before_it(end_of_turn):
    line = Line()
    socket = socket_on(line)
    socket.sendData(b"last words ")
    socket.state = LeanSocket.STATE_CLOSING
    socket.sendData(b"close")
    socket._closeConnection()
    assert line.closed == b"last words close"
    end_of_turn()
    assert b"".join(line.writes) + line.buffered == b"last words close"


def test_a_socket_that_cannot_be_written_to_does_not_keep_the_others_waiting(end_of_turn, caplog):
    broken, whole = socket_on(None), socket_on(Line())
    broken.sendData(b"a")
    whole.sendData(b"b")
    end_of_turn()
    assert whole.transport.writes == [b"b"]
    assert "a socket was not written to" in caplog.text
