"""What people are told outside the conversation: one class per kind of notice, by topic.

A new kind is a new class; nothing else has to know of it.
"""

# The settings list the kinds of a group in the order of their definition.
# isort: off
from notifications.notices import contracts, agreements
from notifications.notices import times, bookings, changes, outcomes, payments, reminders
from notifications.notices import proposals, requests, searches
from notifications.notices import messages, account, login

# isort: on
from notifications.notices.base import (
    Envelope,
    Notice,
    all_notices,
    envelopes_for,
    notice_named,
    notices_in,
    told_events,
)
from notifications.notices.groups import GROUPS, Group

__all__ = [
    "GROUPS",
    "Envelope",
    "Group",
    "Notice",
    "account",
    "agreements",
    "all_notices",
    "bookings",
    "changes",
    "contracts",
    "envelopes_for",
    "login",
    "messages",
    "notice_named",
    "notices_in",
    "outcomes",
    "payments",
    "proposals",
    "reminders",
    "requests",
    "searches",
    "times",
    "told_events",
]
