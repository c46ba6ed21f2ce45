"""What the first visitor would otherwise wait for: addresses, views, templates, the ways to the database."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.template.loader import get_template

from accounts.models import User
from core import clock
from sessions.pending import pending_decisions_of

logger = logging.getLogger(__name__)

PAGES = ("/", "/account/login/")
NOBODYS_LOGIN = "warmwarmwarmwarmwarmwarmwarmwarm"

_busy = threading.Event()

Application = Callable[..., Awaitable[None]]


def is_warm() -> bool:
    """Whether this process has what pages need; one that is never warmed up has it when it is asked."""
    return not _busy.is_set()


async def warm_up(application: Application) -> None:
    """Ask the application for a page and a socket as a stranger would, and compile all templates.

    What fails here fails for a visitor too, and is told then: the process serves all the same.
    """
    _busy.set()
    try:
        await asyncio.to_thread(_compile_templates)
        await asyncio.to_thread(_prepare_what_waits)
        for path in PAGES:
            await _ask(application, path)
        await _knock(application)
    except Exception:
        logger.exception("not warmed up")
    finally:
        _busy.clear()


def _compile_templates() -> None:
    folder = settings.BASE_DIR / "templates"
    for path in sorted(folder.rglob("*.html")):
        get_template(path.relative_to(folder).as_posix())


def _prepare_what_waits() -> None:
    """Every page asks this statement, and it is the dearest to make: ask it for nobody."""
    try:
        pending_decisions_of(User(pk=0), clock.now())
    finally:
        connection.close()


async def _ask(application: Application, path: str) -> None:
    scope = _scope("http", path) | {"method": "GET", "http_version": "1.1", "scheme": "https"}
    await _call(application, scope, {"type": "http.request", "body": b"", "more_body": False})


async def _knock(application: Application) -> None:
    scope = _scope("websocket", "/ws") | {"subprotocols": []}
    await _call(application, scope, {"type": "websocket.connect"}, {"type": "websocket.disconnect"})


def _scope(kind: str, path: str) -> dict[str, Any]:
    headers = {
        "host": urlsplit(settings.SITE_URL).netloc,
        "origin": settings.ORIGINS[0],
        "x-forwarded-proto": "https",
        "cookie": f"{settings.SESSION_COOKIE_NAME}={NOBODYS_LOGIN}",
    }
    return {
        "type": kind,
        "asgi": {"version": "3.0"},
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
    }


async def _call(application: Application, scope: dict[str, Any], *events: dict[str, Any]) -> None:
    """Let the application hear the events, the last of them once it has said what it had to say."""
    coming = asyncio.Queue[dict[str, Any]]()
    coming.put_nowait(events[0])

    async def send(event: dict[str, Any]) -> None:
        if event["type"] == "websocket.close":
            coming.put_nowait(events[-1])

    await application(scope, coming.get, send)
