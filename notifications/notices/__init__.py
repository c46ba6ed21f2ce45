"""What people are told outside the conversation: one class per kind of notice, by topic.

A new kind is a new class; nothing else has to know of it.
"""

# isort: off — within a group the settings list the kinds in the order of their definition.
from notifications.notices import (
    account,
    agreements,
    bookings,
    changes,
    contracts,
    login,
    messages,
    outcomes,
    proposals,
    reminders,
    requests,
    searches,
    times,
)

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
    "proposals",
    "reminders",
    "requests",
    "searches",
    "times",
    "told_events",
]
