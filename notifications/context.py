"""The numbers of the navigation, on every page."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User

# As `unread_count`, the latest of `notifications_of`, and `waiting_places` have them.
COUNTS = """
    SELECT (SELECT COUNT(*) FROM notifications_notification WHERE user_id = %s AND read_at IS NULL),
           (SELECT MAX(id) FROM notifications_notification WHERE user_id = %s),
           (SELECT COUNT(*) FROM chat_participant
            WHERE user_id = %s AND archived_at IS NULL AND (unread > 0 OR marked_unread))
"""


@dataclass(frozen=True, kw_only=True)
class NavCounts:
    """Unread notifications, the id of the latest one, conversations with something unread."""

    bell: int
    newest: int
    chat: int


def nav_counts(request: HttpRequest) -> dict[str, Any]:
    """`nav_counts`, counted only where it is shown."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    return {"nav_counts": SimpleLazyObject(lambda: counts_of(user))}


def counts_of(user: User) -> NavCounts:
    """One query, written out: Django would need longer to write it than the database to answer it."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [user.pk] * 3)
        bell, newest, chat = cursor.fetchone()
    return NavCounts(bell=bell, newest=newest or 0, chat=chat)
