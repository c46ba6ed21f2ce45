"""The files that were sent in a conversation, newest first."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from chat.models import Attachment, Conversation
from chat.timeline.entries import element_id
from chat.timeline.file_list import files_html
from files.models import File

PAGE = 30


@dataclass(frozen=True, kw_only=True)
class SentFile:
    """One file, as it is drawn in its message, and the place of that message."""

    at: datetime
    place: str
    html: SafeString


def files_sent(
    conversation: Conversation, *, before: int | None = None
) -> tuple[list[SentFile], int | None]:
    """A page of those that are good, and the number that the next one goes on before."""
    rows = Attachment.objects.filter(
        entry__conversation=conversation, file__state=File.State.READY, file__deleted_at=None
    )
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("file", "entry").order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    return [_sent(row, conversation) for row in shown], (
        shown[-1].pk if len(found) > PAGE else None
    )


def _sent(row: Attachment, conversation: Conversation) -> SentFile:
    page = reverse("chat-conversation", args=[conversation.pk])
    seq = row.entry.seq
    return SentFile(
        at=row.entry.created_at,
        place=f"{page}?around={seq}#{element_id(conversation.pk, seq)}",
        html=mark_safe(files_html([row.file])),  # noqa: S308  (made and escaped there)
    )
