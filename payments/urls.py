"""Addresses of payments; none while people pay each other."""

from django.conf import settings
from django.urls import URLPattern, path

from payments.views import cards, charges, webhooks

addresses: list[URLPattern] = [
    path("stripe/events", webhooks.own_events, name="stripe-events"),
    path("stripe/events/connect", webhooks.events_of_coaches, name="stripe-events-of-coaches"),
    path("payments", cards.payments, name="payments"),
    path("payments/cards", cards.save_card, name="card-save"),
    path("payments/cards/setup/<int:setup_id>", cards.setup, name="card-setup"),
    path("payments/cards/setup/<int:setup_id>/back", cards.setup_back, name="card-setup-back"),
    path("payments/cards/<int:card_id>/default", cards.choose_card, name="card-default"),
    path("payments/cards/<int:card_id>/remove", cards.remove_card, name="card-remove"),
    path("charges/<int:charge_id>", charges.charge_detail, name="charge-detail"),
    path("charges/<int:charge_id>/pay", charges.pay, name="charge-pay"),
    path("charges/<int:charge_id>/back", charges.back, name="charge-back"),
]
urlpatterns = addresses if settings.PAYMENTS != "off" else []
