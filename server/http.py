"""HTTP as Daphne speaks it, with limits that hold before any work is done for a request.

Twisted reads the whole request before Daphne hands it on: a body of any length, to disk from 100,000 bytes
on, and for as long as something comes once a minute. Here a body stays in memory and within `Limits`, by what
its head says and by what really comes, and head and body each have a deadline. Who is refused gets a sentence
and is not read any further.
"""

from collections import Counter
from collections.abc import Mapping
from io import BytesIO
from typing import Any

# Daphne installs the reactor on import, before anything else of Twisted may be imported.
import daphne.server
from daphne.http_protocol import HTTPFactory, WebRequest
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web.http import HTTPChannel

from server.headers import ALONE
from server.limits import Limits

# So long may what is on its way still come: closing at once would reset the line, and the answer with it.
SECONDS_TO_HEAR_A_REFUSAL = 2.0

REFUSALS = {
    400: ("Bad Request", "The request cannot be read."),
    408: ("Request Timeout", "The request did not arrive in time ({seconds:g} seconds)."),
    413: ("Content Too Large", "That is more than {most:,} bytes, the most that is taken here."),
    431: ("Request Header Fields Too Large", "A line of the head is longer than is taken here."),
}


class Request(WebRequest):
    """A request whose body stays in memory and within its limit."""

    def gotLength(self, _length: int | None) -> None:  # noqa: N802  (Twisted's name)
        self.content = BytesIO()

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802  (Twisted's name)
        if self.channel.is_refused:
            return
        if self.content.tell() + len(data) > self.channel.most_bytes:
            self.channel.refuse_size()
        else:
            self.content.write(data)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:  # noqa: N802  (Twisted's name)
        """Keep Twisted from reading forms of its own, which nobody looks at, and from failing on some."""
        self._types = self.requestHeaders.getRawHeaders(b"content-type")
        self.requestHeaders.removeHeader(b"content-type")
        super().requestReceived(command, path, version)

    def process(self) -> None:
        if self._types:
            self.requestHeaders.setRawHeaders(b"content-type", self._types)
        super().process()

    def basic_error(self, status: int, status_text: bytes, body: str) -> None:
        """What Daphne says itself, with what all answers say."""
        said = self.channel.factory.headers | {"Content-Type": "text/plain; charset=utf-8"}
        headers = [(name.encode(), value.encode()) for name, value in said.items()]
        self.handle_reply({"type": "http.response.start", "status": status, "headers": headers})
        text = f"{status} {status_text.decode()}\n{body}"
        self.handle_reply({"type": "http.response.body", "body": text.encode()})


class Channel(HTTPChannel):
    """A connection that waits only so long for a request."""

    requestFactory = Request  # noqa: N815  (Twisted's name)
    factory: "Factory"
    transport: Any
    callLater: Any  # noqa: N815  (Twisted's name)
    is_refused = False
    _deadline: Any = None

    @property
    def most_bytes(self) -> int:
        path: bytes = vars(self)["_path"]  # Twisted: the address from the line just read
        return self.factory.limits.body_bytes_at(path.split(b"?", 1)[0].decode("latin-1"))

    def connectionMade(self) -> None:  # noqa: N802  (Twisted's name)
        super().connectionMade()
        self.factory.connections[self.getPeer().host] += 1

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802  (Twisted's name)
        self._cancel_deadline()
        self.factory.forget(self.getPeer().host)
        super().connectionLost(reason)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802  (Twisted's name)
        if self.is_refused:
            return
        if self._deadline is None and not self._handlingRequest:
            self._set_deadline(self.factory.limits.head_seconds)
        super().dataReceived(data)

    def lineReceived(self, line: bytes) -> None:  # noqa: N802  (Twisted's name)
        if not self.is_refused:
            super().lineReceived(line)

    def rawDataReceived(self, data: bytes) -> None:  # noqa: N802  (Twisted's name)
        if not self.is_refused:
            super().rawDataReceived(data)

    def allHeadersReceived(self) -> None:  # noqa: N802  (Twisted's name)
        self._cancel_deadline()
        if self.length is not None and self.length > self.most_bytes:
            self.refuse_size()
            return
        if self.length != 0:
            self._set_deadline(self.factory.limits.body_seconds)
        super().allHeadersReceived()

    def allContentReceived(self) -> None:  # noqa: N802  (Twisted's name)
        if not self.is_refused:
            self._cancel_deadline()
            super().allContentReceived()

    def requestDone(self, request: Request) -> None:  # noqa: N802  (Twisted's name)
        super().requestDone(request)
        has_begun = self._receivedHeaderSize > 0 and not self._handlingRequest
        if has_begun and self._deadline is None:
            self._set_deadline(self.factory.limits.head_seconds)

    def refuse_size(self) -> None:
        self._refuse(413, most=self.most_bytes)

    def _set_deadline(self, seconds: float) -> None:
        self._deadline = self.callLater(seconds, self._expire, seconds)

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _expire(self, seconds: float) -> None:
        self._deadline = None
        self._refuse(408, seconds=seconds)

    def lineLengthExceeded(self, _line: bytes) -> None:  # noqa: N802  (Twisted's name)
        self._refuse(431)

    def _respondToBadRequestAndDisconnect(self) -> None:  # noqa: N802  (Twisted's name)
        self._refuse(400)

    def _refuse(self, status: int, **figures: float) -> None:
        """Answer, say that nothing else follows, and overlook what still comes for a moment."""
        self.is_refused = True
        self._cancel_deadline()
        self.setTimeout(None)
        self._networkProducer.unregisterProducer()
        self.transport.write(_refusal(status, self.factory.headers, **figures))
        self.transport.loseWriteConnection()
        self._deadline = self.callLater(SECONDS_TO_HEAR_A_REFUSAL, self._hang_up)

    def _hang_up(self) -> None:
        self._deadline = None
        self.transport.abortConnection()


class Factory(HTTPFactory):
    """Takes connections, and no more than so many of one address."""

    protocol = Channel
    limits = Limits()
    headers = ALONE  # of every answer that is the server's own

    def __init__(self, server: daphne.server.Server) -> None:
        super().__init__(server)
        self.connections: Counter[str] = Counter()

    def buildProtocol(self, addr: Any) -> Channel | None:  # noqa: N802  (Twisted's name)
        most = self.limits.connections
        if most and self.connections[addr.host] >= most:
            return None
        channel: Channel = super().buildProtocol(addr)
        channel.requestFactory = Request
        return channel

    def forget(self, host: str) -> None:
        """One connection of that address has ended."""
        self.connections[host] -= 1
        if self.connections[host] <= 0:
            del self.connections[host]


def _refusal(status: int, headers: Mapping[str, str], **figures: float) -> bytes:
    reason, sentence = REFUSALS[status]
    body = sentence.format(**figures).encode()
    said = dict(headers) | {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in said.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body
