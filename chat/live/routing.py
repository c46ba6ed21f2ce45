"""The one socket address."""

from django.urls import path

from chat.live.consumers import ChatConsumer

websocket_urlpatterns = [path("ws", ChatConsumer.as_asgi())]
