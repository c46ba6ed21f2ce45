"""The statements of appending messages, in plain SQL that PostgreSQL and SQLite both understand.

They are what everybody waits for who sends at the same moment, so each is one for one message and for fifty.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import connection, models

from chat.models import Entry
from chat.timeline.people import Person, Sides
from core.bidi import isolated
from core.folding import words
from core.texts import paragraphs


@dataclass(frozen=True, kw_only=True, slots=True)
class NewMessage:
    """What somebody wants to say. `client_id` makes saying it again harmless."""

    conversation_id: int
    author_id: int
    client_id: UUID
    body: str
    at: datetime
    reply_to_seq: int | None = None
    files: tuple[int, ...] = ()  # of the author, which have arrived; in this order

    @property
    def key(self) -> tuple[int, int, str]:
        return (self.conversation_id, self.author_id, self.client_id.hex)

    @property
    def answers(self) -> tuple[int, int] | None:
        """The conversation and number of the message that it answers."""
        return None if self.reply_to_seq is None else (self.conversation_id, self.reply_to_seq)


@dataclass(slots=True)
class LockedConversation:
    """A conversation under its row lock, and who is in it."""

    counter: int
    sides: Sides


class KeyRepeated(Exception):
    """A key of this batch was used before, or may have been; nothing is kept, and the keys are looked up."""


PERSON_COLUMNS = (
    "id", "display_name", "email", "timezone", "language", "is_active", "shows_read_markers",
    "picture",
)  # fmt: skip


def lock_conversations(
    conversation_ids: Iterable[int], *, wait: bool
) -> dict[int, LockedConversation]:
    """Lock these conversations in the order of their ids and read who is in them."""
    ids = sorted(conversation_ids)
    lock = ""
    if connection.features.has_select_for_update:
        lock = "FOR NO KEY UPDATE OF c" + ("" if wait else " SKIP LOCKED")
    columns = len(PERSON_COLUMNS)
    people = ", ".join(
        f"{side}.{column}" for side in ("student", "coach") for column in PERSON_COLUMNS
    )
    rows = _fetch(
        f"SELECT c.id, c.counter, {people} FROM chat_conversation c"  # noqa: S608
        " JOIN accounts_user student ON student.id = c.student_id"
        " JOIN accounts_user coach ON coach.id = c.coach_id"
        f" WHERE c.id IN ({_placeholders(ids)}) ORDER BY c.id {lock}",
        ids,
    )
    return {
        conversation_id: LockedConversation(
            counter=counter,
            sides=Sides(student=person_of(people[:columns]), coach=person_of(people[columns:])),
        )
        for conversation_id, counter, *people in rows
    }


def person_of(columns: Sequence[Any]) -> Person:
    """From the values of `PERSON_COLUMNS`."""
    user_id, name, email, timezone, language, active, shows_read_markers, picture = columns
    return Person(
        id=user_id,
        name=isolated(name or email),
        timezone=timezone,
        language=language,
        active=bool(active),
        shows_read_markers=bool(shows_read_markers),
        picture=picture,
    )


def unnumbered_entry(message: NewMessage) -> Entry:
    """The entry of a message that answers none, as it is to be written but for its number."""
    body = paragraphs(message.body)
    entry = Entry(
        conversation_id=message.conversation_id,
        kind=Entry.Kind.MESSAGE,
        author_id=message.author_id,
        client_id=message.client_id,
        body=body,
        words=words(body),
        created_at=message.at,
    )
    entry.about_seq = entry.quoted_seq = entry.quoted_author_id = None
    entry.quoted_body = entry.quoted_deleted_at = None
    return entry


def entries_of_keys(batch: Sequence[NewMessage]) -> dict[tuple[int, int, str], Entry]:
    """The entries that stand for these keys already."""
    if not batch:
        return {}
    keys = [_raw("client_id", message.client_id) for message in batch]
    conversations = sorted({message.conversation_id for message in batch})
    authors = sorted({message.author_id for message in batch})
    rows = _fetch(
        f"SELECT id FROM chat_entry WHERE conversation_id IN ({_placeholders(conversations)})"  # noqa: S608
        f" AND author_id IN ({_placeholders(authors)}) AND client_id IN ({_placeholders(keys)})",
        [*conversations, *authors, *keys],
    )
    if not rows:
        return {}
    entries = Entry.objects.for_timeline().filter(pk__in=[row[0] for row in rows])
    return {
        (entry.conversation_id, entry.author_id or 0, entry.client_id.hex): entry
        for entry in entries
        if entry.client_id
    }


def quotable(batch: Sequence[NewMessage]) -> dict[tuple[int, int], Entry]:
    """The messages that these answer, but for those that are not there or were deleted."""
    wanted = {m.reply_to_seq for m in batch if m.reply_to_seq is not None}
    if not wanted:
        return {}
    originals = Entry.objects.filter(
        conversation_id__in={m.conversation_id for m in batch},
        seq__in=wanted,
        kind=Entry.Kind.MESSAGE,
        deleted_at=None,
    )
    return {(entry.conversation_id, entry.seq): entry for entry in originals}


COLUMNS = (
    "conversation_id", "seq", "changed_n", "kind", "author_id", "client_id", "body", "words", "event",
    "params", "reactions", "reply_to_id", "created_at",
)  # fmt: skip


def write(entries: Sequence[Entry], counters: dict[int, int]) -> None:
    """Insert the entries and move their conversations' counters."""
    values: list[Any] = []
    for entry in entries:
        values += [
            entry.conversation_id, entry.seq, entry.changed_n, entry.kind, entry.author_id,
            _raw("client_id", entry.client_id), entry.body, entry.words, "",
            json.dumps(entry.params), "{}", entry.reply_to_id, _raw("created_at", entry.created_at),
        ]  # fmt: skip
    row = f"({_placeholders(COLUMNS)})"
    ids = _fetch(
        f"INSERT INTO chat_entry ({', '.join(COLUMNS)})"  # noqa: S608
        f" VALUES {', '.join([row] * len(entries))}"
        " ON CONFLICT (conversation_id, author_id, client_id) DO NOTHING"
        " RETURNING conversation_id, seq, id",
        values,
    )
    if len(ids) < len(entries):
        raise KeyRepeated
    written = {(conversation_id, seq): entry_id for conversation_id, seq, entry_id in ids}
    for entry in entries:
        entry.pk = written[entry.conversation_id, entry.seq]
    newest = {entry.conversation_id: entry for entry in entries}
    _run(
        "UPDATE chat_conversation SET counter = v.column2, last_seq = v.column2,"  # noqa: S608
        " last_activity_at = v.column3"
        f" FROM (VALUES {', '.join(['(%s, %s, %s)'] * len(newest))}) AS v"
        " WHERE chat_conversation.id = v.column1",
        [
            value
            for conversation_id, entry in newest.items()
            for value in (conversation_id, counters[conversation_id], _raw("created_at", entry.created_at))
        ],
    )  # fmt: skip


def count_unread(entries: Sequence[Entry]) -> dict[tuple[int, int], int]:
    """Count the entries for those who did not write them. Returns (conversation, user) → unread now."""
    counts: defaultdict[tuple[int, int], int] = defaultdict(int)
    for entry in entries:
        counts[entry.conversation_id, entry.author_id or 0] += 1
    rows = _fetch(
        "UPDATE chat_participant SET unread = unread + v.column3, archived_at = NULL"  # noqa: S608
        f" FROM (VALUES {', '.join(['(%s, %s, %s)'] * len(counts))}) AS v"
        " WHERE conversation_id = v.column1 AND user_id <> v.column2"
        " RETURNING conversation_id, user_id, unread",
        [value for (conversation_id, author_id), count in counts.items()
         for value in (conversation_id, author_id, count)],
    )  # fmt: skip
    return {(conversation_id, user_id): unread for conversation_id, user_id, unread in rows}


def _raw(field: str, value: Any) -> Any:
    """The value as the database's own type."""
    column = cast("models.Field[Any, Any]", Entry._meta.get_field(field))  # noqa: SLF001
    return column.get_db_prep_value(value, connection)


def _placeholders(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _fetch(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _run(sql: str, params: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
