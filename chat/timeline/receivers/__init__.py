"""What domain events look like in the timeline: which cards appear or change, which notes are added."""

from chat.timeline.receivers import contracts, files, marketplace, sessions

__all__ = ["contracts", "files", "marketplace", "sessions"]
