"""What the browser shows of a new message while the tab is in the background."""

from dataclasses import dataclass

from accounts.models import User
from chat.models import Entry, Participant
from chat.timeline.entries import said_in
from notifications.deep_links import place_of


@dataclass(frozen=True, kw_only=True)
class MessageNotice:
    """Who wrote what, and the path of its place in the conversation."""

    other: str
    text: str
    url: str


def message_notice(reader: User, *, conversation_id: int, seq: int) -> MessageNotice | None:
    """None where there is nothing to hear of: muted, read on another page, deleted, or one's own."""
    mine = Participant.objects.filter(user=reader, conversation=conversation_id, muted=False)
    unread = Entry.objects.filter(
        conversation__in=mine.filter(last_read_seq__lt=seq).values("conversation"),
        seq=seq,
        kind=Entry.Kind.MESSAGE,
        deleted_at=None,
    )
    entry = unread.exclude(author=reader).select_related("author").first()
    if entry is None or entry.author is None:
        return None
    return MessageNotice(
        other=entry.author.display_name,
        text=said_in(entry),
        url=place_of(conversation_id, seq),
    )
