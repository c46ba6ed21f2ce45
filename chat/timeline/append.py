"""Appending messages: the hot path.

One call takes messages of any people and conversations and commits them together, by as many statements
for one message as for fifty: four, or a single one where PostgreSQL can (`at_once`). docs/adr says what that
is worth.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import DatabaseError, IntegrityError, connection

from chat.errors import NotInConversation
from chat.models import Entry
from chat.timeline import rules
from chat.timeline.at_once import can_write, write_at_once
from chat.timeline.attachments import are_attachable, attach, hold_files, name_files
from chat.timeline.kicks import messages_after_commit
from chat.timeline.people import Sides
from chat.timeline.statements import (
    KeyRepeated,
    LockedConversation,
    NewMessage,
    count_unread,
    entries_of_keys,
    lock_conversations,
    quotable,
    unnumbered_entry,
    write,
)
from core.errors import DomainError
from core.transactions import action


@dataclass(frozen=True, kw_only=True, slots=True)
class Appended:
    """The entry that stands for the message, written now or by an earlier call with the same key."""

    entry: Entry
    repeated: bool


Outcome = Appended | DomainError


def append(batch: Sequence[NewMessage]) -> list[Outcome]:
    """Write these messages and answer each, in order. One message is the plain case.

    The same (conversation, author, client_id) again gives the same answer and writes nothing; with another
    text, or in answer to another message, it is refused. A message that cannot be taken is answered by its
    refusal and does not disturb the others. Raises Busy when a single message's conversation stays locked.
    """
    outcomes = append_free(batch)
    return [
        _alone(message) if outcome is None else outcome
        for message, outcome in zip(batch, outcomes, strict=True)
    ]


def append_free(batch: Sequence[NewMessage]) -> list[Outcome | None]:
    """As `append`, but with None for what has to be tried alone: locked conversations are not waited for.

    A batch that fails as a whole (two processes met with the same key, the connection broke) is all None.
    """
    return _append_at_once(batch) if can_write(batch) else _append_plainly(batch)


def _append_at_once(batch: Sequence[NewMessage]) -> list[Outcome | None]:
    """In one statement, and the plain way for what that left: rules say why, or which entry it repeats."""
    wait = _is_one_conversation(batch)
    done = write_at_once(batch, wait=wait)
    if done is None:
        return _append_plainly(batch)
    if done.entries:
        messages_after_commit(list(done.entries.values()), done.sides, done.unread)
    outcomes: list[Outcome | None] = [None] * len(batch)
    for nth, entry in done.entries.items():
        outcomes[nth] = Appended(entry=entry, repeated=False)
    left = [
        nth
        for nth, message in enumerate(batch)
        if nth not in done.entries and (wait or message.conversation_id in done.sides)
    ]
    if left:
        answers = _append_plainly([batch[nth] for nth in left])
        for nth, outcome in zip(left, answers, strict=True):
            outcomes[nth] = outcome
    return outcomes


def _is_one_conversation(batch: Sequence[NewMessage]) -> bool:
    return len({message.conversation_id for message in batch}) == 1


def _append_plainly(batch: Sequence[NewMessage]) -> list[Outcome | None]:
    if _is_one_conversation(batch):
        return list(_alone_together(batch))
    try:
        return _append_or_look(batch)
    except DatabaseError:
        connection.close_if_unusable_or_obsolete()
        return [None] * len(batch)


def _append_or_look(batch: Sequence[NewMessage]) -> list[Outcome | None]:
    try:
        return _append(batch, wait=False)
    except KeyRepeated:
        return _append(batch, wait=False, look_for_repeats=True)


def _alone(message: NewMessage) -> Outcome:
    return _alone_together([message])[0]


def _alone_together(batch: Sequence[NewMessage]) -> list[Outcome]:
    """Messages of one conversation. Meeting another process with the same key once is no failure."""
    try:
        outcomes = _append(batch, wait=True)
    except (KeyRepeated, IntegrityError):
        outcomes = _append(batch, wait=True, look_for_repeats=True)
    return [NotInConversation() if outcome is None else outcome for outcome in outcomes]


@action
def _append(
    batch: Sequence[NewMessage], *, wait: bool, look_for_repeats: bool = False
) -> list[Outcome | None]:
    """The four statements. Answers None for a conversation that is locked, or that does not exist.

    Repeats are rare, so keys are looked up only after an insert met one: a number is never given in vain,
    because everything is rolled back first.
    """
    held = hold_files(batch)
    locked = lock_conversations({message.conversation_id for message in batch}, wait=wait)
    here = [message for message in batch if message.conversation_id in locked]
    known = entries_of_keys(here) if look_for_repeats else {}
    quoted = quotable(batch)
    outcomes: list[Outcome | None] = []
    new: dict[tuple[int, int, str], Appended] = {}
    brought: list[tuple[NewMessage, Entry]] = []
    for message in batch:
        conversation = locked.get(message.conversation_id)
        if conversation is None:
            outcomes.append(None)
        elif refusal := rules.say(
            message.body,
            author_id=message.author_id,
            sides=conversation.sides,
            has_files=bool(message.files),
        ):
            outcomes.append(refusal)
        elif earlier := known.get(message.key) or new.get(message.key):
            outcomes.append(_repeat(message, _of(earlier)))
        elif refusal := rules.answer_to(message.answers, quotable=quoted) or rules.attach(
            are_attachable=are_attachable(message, held)
        ):
            if not look_for_repeats:  # it may stand already, from before what it names went
                raise KeyRepeated
            outcomes.append(refusal)
        else:
            entry = _entry(message, conversation, quoted)
            name_files(entry, message, held)
            brought.append((message, entry))
            new[message.key] = Appended(entry=entry, repeated=False)
            outcomes.append(new[message.key])
    if new:
        written = [appended.entry for appended in new.values()]
        write(written, {c: conversation.counter for c, conversation in locked.items()})
        attach(brought, held)
        unread = count_unread(written)
        messages_after_commit(written, _sides(locked), unread)
    return outcomes


def _of(earlier: Entry | Appended) -> Entry:
    return earlier.entry if isinstance(earlier, Appended) else earlier


def _repeat(message: NewMessage, entry: Entry) -> Outcome:
    refusal = rules.repeat(
        entry, body=message.body, reply_to_seq=message.reply_to_seq, files=message.files
    )
    return refusal or Appended(entry=entry, repeated=True)


def _sides(locked: dict[int, LockedConversation]) -> dict[int, Sides]:
    return {conversation_id: conversation.sides for conversation_id, conversation in locked.items()}


def _entry(
    message: NewMessage, conversation: LockedConversation, quoted: dict[tuple[int, int], Entry]
) -> Entry:
    conversation.counter += 1
    entry = unnumbered_entry(message)
    entry.seq = entry.changed_n = conversation.counter
    if message.answers:
        original = quoted[message.answers]
        entry.reply_to_id = original.pk
        entry.quoted_seq, entry.quoted_author_id = original.seq, original.author_id
        entry.quoted_body, entry.quoted_deleted_at = original.body, original.deleted_at
    return entry
