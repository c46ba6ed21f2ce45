"""What may be done in a conversation, by whom: a rule for each verb, named as the verb."""

from collections.abc import Container

from chat.errors import (
    EmptyMessage,
    FilesNotThere,
    KeyOfAnother,
    MessageGone,
    MessageTooLong,
    NothingToAnswer,
    NotInConversation,
    NotYourMessage,
    UnreadableText,
)
from chat.models import Entry, EntryRevision
from chat.timeline.people import Sides
from core.errors import DomainError, Invalid
from core.texts import can_be_kept, paragraphs

MESSAGE_LENGTH_MOST = 4_000


def say(body: str, *, author_id: int, sides: Sides, has_files: bool) -> DomainError | None:
    """One of the two, whose account is open, something that can be kept."""
    if author_id not in sides or not sides.person(author_id).active:
        return NotInConversation()
    return message_text(body, has_files=has_files)


def message_text(body: str, *, has_files: bool = False) -> DomainError | None:
    """That this text can be a message; beside files it may be empty."""
    kept = paragraphs(body)
    if not kept and not (has_files and can_be_kept(body)):
        return _about("body", EmptyMessage)
    if len(kept) > MESSAGE_LENGTH_MOST:
        return _about("body", MessageTooLong)
    return None if can_be_kept(body) else _about("body", UnreadableText)


def _about(field: str, refusal: type[Invalid]) -> Invalid:
    return refusal(fields={field: [refusal.message]})


def answer_to(
    message: tuple[int, int] | None, *, quotable: Container[tuple[int, int]]
) -> DomainError | None:
    """Nothing, or a message of the same conversation that stands."""
    if message is None or message in quotable:
        return None
    return _about("reply", NothingToAnswer)


def attach(*, are_attachable: bool) -> DomainError | None:
    """Up to ten files of the author, which have arrived for this conversation and were not sent yet."""
    return None if are_attachable else _about("files", FilesNotThere)


def repeat(
    entry: Entry, *, body: str, reply_to_seq: int | None, files: tuple[int, ...]
) -> DomainError | None:
    """What made the entry, said again, whatever became of its text since."""
    said = (paragraphs(body), reply_to_seq, files)
    if said == (_first_text(entry), entry.quoted_seq, _files(entry)):
        return None
    return KeyOfAnother(fields={"client_id": [KeyOfAnother.message]})


def _files(entry: Entry) -> tuple[int, ...]:
    """Also those of a message that was deleted."""
    if not (entry.params.get("files") or entry.deleted_at):
        return ()
    return tuple(entry.attachments.order_by("place").values_list("file_id", flat=True))


def _first_text(entry: Entry) -> str:
    """As it was sent: an edit and a deletion keep the former texts."""
    if not (entry.edited_at or entry.deleted_at):
        return entry.body
    first = EntryRevision.objects.filter(entry=entry).order_by("pk").first()
    return first.body if first else entry.body


def edit(entry: Entry, *, by_id: int) -> DomainError | None:
    """Its author, while it stands."""
    return delete(entry, by_id=by_id) or react(entry)


def delete(entry: Entry, *, by_id: int) -> DomainError | None:
    """Its author; deleting again is harmless."""
    return None if entry.author_id == by_id else NotYourMessage()


def react(entry: Entry) -> DomainError | None:
    """Either of the two, while it stands."""
    return MessageGone() if entry.deleted_at else None
