"""The sockets that we let Daphne speak: its own with a decent goodbye, and one with less work per frame.

`SKILEEZ_LEAN_SOCKETS` chooses (docs/deploy.md). With the lean one, what is sent in one turn of the loop
leaves in one write.

Autobahn composes a coloured line for its debug log at every frame, logged or not. Twisted hands every write
to the selector and takes it back: two calls of the kernel and a turn of the loop on top of the sending. Here
the frames of a turn are joined and offered to the kernel at once; what it does not take goes Twisted's way.
docs/adr/0003 says what that saves.
"""

import logging
from typing import Any

# Daphne installs the reactor on import, before anything else of Twisted may be imported.
import daphne.server
from daphne.ws_protocol import WebSocketProtocol

logger = logging.getLogger(__name__)

WRITTEN_FOR = {"autobahn": "26.10", "twisted": "26.10"}


class Socket(WebSocketProtocol):
    """Daphne's socket, which may also say that it comes back."""

    def serverClose(self, code: int | None = None) -> None:  # noqa: N802  (Daphne's name)
        """Close with any code that may stand in a close frame.

        Autobahn lets an application close with 1000 and 3000-4999 only; 1012 is the code that tells
        a page to come back, and browsers understand it.
        """
        self.sendCloseFrame(code=code or 1000)

    def sendHttpErrorResponse(  # noqa: N802  (Autobahn's name)
        self,
        code: int,
        reason: str,
        responseHeaders: list[tuple[str, str]] | None = None,  # noqa: N803
    ) -> None:
        """A refused handshake, with what all answers say."""
        said = self.factory.server_class.http_factory.headers | {
            "Content-Length": "0",
            "Connection": "close",
        }
        super().sendHttpErrorResponse(code, reason, [*(responseHeaders or []), *said.items()])

    def connectionLost(self, reason: Any) -> None:  # noqa: N802  (Twisted's name)
        """The connection was counted when it came as a request (server/http.py)."""
        self.factory.server_class.http_factory.forget(self.transport.getPeer().host)
        super().connectionLost(reason)


class LeanSocket(Socket):
    """The same with one write for all frames of a turn."""

    _unsent = b""

    def dataReceived(self, data: bytes) -> None:  # noqa: N802  (Twisted's name)
        self._dataReceived(data)

    def sendData(  # noqa: N802  (Autobahn's name)
        self, data: bytes, sync: bool = False, chopsize: int | None = None
    ) -> None:
        if self.state != self.STATE_OPEN or sync or chopsize or self.send_queue:
            self.flush()
            super().sendData(data, sync, chopsize)
            return
        if not self._unsent:
            _turn.add(self)
        self._unsent += data

    def flush(self) -> None:
        """Write what this turn left. What the kernel does not take is Twisted's matter."""
        data, self._unsent = self._unsent, b""
        if data and _is_idle(self.transport):
            taken = self.transport.writeSomeData(data)
            data = data[taken:] if isinstance(taken, int) else data  # else the line is lost
        if data:
            self.transport.write(data)

    def _closeConnection(self, abort: bool = False) -> None:  # noqa: N802  (Autobahn's name)
        self.flush()
        super()._closeConnection(abort)


def _is_idle(transport: Any) -> bool:
    """Nothing is waiting in front, so that writing past Twisted's buffer keeps the order."""
    return bool(
        transport.connected
        and not transport.disconnecting
        and not transport.dataBuffer
        and not transport._tempDataLen  # noqa: SLF001
    )


class _Turn:
    """The sockets that have something to write before the next turn of the loop."""

    def __init__(self) -> None:
        self._sockets: list[LeanSocket] = []

    def add(self, socket: LeanSocket) -> None:
        if not self._sockets:
            daphne.server.twisted_loop.call_soon(self._end)
        self._sockets.append(socket)

    def _end(self) -> None:
        sockets, self._sockets = self._sockets, []
        for socket in sockets:
            try:
                socket.flush()
            except Exception:
                logger.exception("a socket was not written to")


_turn = _Turn()
