"""Everything people and the clock can do with sessions."""

from sessions.actions.availability import note_availability
from sessions.actions.booking import (
    cancel_session,
    cancel_unpaid,
    confirm_session,
    decline_session,
    lapse_booking,
    pick_start,
    schedule_session,
)
from sessions.actions.credits import (
    close_after_the_end,
    fit_to_terms,
    open_credits,
    void_unscheduled,
)
from sessions.actions.notes import set_meeting_link, write_private_note, write_wrap_up
from sessions.actions.offering import (
    accept_time,
    decline_times,
    lapse_times,
    offer_times,
    withdraw_times,
)
from sessions.actions.outcome import (
    await_outcome,
    check_in,
    claim_no_show,
    complete_session,
    contest_outcome,
    resolve_dispute,
    settle_outcome,
)
from sessions.actions.rescheduling import (
    approve_reschedule,
    counter_reschedule,
    decline_reschedule,
    expire_reschedule,
    request_reschedule,
    withdraw_reschedule,
)
from sessions.actions.series import book_series
from sessions.actions.settling import cancel_with_settlement

__all__ = [
    "accept_time",
    "approve_reschedule",
    "await_outcome",
    "book_series",
    "cancel_session",
    "cancel_unpaid",
    "cancel_with_settlement",
    "check_in",
    "claim_no_show",
    "close_after_the_end",
    "complete_session",
    "confirm_session",
    "contest_outcome",
    "counter_reschedule",
    "decline_reschedule",
    "decline_session",
    "decline_times",
    "expire_reschedule",
    "fit_to_terms",
    "lapse_booking",
    "lapse_times",
    "note_availability",
    "offer_times",
    "open_credits",
    "pick_start",
    "request_reschedule",
    "resolve_dispute",
    "schedule_session",
    "set_meeting_link",
    "settle_outcome",
    "void_unscheduled",
    "withdraw_reschedule",
    "withdraw_times",
    "write_private_note",
    "write_wrap_up",
]
