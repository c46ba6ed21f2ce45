"""Addresses of people's hours."""

from django.urls import path

from calendars import views

urlpatterns = [
    path("settings/availability", views.availability, name="settings-availability"),
    path("settings/availability/close", views.close_hours, name="close-hours"),
    path(
        "settings/availability/preview",
        views.availability_preview,
        name="settings-availability-preview",
    ),
]
