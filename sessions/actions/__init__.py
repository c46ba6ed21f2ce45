"""Everything people and the clock can do with sessions."""

from sessions.actions.booking import (
    cancel_session,
    confirm_session,
    decline_session,
    schedule_session,
)
from sessions.actions.credits import open_credits
from sessions.actions.offering import accept_time, decline_times, offer_times, withdraw_times

__all__ = [
    "accept_time",
    "cancel_session",
    "confirm_session",
    "decline_session",
    "decline_times",
    "offer_times",
    "open_credits",
    "schedule_session",
    "withdraw_times",
]
