"""What every event of a session says of it."""

from sessions.events import event_fields as about

__all__ = ["about"]
