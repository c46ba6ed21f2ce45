"""A Channels consumer without what an idle or busy socket of ours has no use for.

Channels 4.3 gives each consumer a channel of its own (with Valkey: a subscription per socket), waits on two
sources by tasks that are made anew for every event, and hops to another thread before each event to close
old database connections. Our sockets are fed by the process's hub and touch the database elsewhere
(`chat.live.durable`), so they read their one source directly. docs/adr/0003 says what that saves; without
`SKILEEZ_LEAN_SOCKETS` they run on Channels' own consumer.
"""

from typing import Any

from channels.consumer import AsyncConsumer, get_handler_name
from channels.exceptions import StopConsumer
from django.conf import settings

WRITTEN_FOR_CHANNELS = "4.3"


class LeanConsumer(AsyncConsumer):
    """Reads the socket's events one after the other and calls the method of their type."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scope = scope
        self.base_send = send
        try:
            while True:
                await self.dispatch(await receive())
        except StopConsumer:
            return

    async def dispatch(self, message: Any) -> None:
        await getattr(self, get_handler_name(message))(message)


SocketConsumer: type[AsyncConsumer] = LeanConsumer if settings.LEAN_SOCKETS else AsyncConsumer
