"""The one socket address; at any other a socket is refused."""

from channels.generic.websocket import AsyncWebsocketConsumer
from django.urls import path, re_path

from chat.live.consumers import ChatConsumer


class Nowhere(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        """Close before it was accepted: the handshake is answered with 403."""
        await self.close()


websocket_urlpatterns = [path("ws", ChatConsumer.as_asgi()), re_path("", Nowhere.as_asgi())]
