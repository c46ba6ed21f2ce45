"""The numbers of the navigation, on every page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from chat.timeline.queries import waiting_places
from core.together import rows_of
from notifications.bell import notifications_of, unread_notifications


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
    """One query."""
    bell, newest, chat = rows_of(
        [
            _count(unread_notifications(user)),
            notifications_of(user).values_list("pk", flat=True)[:1],
            _count(waiting_places(user)),
        ]
    )
    return NavCounts(bell=sum(bell), newest=sum(newest), chat=sum(chat))


def _count(rows: QuerySet[Any]) -> QuerySet[Any, int]:
    """Their number, as the only row, or no row for none."""
    counted = rows.order_by().values("user").annotate(number=Count("pk"))
    return counted.values_list("number", flat=True)
