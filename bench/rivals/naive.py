"""A chat as the Channels tutorial leads to: a group per conversation, the ORM, a template per message.

It does what ours does for a message (login, membership, idempotent by key, number, unread, HTML for both,
answer after the commit) in the plain way, on the same tables.
"""

from django.core.asgi import get_asgi_application

pages = get_asgi_application()

from typing import Any  # noqa: E402

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.db import database_sync_to_async  # noqa: E402
from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.db import transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.template import engines  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402

from chat.models import Conversation, Entry, Participant  # noqa: E402

MESSAGE = engines["django"].from_string(
    '<li id="entry-{{ entry.seq }}" class="entry"><b>{{ entry.author.display_name }}</b>'
    '<time datetime="{{ entry.created_at.isoformat }}">{{ entry.created_at|time }}</time>'
    "<p>{{ entry.body|linebreaksbr }}</p></li>"
)


class NaiveConsumer(AsyncJsonWebsocketConsumer):
    async def connect(self) -> None:
        self.user = self.scope["user"]
        self.conversation_id = self.scope["url_route"]["kwargs"]["conversation_id"]
        if not self.user.is_authenticated or not await self.is_member():
            await self.close(4403)
            return
        self.group = f"conversation.{self.conversation_id}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        await self.send_json({"t": "hello"})

    async def disconnect(self, _code: int) -> None:
        if hasattr(self, "group"):
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive_json(self, content: Any, **_options: Any) -> None:
        if not await self.is_member():
            return
        entry = await self.save(content["client"], content["body"])
        await self.channel_layer.group_send(
            self.group,
            {"type": "entry", "seq": entry.seq, "client": content["client"],
             "html": MESSAGE.render({"entry": entry})},
        )  # fmt: skip

    async def entry(self, event: Any) -> None:
        await self.send_json(
            {"t": "entry", "seq": event["seq"], "client": event["client"], "html": event["html"]}
        )

    @database_sync_to_async
    def is_member(self) -> bool:
        return Participant.objects.filter(
            conversation_id=self.conversation_id, user=self.user
        ).exists()

    @database_sync_to_async
    def save(self, client_id: str, body: str) -> Entry:
        with transaction.atomic():
            conversation = Conversation.objects.select_for_update().get(pk=self.conversation_id)
            entry = Entry.objects.filter(
                conversation=conversation, author=self.user, client_id=client_id
            ).first()
            if entry is not None:
                return entry
            conversation.counter += 1
            conversation.last_activity_at = timezone.now()
            conversation.save()
            entry = Entry.objects.create(
                conversation=conversation,
                seq=conversation.counter,
                changed_n=conversation.counter,
                kind=Entry.Kind.MESSAGE,
                author=self.user,
                client_id=client_id,
                body=body,
                created_at=timezone.now(),
            )
            others = Participant.objects.filter(conversation=conversation).exclude(user=self.user)
            others.update(unread=F("unread") + 1)
        return entry


application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": AuthMiddlewareStack(
            URLRouter([path("ws/<int:conversation_id>", NaiveConsumer.as_asgi())])
        ),
    }
)
