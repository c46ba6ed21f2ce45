"""The one place where the time of day is read; everything below the door gets it as an argument."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present instant, aware, UTC."""
    return timezone.now()
