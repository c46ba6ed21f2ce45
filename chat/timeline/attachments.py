"""Files of messages: what may be attached, what is written with the entry, what changes when one was checked.

Files are held before conversations (docs/architecture.md, "Locks"): the check of a file holds it first, too.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from chat.models import Attachment, Conversation, Entry, Participant
from chat.timeline.statements import NewMessage
from core.folding import words
from core.transactions import locked
from files.models import File, Share

FILES_MOST: Final = 10
TARGET: Final = "conversation"


def target_of(conversation_id: int) -> str:
    return f"{TARGET}:{conversation_id}"


def is_open(person_id: int, conversation_id: int) -> bool:
    """Whether this person may add files to that conversation."""
    return Participant.objects.filter(user=person_id, conversation=conversation_id).exists()


def hold_files(batch: Sequence[NewMessage]) -> dict[int, File]:
    """The files that these messages name, by their ids, held; without those that no message can bring."""
    wanted = {file_id for message in batch for file_id in message.files}
    if not wanted:
        return {}
    rows = locked(File.objects.filter(pk__in=wanted, deleted_at=None)).order_by("pk")
    return {file.pk: file for file in rows.exclude(state=File.State.ARRIVING)}


def hold_files_of(conversation_id: int, seq: int) -> None:
    """Those of this message, before its conversation is held."""
    sent = File.objects.filter(
        attachment__entry__conversation=conversation_id, attachment__entry__seq=seq
    )
    list(locked(sent).order_by("pk"))


def are_attachable(message: NewMessage, held: dict[int, File]) -> bool:
    """Each once, the author's own, meant for this conversation, not sent with another message."""
    target = target_of(message.conversation_id)
    files = [held.get(file_id) for file_id in message.files]
    return len(set(message.files)) == len(files) <= FILES_MOST and all(
        file is not None
        and file.owner_id == message.author_id
        and file.target == target
        and file.sent_at is None
        for file in files
    )


def name_files(entry: Entry, message: NewMessage, held: dict[int, File]) -> None:
    """Let the entry itself say what its files are called, which never changes, and be found by it."""
    if message.files:
        entry.params = {"files": [held[file_id].name for file_id in message.files]}
        entry.words = words_of(entry)


def words_of(entry: Entry) -> str:
    """By what a message is found: its text and the names of its files."""
    return words(" ".join([entry.body, *entry.params.get("files", ())]))


def attach(pairs: Iterable[tuple[NewMessage, Entry]], held: dict[int, File]) -> None:
    """Write what hangs at these new entries, and let the other person read it once it is good."""
    for message, entry in pairs:
        if not message.files:
            continue
        files = [held[file_id] for file_id in message.files]
        for file in files:
            file.sent_at = message.at
        File.objects.bulk_update(files, ["sent_at"])
        Attachment.objects.bulk_create(
            Attachment(entry=entry, file=file, place=place) for place, file in enumerate(files)
        )
        readers = Participant.objects.filter(conversation=entry.conversation_id)
        Share.objects.bulk_create(
            Share(file=file, person_id=reader)
            for file in files
            for reader in readers.values_list("user_id", flat=True)
        )
        load_files([entry])


def load_files(entries: Iterable[Entry]) -> None:
    """Give the entries that have files their files: one statement, or none where there are none."""
    having = {entry.pk: entry for entry in entries if entry.params.get("files")}
    if not having:
        return
    for entry in having.values():
        entry.files = []
    rows = Attachment.objects.filter(entry__in=having).select_related("file")
    for attachment in rows.order_by("entry", "place"):
        having[attachment.entry_id].files.append(attachment.file)


def conversation_of(file_id: int) -> Conversation | None:
    """Where this file was sent, held; None where it was not."""
    sent = Conversation.objects.filter(entries__attachments__file=file_id)
    return locked(sent).first()
