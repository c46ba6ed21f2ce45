"""Addresses of the workspace."""

from django.urls import path

from chat.workspace.views import pages, presses

urlpatterns = [
    path("chat", pages.inbox, name="chat-inbox"),
    path("chat/waiting", pages.waiting, name="chat-waiting"),
    path("chat/rows", pages.rows, name="chat-rows"),
    path("chat/search", pages.search, name="chat-search"),
    path("chat/with/<int:coach_id>", presses.start, name="chat-start"),
    path("chat/<int:conversation_id>", pages.conversation, name="chat-conversation"),
    path("chat/<int:conversation_id>/messages", presses.send, name="chat-send"),
    path("chat/<int:conversation_id>/entries", pages.entries, name="chat-entries"),
    path("chat/<int:conversation_id>/entries/<int:seq>", pages.entry, name="chat-entry"),
    path("chat/<int:conversation_id>/entries/<int:seq>/edit", presses.edit, name="chat-edit"),
    path("chat/<int:conversation_id>/entries/<int:seq>/delete", presses.delete, name="chat-delete"),
    path("chat/<int:conversation_id>/entries/<int:seq>/react", presses.react, name="chat-react"),
    path(
        "chat/<int:conversation_id>/entries/<int:seq>/versions",
        pages.versions,
        name="chat-versions",
    ),
    path("chat/<int:conversation_id>/rail", pages.rail, name="chat-rail"),
    path("chat/<int:conversation_id>/read", presses.read, name="chat-read"),
    path("chat/<int:conversation_id>/unread", presses.put_aside, name="chat-unread"),
    path("chat/<int:conversation_id>/mute", presses.mute, name="chat-mute"),
    path("chat/<int:conversation_id>/archive", presses.archive, name="chat-archive"),
]
