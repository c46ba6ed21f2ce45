"""Addresses of the workspace."""

from django.urls import path

from chat.workspace.views import actions, pages

urlpatterns = [
    path("chat", pages.inbox, name="chat-inbox"),
    path("chat/waiting", pages.waiting, name="chat-waiting"),
    path("chat/rows", pages.rows, name="chat-rows"),
    path("chat/search", pages.search, name="chat-search"),
    path("chat/with/<int:coach_id>", actions.start, name="chat-start"),
    path("chat/<int:conversation_id>", pages.show_conversation, name="chat-conversation"),
    path("chat/<int:conversation_id>/messages", actions.send, name="chat-send"),
    path("chat/<int:conversation_id>/entries", pages.entries, name="chat-entries"),
    path("chat/<int:conversation_id>/entries/<int:seq>", pages.entry, name="chat-entry"),
    path("chat/<int:conversation_id>/entries/<int:seq>/edit", actions.edit, name="chat-edit"),
    path("chat/<int:conversation_id>/entries/<int:seq>/delete", actions.delete, name="chat-delete"),
    path("chat/<int:conversation_id>/entries/<int:seq>/react", actions.react, name="chat-react"),
    path(
        "chat/<int:conversation_id>/entries/<int:seq>/versions",
        pages.versions,
        name="chat-versions",
    ),
    path("chat/<int:conversation_id>/files", pages.files, name="chat-files"),
    path("chat/<int:conversation_id>/rail", pages.rail, name="chat-rail"),
    path("chat/<int:conversation_id>/read", actions.read, name="chat-read"),
    path("chat/<int:conversation_id>/unread", actions.put_aside, name="chat-unread"),
    path("chat/<int:conversation_id>/mute", actions.mute, name="chat-mute"),
    path("chat/<int:conversation_id>/archive", actions.archive, name="chat-archive"),
]
