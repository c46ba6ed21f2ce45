"""The notifications behind the bell, in the reader's language and zone, grouped by conversation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from chat.models import Conversation
from core.bidi import isolated
from core.local_spans import local_span
from notifications.models import Notification
from notifications.notices import notice_named
from notifications.notices.letter import Params

SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class NotificationView:
    """One notification in words."""

    id: int
    text: str
    at: datetime
    is_unread: bool


@dataclass(kw_only=True)
class NotificationGroup:
    """Those that concern one other person, or none (`name` then is empty), newest first."""

    name: str
    conversation_id: int | None
    notifications: list[NotificationView] = field(default_factory=list)

    @property
    def unread(self) -> int:
        return sum(each.is_unread for each in self.notifications)


def groups_for(reader: User) -> list[NotificationGroup]:
    """The latest notifications, the conversation with the newest one first. Three queries."""
    rows = list(Notification.objects.filter(user=reader)[:SHOWN])
    names = _names(rows)
    conversations = _conversations(reader, rows)
    groups: dict[object, NotificationGroup] = {}
    for row in rows:
        other_id, pair = row.params.get("other_id"), _pair(row)
        if pair not in groups:
            groups[pair] = NotificationGroup(
                name=names.get(other_id, "") if pair else "",
                conversation_id=conversations.get(pair) if pair else None,
            )
        groups[pair].notifications.append(_view(row, names, reader))
    return list(groups.values())


def view_of(row: Notification, reader: User) -> NotificationView:
    """One notification alone."""
    return _view(row, _names([row]), reader)


def _pair(row: Notification) -> tuple[int, int] | None:
    pair = row.params.get("pair")
    return (pair[0], pair[1]) if pair else None


def _names(rows: Sequence[Notification]) -> dict[Any, str]:
    ids = {row.params.get("other_id") for row in rows} - {None}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "display_name"))


def _conversations(reader: User, rows: Iterable[Notification]) -> dict[tuple[int, int], int]:
    wanted = {pair for row in rows if (pair := _pair(row))}
    students, coaches = {pair[0] for pair in wanted}, {pair[1] for pair in wanted}
    found = Conversation.objects.visible_to(reader).filter(student__in=students, coach__in=coaches)
    ids = found.values_list("student_id", "coach_id", "pk")
    return {(student, coach): pk for student, coach, pk in ids if (student, coach) in wanted}


def _view(row: Notification, names: dict[Any, str], reader: User) -> NotificationView:
    params = row.params
    shown = {
        "other": isolated(names.get(params.get("other_id"), "")) or _("Somebody"),
        "contract": params.get("contract", ""),
        "title": isolated(params.get("title", "")),
        "session": params.get("session", ""),
        "when": _when(params, reader),
    }
    return NotificationView(
        id=row.pk,
        text=str(notice_named(row.kind).notification) % shown,
        at=row.created_at,
        is_unread=row.read_at is None,
    )


def _when(params: Params, reader: User) -> str:
    if not params.get("when"):
        return ""
    starts = datetime.fromisoformat(params["when"])
    return local_span(starts, minutes=params.get("minutes", 0), zone_name=reader.timezone).text
