"""Answers that must not have a body have none."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Scope = dict[str, Any]
Event = Mapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

WITHOUT_BODY = (204, 304)


class BodilessAnswers:
    """Outermost of all: keeps the body of an answer to HEAD, and of 204 and 304, from the line.

    Django leaves that to the server. Daphne writes each part of a body past Twisted's own guard, which
    only swallows the first (docs/adr/0007), so that the rest of a page over 64 KiB would be read as the next
    answer. The headers stay as they are, Content-Length too.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        must_be_empty = scope["method"] == "HEAD"

        async def send_allowed(event: Event) -> None:
            nonlocal must_be_empty
            if event["type"] == "http.response.start":
                must_be_empty = must_be_empty or event["status"] in WITHOUT_BODY
            elif event["type"] == "http.response.body" and must_be_empty:
                if event.get("more_body"):
                    return
                event = {**event, "body": b""}
            await send(event)

        await self.application(scope, receive, send_allowed)
