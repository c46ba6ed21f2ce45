"""Addresses of what reaches people outside the conversation."""

from django.urls import path

from notifications.views import mailbox

urlpatterns = [
    path("dev/mailbox", mailbox.mailbox_list, name="mailbox"),
    path("dev/mailbox/<str:name>", mailbox.mailbox_mail, name="mailbox-mail"),
    path("dev/mailbox/<str:name>/html", mailbox.mailbox_html, name="mailbox-html"),
]
