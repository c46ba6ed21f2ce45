"""Everything people and the clock can do with sessions."""

from sessions.actions.availability import note_availability
from sessions.actions.booking import (
    cancel_session,
    confirm_session,
    decline_session,
    lapse_booking,
    pick_start,
    schedule_session,
)
from sessions.actions.credits import open_credits
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

__all__ = [
    "accept_time",
    "approve_reschedule",
    "await_outcome",
    "book_series",
    "cancel_session",
    "check_in",
    "claim_no_show",
    "complete_session",
    "confirm_session",
    "contest_outcome",
    "counter_reschedule",
    "decline_reschedule",
    "decline_session",
    "decline_times",
    "expire_reschedule",
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
    "withdraw_reschedule",
    "withdraw_times",
    "write_private_note",
    "write_wrap_up",
]
