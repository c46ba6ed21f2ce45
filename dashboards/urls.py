"""Addresses of the dashboard."""

from django.urls import path

from dashboards import calendar_views, views

urlpatterns = [
    path("dashboard", views.dashboard, name="dashboard"),
    path("dashboard/fragments/<slug:name>", views.fragment, name="dashboard-fragment"),
    path("calendar", calendar_views.calendar, name="calendar"),
    path("calendar/time", calendar_views.calendar_time, name="calendar-time"),
    path("jump", views.jump, name="jump"),
    path("dashboard/head", views.head, name="dashboard-head"),
    path("dashboard/earnings.csv", views.earnings_csv, name="earnings-csv"),
]
