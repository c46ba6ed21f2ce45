"""Addresses of what reaches people outside the conversation."""

from django.urls import path

from notifications.views import bell, calendars, links, mailbox, preferences

urlpatterns = [
    path("notifications", bell.notification_list, name="notification-list"),
    path("notifications/count", bell.notification_count, name="notification-count"),
    path(
        "notifications/message/<int:conversation_id>/<int:seq>",
        bell.notification_message,
        name="notification-message",
    ),
    path("notifications/read", bell.notification_read_all, name="notification-read-all"),
    path(
        "notifications/<int:notification_id>/open",
        bell.notification_open,
        name="notification-open",
    ),
    path(
        "notifications/<int:notification_id>/read",
        bell.notification_read,
        name="notification-read",
    ),
    path("settings/notifications", preferences.notification_settings, name="notification-settings"),
    path("unsubscribe/unknown", preferences.unsubscribe_unknown, name="unsubscribe-unknown"),
    path("unsubscribe/<str:token>", preferences.unsubscribe, name="unsubscribe"),
    path("settings/calendar", calendars.calendar_settings, name="calendar-settings"),
    path("settings/calendar/open", calendars.calendar_open, name="calendar-open"),
    path("settings/calendar/close", calendars.calendar_close, name="calendar-close"),
    path("calendar/<str:token>.ics", calendars.feed, name="calendar-feed"),
    path(
        "sessions/<int:session_id>/calendar.ics",
        calendars.session_file,
        name="session-calendar-file",
    ),
    path(
        "sessions/<int:session_id>/calendar/<str:program>",
        calendars.session_elsewhere,
        name="session-calendar-elsewhere",
    ),
    path("go/unknown", links.unknown, name="link-unknown"),
    path("go/<uuid:key>", links.link_page, name="link-page"),
    path("go/<str:token>", links.arrival, name="link-arrival"),
    path("dev/mailbox", mailbox.mailbox_list, name="mailbox"),
    path("dev/mailbox/<str:name>", mailbox.mailbox_mail, name="mailbox-mail"),
    path("dev/mailbox/<str:name>/html", mailbox.mailbox_html, name="mailbox-html"),
]
