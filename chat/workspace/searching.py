"""Finding messages again, by the words that were folded when they were written.

Both databases only say which messages have the words; how well they fit is weighed here, of the newest ones.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.safestring import SafeString

from accounts.models import User
from chat.timeline.entries import with_file_names
from chat.workspace.snippets import snippet
from core.folding import Spellings, tsquery
from core.terms import Query, read_query

RESULTS_MOST = 50
WEIGHED_MOST = 200
# Of a text that has the words once, so many other words make it half as good.
PATIENCE = 20

# Names are read of what was found, not of everybody.
ROWS = """
    SELECT found.conversation_id, found.seq, found.created_at, found.author_id, other.display_name,
           other.picture, found.body, found.params
    FROM (
        SELECT e.id, e.conversation_id, e.seq, e.created_at, e.author_id, e.body, e.params,
               CASE WHEN c.student_id = %(user)s THEN c.coach_id ELSE c.student_id END AS other_id
        FROM {source}
        JOIN chat_conversation c ON c.id = e.conversation_id
        WHERE {fits}{{in_order}} AND e.kind = 'message' AND e.deleted_at IS NULL
          AND (c.student_id = %(user)s OR c.coach_id = %(user)s)
          AND (%(conversation)s{number} IS NULL OR c.id = %(conversation)s{number})
        ORDER BY e.id DESC
        LIMIT %(most)s
    ) AS found
    JOIN accounts_user other ON other.id = found.other_id
    ORDER BY found.id DESC
"""
# The index of migration 0002 is of exactly this expression.
# As the index has it, or the index is not used.
POSTGRES_FITS = "array_to_tsvector(string_to_array(e.words, ' ')) @@ %(query)s::tsquery"
POSTGRES = ROWS.format(
    source="chat_entry e",
    fits=POSTGRES_FITS,
    number="::bigint",
)
SQLITE = ROWS.format(
    source="chat_entry_search s JOIN chat_entry e ON e.id = s.rowid",
    fits="chat_entry_search MATCH %(query)s",
    number="",
)


IN_ORDER = "(' ' || e.words || ' ') LIKE %({name})s"


@dataclass(frozen=True, kw_only=True)
class Found:
    """One message, with what was looked for marked in it."""

    conversation_id: int
    seq: int
    at: datetime
    is_own: bool
    other_name: str
    other_picture: str
    snippet: SafeString


def find_messages(user: User, query: str, *, conversation_id: int | None = None) -> list[Found]:
    """The best matches first, of one's own conversations only; every word and phrase must occur."""
    wanted = read_query(query)
    if not wanted.words:
        return []
    is_postgres = connection.vendor == "postgresql"
    in_order, patterns = _in_order(wanted)
    params = {
        "user": user.pk,
        "conversation": conversation_id,
        "most": WEIGHED_MOST,
        "query": tsquery(wanted.words) if is_postgres else " AND ".join(map(_quoted, wanted.words)),
        **patterns,
    }
    with connection.cursor() as cursor:
        cursor.execute((POSTGRES if is_postgres else SQLITE).format(in_order=in_order), params)
        rows = [(*row[:6], _text(*row[6:])) for row in cursor.fetchall()]
    rows.sort(key=lambda row: _fit(row[6], wanted), reverse=True)
    return [_found(row, user, wanted) for row in rows[:RESULTS_MOST]]


def _text(body: str, params: str) -> str:
    """By what it may have been found: a message that is a file alone has no body."""
    return with_file_names(body, json.loads(params).get("files", ()))


def _in_order(wanted: Query) -> tuple[str, dict[str, str]]:
    """What has to stand in one piece: the indexes know the words only."""
    condition = ""
    patterns: dict[str, str] = {}
    for number, forms in enumerate(wanted.sequences):
        named = {f"form_{number}_{at}": f"%{form}%" for at, form in enumerate(forms)}
        condition += f" AND ({' OR '.join(IN_ORDER.format(name=name) for name in named)})"
        patterns |= named
    return condition, patterns


def _fit(body: str, wanted: Query) -> float:
    """How much of the text is what was looked for; a longer text needs more of it."""
    return len(wanted.spans(body)) / (PATIENCE + len(body.split()))


def _found(row: tuple[Any, ...], user: User, wanted: Query) -> Found:
    return Found(
        conversation_id=row[0],
        seq=row[1],
        at=_instant(row[2]),
        is_own=row[3] == user.pk,
        other_name=row[4],
        other_picture=row[5],
        snippet=snippet(row[6], wanted.spans(row[6])),
    )


def _quoted(wanted: Spellings) -> str:
    """Words that FTS5 takes as they are, and as the beginning of longer ones."""
    spelled = (" AND ".join(f'"{word}"*' for word in spelling) for spelling in wanted)
    return f"({' OR '.join(spelled)})"


def _instant(value: datetime | str) -> datetime:
    """SQLite gives text in a raw query, without the zone that Django leaves out."""
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value + "+00:00")
