"""What domain events look like in the timeline: which cards appear or change, which notes are added."""

from chat.receivers import contracts, logins, marketplace, sessions

__all__ = ["contracts", "logins", "marketplace", "sessions"]
