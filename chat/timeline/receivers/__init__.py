"""What domain events look like in the timeline: which cards appear or change, which notes are added."""

from chat.timeline.receivers import contracts, files, marketplace, payments, sessions

__all__ = ["contracts", "files", "marketplace", "payments", "sessions"]
