"""Channels alone: what comes in is sent to the group of its conversation. No login, no database."""

from django.core.asgi import get_asgi_application

pages = get_asgi_application()

from typing import Any  # noqa: E402

from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402


class BareConsumer(AsyncJsonWebsocketConsumer):
    async def connect(self) -> None:
        self.group = f"conversation.{self.scope['url_route']['kwargs']['conversation_id']}"
        self.seq = 0
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        await self.send_json({"t": "hello"})

    async def receive_json(self, content: Any, **_options: Any) -> None:
        await self.channel_layer.group_send(self.group, {"type": "entry", **content})

    async def entry(self, event: Any) -> None:
        await self.send_json({"t": "entry", "client": event["client"], "html": event["body"]})


application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": URLRouter([path("ws/<int:conversation_id>", BareConsumer.as_asgi())]),
    }
)
