"""The texts that an edited message had before, for the two people it was said to."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe

from chat.models import Conversation, Entry
from chat.timeline.markup import to_html


@dataclass(frozen=True, kw_only=True)
class Version:
    """One text of a message, and since when it stood there."""

    html: SafeString
    written_at: datetime


def edited_message(conversation: Conversation, seq: int) -> Entry | None:
    """A message that was edited; none that was deleted: what somebody took back is shown to nobody."""
    edited = conversation.entries.filter(kind=Entry.Kind.MESSAGE, edited_at__isnull=False)
    return edited.filter(seq=seq, deleted_at__isnull=True).first()


def versions_of(message: Entry) -> list[Version]:
    """All texts of this message, the present one first. One query."""
    former = list(message.revisions.order_by("replaced_at", "id"))
    bodies = [revision.body for revision in former] + [message.body]
    since = [message.created_at] + [revision.replaced_at for revision in former]
    return [
        Version(html=_drawn(body), written_at=at)
        for body, at in zip(reversed(bodies), reversed(since), strict=True)
    ]


def _drawn(body: str) -> SafeString:
    return mark_safe(to_html(body))  # noqa: S308  (cleaned by `to_html`)
