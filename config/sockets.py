"""Socket addresses, once the chat has any."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any


def socket_urls() -> list[Any]:
    if find_spec("chat") and find_spec("chat.routing"):
        urls: list[Any] = import_module("chat.routing").websocket_urlpatterns
        return urls
    return []
