"""ASGI, as far as the sandbox speaks it: one request whole, one answer whole."""

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MOST_BYTES = 256 * 1024
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; form-action {}; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    scheme: str = "http"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.headers.get('host', '127.0.0.1')}"


@dataclass(frozen=True)
class Response:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


def of_json(status: int, body: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    content = {"Content-Type": "application/json"}
    return Response(status, json.dumps(body, indent=2).encode(), {**content, **headers})


def of_html(status: int, markup: str, *, may_go_to: str = "'self'") -> Response:
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": CONTENT_SECURITY_POLICY.format(may_go_to),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(status, markup.encode(), headers)


def unreadable() -> Response:
    """An application cannot cut its line; to whoever reads this the answer is as lost, and at once."""
    return Response(200, b"cut", {"Content-Encoding": "gzip"})


def going_to(url: str) -> Response:
    return Response(303, b"", {"Location": url})


async def whole_request(scope: Scope, receive: Receive) -> Request | None:
    """None where more was sent than anybody needs."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MOST_BYTES:
            return None
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
    }
    query = scope["query_string"].decode("latin-1")
    return Request(
        scope["method"], scope["path"], query, headers, body, scope.get("scheme", "http")
    )


async def give(response: Response, send: Send) -> None:
    headers = {**response.headers, "Content-Length": str(len(response.body))}
    named = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": response.status, "headers": named})
    await send({"type": "http.response.body", "body": response.body})
