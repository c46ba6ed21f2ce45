"""What may be done in a conversation, by whom: a rule for each verb, named as the verb."""

from chat.errors import (
    EmptyMessage,
    MessageGone,
    MessageTooLong,
    NotInConversation,
    NotYourMessage,
    UnreadableText,
)
from chat.models import Entry
from chat.timeline.people import Sides
from core.errors import DomainError, Invalid
from core.texts import can_be_kept, paragraphs

MESSAGE_LENGTH_MOST = 4_000


def say(body: str, *, author_id: int, sides: Sides) -> DomainError | None:
    """One of the two, whose account is open, something that can be kept."""
    if author_id not in sides or not sides.person(author_id).active:
        return NotInConversation()
    return message_text(body)


def message_text(body: str) -> DomainError | None:
    """That this text can be a message."""
    kept = paragraphs(body)
    if not kept:
        return _about_body(EmptyMessage)
    if len(kept) > MESSAGE_LENGTH_MOST:
        return _about_body(MessageTooLong)
    return None if can_be_kept(body) else _about_body(UnreadableText)


def _about_body(refusal: type[Invalid]) -> Invalid:
    return refusal(fields={"body": [refusal.message]})


def edit(entry: Entry, *, by_id: int) -> DomainError | None:
    """Its author, while it stands."""
    return delete(entry, by_id=by_id) or react(entry)


def delete(entry: Entry, *, by_id: int) -> DomainError | None:
    """Its author; deleting again is harmless."""
    return None if entry.author_id == by_id else NotYourMessage()


def react(entry: Entry) -> DomainError | None:
    """Either of the two, while it stands."""
    return MessageGone() if entry.deleted_at else None
