"""Addresses of the workspace."""

from django.urls import path

from chat import views

urlpatterns = [
    path("chat", views.inbox, name="chat-inbox"),
    path("chat/waiting", views.waiting, name="chat-waiting"),
    path("chat/rows", views.rows, name="chat-rows"),
    path("chat/search", views.search, name="chat-search"),
    path("chat/with/<int:coach_id>", views.start, name="chat-start"),
    path("chat/<int:conversation_id>", views.conversation, name="chat-conversation"),
    path("chat/<int:conversation_id>/messages", views.send, name="chat-send"),
    path("chat/<int:conversation_id>/entries", views.entries, name="chat-entries"),
    path("chat/<int:conversation_id>/entries/<int:seq>", views.entry, name="chat-entry"),
    path("chat/<int:conversation_id>/entries/<int:seq>/edit", views.edit, name="chat-edit"),
    path("chat/<int:conversation_id>/entries/<int:seq>/delete", views.delete, name="chat-delete"),
    path("chat/<int:conversation_id>/entries/<int:seq>/react", views.react, name="chat-react"),
    path(
        "chat/<int:conversation_id>/entries/<int:seq>/versions",
        views.versions,
        name="chat-versions",
    ),
    path("chat/<int:conversation_id>/rail", views.rail, name="chat-rail"),
    path("chat/<int:conversation_id>/read", views.read, name="chat-read"),
    path("chat/<int:conversation_id>/unread", views.put_aside, name="chat-unread"),
    path("chat/<int:conversation_id>/mute", views.mute, name="chat-mute"),
    path("chat/<int:conversation_id>/archive", views.archive, name="chat-archive"),
]
