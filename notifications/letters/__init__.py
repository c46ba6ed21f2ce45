"""Letters: what a mail of each kind says, worked out at the moment it is sent."""

from notifications.letters import contracts, messages, people, proposals, searches, sessions, times
from notifications.letters.base import Button, Letter, write

__all__ = [
    "Button",
    "Letter",
    "contracts",
    "messages",
    "people",
    "proposals",
    "searches",
    "sessions",
    "times",
    "write",
]
