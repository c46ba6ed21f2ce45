"""Appending messages: the hot path, in plain SQL that PostgreSQL and SQLite both understand.

One call takes messages of any people and conversations and commits them together. It makes the same four
statements for one message and for fifty; docs/adr says what that is worth.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import DatabaseError, IntegrityError, connection, models

from chat.errors import EmptyMessage, MessageTooLong, NotInConversation, UnreadableText
from chat.models import Entry
from chat.timeline.kicks import messages_after_commit
from chat.timeline.people import Person, Sides
from core.bidi import isolated
from core.errors import DomainError, Invalid
from core.folding import words
from core.texts import can_be_kept, paragraphs
from core.transactions import action

MESSAGE_LENGTH_MOST = 4_000


@dataclass(frozen=True, kw_only=True, slots=True)
class NewMessage:
    """What somebody wants to say. `client_id` makes saying it again harmless."""

    conversation_id: int
    author_id: int
    client_id: UUID
    body: str
    at: datetime
    reply_to_seq: int | None = None

    @property
    def key(self) -> tuple[int, int, str]:
        return (self.conversation_id, self.author_id, self.client_id.hex)


@dataclass(frozen=True, kw_only=True, slots=True)
class Appended:
    """The entry that stands for the message, written now or by an earlier call with the same key."""

    entry: Entry
    repeated: bool


Outcome = Appended | DomainError


@dataclass(slots=True)
class _Locked:
    """A conversation under its row lock, and who is in it."""

    counter: int
    sides: Sides


def append(batch: Sequence[NewMessage]) -> list[Outcome]:
    """Write these messages and answer each, in order. One message is the plain case.

    The same (conversation, author, client_id) again gives the same answer and writes nothing. A message that
    cannot be taken is answered by its refusal and does not disturb the others. Raises Busy when a single
    message's conversation stays locked.
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
    if len({message.conversation_id for message in batch}) == 1:
        return list(_alone_together(batch))
    try:
        return _append_or_look(batch)
    except DatabaseError:
        connection.close_if_unusable_or_obsolete()
        return [None] * len(batch)


def _append_or_look(batch: Sequence[NewMessage]) -> list[Outcome | None]:
    try:
        return _append(batch, wait=False)
    except _Repeated:
        return _append(batch, wait=False, look_for_repeats=True)


def _alone(message: NewMessage) -> Outcome:
    return _alone_together([message])[0]


def _alone_together(batch: Sequence[NewMessage]) -> list[Outcome]:
    """Messages of one conversation. Meeting another process with the same key once is no failure."""
    try:
        outcomes = _append(batch, wait=True)
    except (_Repeated, IntegrityError):
        outcomes = _append(batch, wait=True, look_for_repeats=True)
    return [NotInConversation() if outcome is None else outcome for outcome in outcomes]


class _Repeated(Exception):
    """A key of this batch was used before; nothing is kept, and the keys are looked up."""


@action
def _append(
    batch: Sequence[NewMessage], *, wait: bool, look_for_repeats: bool = False
) -> list[Outcome | None]:
    """The four statements. Answers None for a conversation that is locked, or that does not exist.

    Repeats are rare, so keys are looked up only after an insert met one: a number is never given in vain,
    because everything is rolled back first.
    """
    locked = _lock({message.conversation_id for message in batch}, wait=wait)
    here = [message for message in batch if message.conversation_id in locked]
    known = _known(here) if look_for_repeats else {}
    quoted = _quotable(batch)
    outcomes: list[Outcome | None] = []
    new: dict[tuple[int, int, str], Appended] = {}
    for message in batch:
        place = locked.get(message.conversation_id)
        if place is None:
            outcomes.append(None)
        elif refusal := _refusal(message, place):
            outcomes.append(refusal)
        elif earlier := known.get(message.key) or new.get(message.key):
            outcomes.append(Appended(entry=_of(earlier), repeated=True))
        else:
            new[message.key] = Appended(entry=_entry(message, place, quoted), repeated=False)
            outcomes.append(new[message.key])
    if new:
        written = [appended.entry for appended in new.values()]
        _write(written, {c: place.counter for c, place in locked.items()})
        unread = _count_unread(written)
        messages_after_commit(written, _sides(locked), unread)
    return outcomes


def _of(earlier: Entry | Appended) -> Entry:
    return earlier.entry if isinstance(earlier, Appended) else earlier


def _sides(locked: dict[int, _Locked]) -> dict[int, Sides]:
    return {conversation_id: place.sides for conversation_id, place in locked.items()}


def _refusal(message: NewMessage, place: _Locked) -> DomainError | None:
    sides = place.sides
    if message.author_id not in sides or not sides.person(message.author_id).active:
        return NotInConversation()
    return body_refusal(message.body)


def body_refusal(body: str) -> DomainError | None:
    """Why this text cannot be a message; None if it can."""
    kept = paragraphs(body)
    if not kept:
        return _about_body(EmptyMessage)
    if len(kept) > MESSAGE_LENGTH_MOST:
        return _about_body(MessageTooLong)
    return None if can_be_kept(body) else _about_body(UnreadableText)


def _about_body(refusal: type[Invalid]) -> Invalid:
    return refusal(fields={"body": [refusal.message]})


def _entry(message: NewMessage, place: _Locked, quoted: dict[tuple[int, int], Entry]) -> Entry:
    place.counter += 1
    body = paragraphs(message.body)
    entry = Entry(
        conversation_id=message.conversation_id,
        seq=place.counter,
        changed_n=place.counter,
        kind=Entry.Kind.MESSAGE,
        author_id=message.author_id,
        client_id=message.client_id,
        body=body,
        words=words(body),
        created_at=message.at,
    )
    entry.about_seq = None
    original = quoted.get((message.conversation_id, message.reply_to_seq or 0))
    entry.quoted_seq = original.seq if original else None
    entry.quoted_author_id = original.author_id if original else None
    entry.quoted_body = original.body if original else None
    entry.quoted_deleted_at = original.deleted_at if original else None
    entry.reply_to_id = original.pk if original else None
    return entry


def _lock(conversation_ids: Iterable[int], *, wait: bool) -> dict[int, _Locked]:
    """Lock these conversations in the order of their ids and read who is in them."""
    ids = sorted(conversation_ids)
    lock = ""
    if connection.features.has_select_for_update:
        lock = "FOR NO KEY UPDATE OF c" + ("" if wait else " SKIP LOCKED")
    people = ", ".join(
        f"{side}.id, {side}.display_name, {side}.email, {side}.timezone, {side}.language,"
        f" {side}.is_active, {side}.shows_read_markers"
        for side in ("student", "coach")
    )
    rows = _fetch(
        f"SELECT c.id, c.counter, {people} FROM chat_conversation c"  # noqa: S608
        " JOIN accounts_user student ON student.id = c.student_id"
        " JOIN accounts_user coach ON coach.id = c.coach_id"
        f" WHERE c.id IN ({_places(ids)}) ORDER BY c.id {lock}",
        ids,
    )
    return {
        row[0]: _Locked(
            counter=row[1], sides=Sides(student=_person(row[2:9]), coach=_person(row[9:16]))
        )
        for row in rows
    }


def _person(columns: Sequence[Any]) -> Person:
    user_id, name, email, timezone, language, active, shows_read_markers = columns
    return Person(
        id=user_id,
        name=isolated(name or email),
        timezone=timezone,
        language=language,
        active=bool(active),
        shows_read_markers=bool(shows_read_markers),
    )


def _known(batch: Sequence[NewMessage]) -> dict[tuple[int, int, str], Entry]:
    """The entries that stand for these keys already."""
    if not batch:
        return {}
    keys = [_raw("client_id", message.client_id) for message in batch]
    conversations = sorted({message.conversation_id for message in batch})
    authors = sorted({message.author_id for message in batch})
    rows = _fetch(
        f"SELECT id FROM chat_entry WHERE conversation_id IN ({_places(conversations)})"  # noqa: S608
        f" AND author_id IN ({_places(authors)}) AND client_id IN ({_places(keys)})",
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


def _quotable(batch: Sequence[NewMessage]) -> dict[tuple[int, int], Entry]:
    """The messages that these answer; one that is not there is simply not quoted."""
    wanted = {m.reply_to_seq for m in batch if m.reply_to_seq is not None}
    if not wanted:
        return {}
    originals = Entry.objects.filter(
        conversation_id__in={m.conversation_id for m in batch},
        seq__in=wanted,
        kind=Entry.Kind.MESSAGE,
    )
    return {(entry.conversation_id, entry.seq): entry for entry in originals}


COLUMNS = (
    "conversation_id", "seq", "changed_n", "kind", "author_id", "client_id", "body", "words", "event",
    "params", "reactions", "reply_to_id", "created_at",
)  # fmt: skip


def _write(entries: Sequence[Entry], counters: dict[int, int]) -> None:
    """Insert the entries and move their conversations' counters."""
    values: list[Any] = []
    for entry in entries:
        values += [
            entry.conversation_id, entry.seq, entry.changed_n, entry.kind, entry.author_id,
            _raw("client_id", entry.client_id), entry.body, entry.words, "", "{}", "{}",
            entry.reply_to_id, _raw("created_at", entry.created_at),
        ]  # fmt: skip
    row = f"({_places(COLUMNS)})"
    ids = _fetch(
        f"INSERT INTO chat_entry ({', '.join(COLUMNS)})"  # noqa: S608
        f" VALUES {', '.join([row] * len(entries))}"
        " ON CONFLICT (conversation_id, author_id, client_id) DO NOTHING"
        " RETURNING conversation_id, seq, id",
        values,
    )
    if len(ids) < len(entries):
        raise _Repeated
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


def _count_unread(entries: Sequence[Entry]) -> dict[tuple[int, int], int]:
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


def _places(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _fetch(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _run(sql: str, params: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
