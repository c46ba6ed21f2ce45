"""Appending on PostgreSQL in one statement, for what is certain to be taken.

Lock, rights, keys, numbers, entries, counters and unread are one round trip and one commit, by a text that
is the same for any number of messages, so that it is planned once. What it does not write is left to the
plain way (`append`), whose rules decide: a refusal, a repeated key, an answer to another message.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Final

from django.db import DatabaseError, connection, transaction

from chat.models import Entry
from chat.timeline import rules
from chat.timeline.people import Sides
from chat.timeline.statements import PERSON_COLUMNS, NewMessage, person_of, unnumbered_entry
from core.kept_plans import keep_plans

# `held`: the rows as they are under the lock, whatever this statement saw before it had it. A row that is
# locked already is left out (SKIP LOCKED) or waited for. `fit` says again what `rules.say` says, and leaves
# out keys that stand; one that another process is just writing ends the statement by its unique constraint.
_WRITE: Final = """
WITH said AS (
    SELECT * FROM unnest(%(nth)s::int[], %(conv)s::bigint[], %(author)s::bigint[], %(client)s::uuid[],
                         %(body)s::text[], %(words)s::text[], %(at)s::timestamptz[])
        AS said(nth, conv, author, client, body, words, at)
), held AS MATERIALIZED (
    SELECT c.id, c.counter, {people}
    FROM chat_conversation c
    JOIN accounts_user student ON student.id = c.student_id
    JOIN accounts_user coach ON coach.id = c.coach_id
    WHERE c.id = ANY (%(convs)s::bigint[]) ORDER BY c.id FOR NO KEY UPDATE OF c {skip}
), fit AS MATERIALIZED (
    SELECT said.*, held.counter + row_number() OVER (PARTITION BY said.conv ORDER BY said.nth) AS n
    FROM said JOIN held ON held.id = said.conv
    WHERE CASE said.author WHEN held.student_id THEN held.student_is_active
                           WHEN held.coach_id THEN held.coach_is_active END
      AND NOT EXISTS (SELECT FROM chat_entry e WHERE e.conversation_id = said.conv
                      AND e.author_id = said.author AND e.client_id = said.client)
), written AS (
    INSERT INTO chat_entry (conversation_id, seq, changed_n, kind, author_id, client_id, body, words, event,
                            params, reactions, created_at)
    SELECT conv, n, n, 'message', author, client, body, words, '', '{{}}', '{{}}', at FROM fit
    RETURNING id, conversation_id, seq
), counted AS (
    UPDATE chat_conversation c SET counter = last.n, last_seq = last.n, last_activity_at = last.at
    FROM (SELECT DISTINCT ON (conv) conv, n, at FROM fit ORDER BY conv, n DESC) AS last
    WHERE c.id = last.conv
), unread AS (
    UPDATE chat_participant p SET unread = p.unread + heard.many, archived_at = NULL
    FROM (SELECT conv, author, count(*) AS many FROM fit GROUP BY conv, author) AS heard
    WHERE p.conversation_id = heard.conv AND p.user_id <> heard.author
    RETURNING p.conversation_id, p.user_id, p.unread
)
SELECT said.nth, written.id, written.seq, of_student.unread, of_coach.unread, held.*
FROM said JOIN held ON held.id = said.conv
LEFT JOIN fit ON fit.nth = said.nth
LEFT JOIN written ON written.conversation_id = fit.conv AND written.seq = fit.n
LEFT JOIN unread AS of_student
    ON of_student.conversation_id = held.id AND of_student.user_id = held.student_id
LEFT JOIN unread AS of_coach
    ON of_coach.conversation_id = held.id AND of_coach.user_id = held.coach_id
ORDER BY said.nth
"""
_PEOPLE: Final = ", ".join(
    f"{side}.{column} AS {side}_{column}"
    for side in ("student", "coach")
    for column in PERSON_COLUMNS
)
COLUMNS: Final = len(PERSON_COLUMNS)
WAITING: Final = _WRITE.format(people=_PEOPLE, skip="")
SKIPPING: Final = _WRITE.format(people=_PEOPLE, skip="SKIP LOCKED")


@dataclass(slots=True)
class Written:
    """What the statement did."""

    entries: dict[int, Entry]  # by the message's place in the batch
    sides: dict[int, Sides]  # of the conversations that it could lock
    unread: dict[tuple[int, int], int]  # (conversation, user) → unread now


def can_write(batch: Sequence[NewMessage]) -> bool:
    """Whether the statement may be tried: PostgreSQL, plain texts, no files or answers, each key once."""
    return (
        connection.vendor == "postgresql"
        and all(
            m.reply_to_seq is None and not m.files and not rules.message_text(m.body) for m in batch
        )
        and len({message.key for message in batch}) == len(batch)
    )


def write_at_once(batch: Sequence[NewMessage], *, wait: bool) -> Written | None:
    """Write what fits; None when the database refused the whole, which then goes the plain way."""
    entries = [unnumbered_entry(message) for message in batch]
    try:
        rows = _rows(WAITING if wait else SKIPPING, _params(entries))
    except DatabaseError:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        return None
    done = Written(entries={}, sides={}, unread={})
    for nth, entry_id, seq, of_student, of_coach, conversation_id, _counter, *people in rows:
        if conversation_id not in done.sides:
            sides = Sides(student=person_of(people[:COLUMNS]), coach=person_of(people[COLUMNS:]))
            done.sides[conversation_id] = sides
            for person, unread in ((sides.student, of_student), (sides.coach, of_coach)):
                if unread is not None:
                    done.unread[conversation_id, person.id] = unread
        if entry_id is not None:
            entry = entries[nth]
            entry.pk, entry.seq, entry.changed_n = entry_id, seq, seq
            done.entries[nth] = entry
    return done


def _params(entries: Sequence[Entry]) -> dict[str, Any]:
    conversations = [entry.conversation_id for entry in entries]
    return {
        "nth": _whole_numbers(range(len(entries))),
        "conv": _whole_numbers(conversations),
        "convs": _whole_numbers(sorted(set(conversations))),
        "author": _whole_numbers(entry.author_id or 0 for entry in entries),
        "client": [entry.client_id for entry in entries],
        "body": [entry.body for entry in entries],
        "words": [entry.words for entry in entries],
        "at": [entry.created_at for entry in entries],
    }


def _whole_numbers(values: Iterable[int]) -> str:
    """As PostgreSQL writes an array: psycopg's own type follows the largest number, and so would the plan."""
    return f"{{{','.join(map(str, values))}}}"


def _rows(sql: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement that the connection keeps prepared; inside a transaction a failure undoes only it."""
    block = transaction.atomic() if connection.in_atomic_block else nullcontext()
    with block, connection.cursor() as cursor:
        keep_plans(cursor)
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
