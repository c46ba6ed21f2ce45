"""The numbers of the navigation, on every page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from chat.queries import unread_conversations
from notifications.bell import newest_id, unread_count


def nav_counts(request: HttpRequest) -> dict[str, Any]:
    """`nav_counts.bell`, `.newest` (the latest line's id) and `.chat`; counted where they are shown."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    return {
        "nav_counts": {
            "bell": SimpleLazyObject(lambda: unread_count(user) or ""),
            "newest": SimpleLazyObject(lambda: newest_id(user)),
            "chat": SimpleLazyObject(lambda: unread_conversations(user) or ""),
        }
    }
