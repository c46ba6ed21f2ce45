"""Addresses of payments; none while people pay each other."""

from django.conf import settings
from django.urls import URLPattern, path

from payments import views

addresses: list[URLPattern] = [
    path("stripe/events", views.own_events, name="stripe-events"),
    path("stripe/events/connect", views.events_of_coaches, name="stripe-events-of-coaches"),
]
urlpatterns = addresses if settings.PAYMENTS != "off" else []
