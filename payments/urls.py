"""Addresses of payments: none yet, while nothing is charged."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
