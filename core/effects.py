"""What receivers want the acting page to know, carried back on the answer as an `HX-Trigger` header.

A receiver high up (the conversation) runs inside an action far below its own layer. It leaves a note
here, `core.middleware.EffectsMiddleware` puts it on the answer, and no layer imports upward.
"""

from contextvars import ContextVar
from typing import Any

_triggers: ContextVar[dict[str, Any] | None] = ContextVar("triggers", default=None)


def begin() -> None:
    """Start collecting for one request."""
    _triggers.set({})


def announce(name: str, detail: Any) -> None:
    """Add one client event; a later one of the same name replaces it. Does nothing outside a request."""
    triggers = _triggers.get()
    if triggers is not None:
        triggers[name] = detail


def collected() -> dict[str, Any]:
    """What was announced since `begin`."""
    return dict(_triggers.get() or {})
