"""Addresses of sessions."""

from django.urls import path

from sessions.views import booking, outcome, pages, rescheduling, series, settling, times

urlpatterns = [
    path("contracts/<int:contract_id>/sessions", pages.contract_sessions, name="session-list"),
    path("contracts/<int:contract_id>/series", series.series, name="contract-series"),
    path("contracts/<int:contract_id>/cancel", settling.cancel_contract, name="contract-cancel"),
    path("sessions/<int:session_id>", pages.detail, name="session-detail"),
    path("sessions/<int:session_id>/times", times.offer_times, name="session-offer-times"),
    path("sessions/<int:session_id>/times/accept", times.accept_time, name="session-accept-time"),
    path(
        "sessions/<int:session_id>/times/decline", times.decline_times, name="session-decline-times"
    ),
    path(
        "sessions/<int:session_id>/times/withdraw",
        times.withdraw_times,
        name="session-withdraw-times",
    ),
    *(
        path(f"sessions/<int:session_id>/{verb}", view, name=f"session-{verb}")
        for verb, view in {
            "schedule": booking.schedule,
            "confirm": booking.confirm,
            "decline": booking.decline,
            "cancel": booking.cancel,
            "reschedule": rescheduling.reschedule,
            "counter-reschedule": rescheduling.counter_reschedule,
            "approve-reschedule": rescheduling.approve_reschedule,
            "decline-reschedule": rescheduling.decline_reschedule,
            "withdraw-reschedule": rescheduling.withdraw_reschedule,
            "check-in": outcome.check_in,
            "complete": outcome.complete,
            "no-show": outcome.no_show,
            "contest": outcome.contest,
            "link": outcome.link,
            "notes": outcome.notes,
        }.items()
    ),
]
