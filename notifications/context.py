"""The numbers of the navigation, on every page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from chat.timeline.queries import waiting_places
from notifications.bell import notifications_of, unread_count


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
    """Three queries."""
    newest = notifications_of(user).values_list("pk", flat=True).first()
    return NavCounts(bell=unread_count(user), newest=newest or 0, chat=waiting_places(user).count())
