"""Addresses of sessions."""

from django.urls import path

from sessions.views import booking, moving, outcome, pages, series, settling

urlpatterns = [
    path("contracts/<int:contract_id>/sessions", pages.contract_sessions, name="session-list"),
    path("contracts/<int:contract_id>/series", series.series, name="contract-series"),
    path("contracts/<int:contract_id>/cancel", settling.cancel_contract, name="contract-cancel"),
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
    *(
        path(f"sessions/<int:session_id>/{verb}", view, name=f"session-{verb}")
        for verb, view in {
            "reschedule": moving.reschedule,
            "counter-reschedule": moving.counter_reschedule,
            "approve-reschedule": moving.approve_reschedule,
            "decline-reschedule": moving.decline_reschedule,
            "withdraw-reschedule": moving.withdraw_reschedule,
            "check-in": outcome.check_in,
            "complete": outcome.complete,
            "no-show": outcome.no_show,
            "contest": outcome.contest,
            "link": outcome.link,
            "notes": outcome.notes,
        }.items()
    ),
]
