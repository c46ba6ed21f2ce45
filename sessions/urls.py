"""Addresses of sessions."""

from django.urls import path

from sessions.views import booking, pages

urlpatterns = [
    path("contracts/<int:contract_id>/sessions", pages.contract_sessions, name="session-list"),
    path("sessions/<int:session_id>", pages.detail, name="session-detail"),
    path("sessions/<int:session_id>/times", booking.offer_times, name="session-offer-times"),
    path("sessions/<int:session_id>/times/accept", booking.accept_time, name="session-accept-time"),
    path(
        "sessions/<int:session_id>/times/decline",
        booking.decline_times,
        name="session-decline-times",
    ),
    path(
        "sessions/<int:session_id>/times/withdraw",
        booking.withdraw_times,
        name="session-withdraw-times",
    ),
    path("sessions/<int:session_id>/schedule", booking.schedule, name="session-schedule"),
    path("sessions/<int:session_id>/confirm", booking.confirm, name="session-confirm"),
    path("sessions/<int:session_id>/decline", booking.decline, name="session-decline"),
    path("sessions/<int:session_id>/cancel", booking.cancel, name="session-cancel"),
]
