"""Who may do what with a session, and when: a rule for each verb, named as the verb.

A rule answers the refusal, or None. The action asks it under its locks; the card, the form's page and the
mail link ask the same one beforehand, so that none of them offers what the press would refuse.
"""

from sessions.rules.booking import (
    accept_time,
    book_series,
    cancel,
    confirm,
    decline,
    decline_times,
    offer_times,
    schedule,
    withdraw_times,
)
from sessions.rules.outcome import (
    UNDECIDED,
    check_in,
    claim_no_show,
    complete,
    contest,
    resolve,
    set_meeting_link,
    write_notes,
)
from sessions.rules.rescheduling import (
    approve_reschedule,
    counter_pending,
    counter_reschedule,
    decline_reschedule,
    request_reschedule,
    request_waits,
    withdraw_reschedule,
)
from sessions.rules.shared import booked, party
from sessions.rules.starts import free, in_hours, series_start, start_at

__all__ = [
    "UNDECIDED",
    "accept_time",
    "approve_reschedule",
    "book_series",
    "booked",
    "cancel",
    "check_in",
    "claim_no_show",
    "complete",
    "confirm",
    "contest",
    "counter_pending",
    "counter_reschedule",
    "decline",
    "decline_reschedule",
    "decline_times",
    "free",
    "in_hours",
    "offer_times",
    "party",
    "request_reschedule",
    "request_waits",
    "resolve",
    "schedule",
    "series_start",
    "set_meeting_link",
    "start_at",
    "withdraw_reschedule",
    "withdraw_times",
    "write_notes",
]
