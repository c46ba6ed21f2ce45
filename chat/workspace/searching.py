"""Finding messages again, by the words that were folded when they were written.

Both databases only say which messages have the words; how well they fit is weighed here, of the newest ones.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.safestring import SafeString

from accounts.models import User
from chat.workspace.snippets import snippet
from core.folding import folded, runs, sought, spans, tsquery

RESULTS_MOST = 50
WEIGHED_MOST = 200
QUERY_MOST = 200
# Of a text that has the words once, so many other words make it half as good.
PATIENCE = 20

ROWS = """
    SELECT e.conversation_id, e.seq, e.created_at, e.author_id,
           CASE WHEN c.student_id = %(user)s THEN other_coach.display_name
                ELSE other_student.display_name END,
           e.body
    FROM {source}
    JOIN chat_conversation c ON c.id = e.conversation_id
    JOIN accounts_user other_student ON other_student.id = c.student_id
    JOIN accounts_user other_coach ON other_coach.id = c.coach_id
    WHERE {fits} AND e.kind = 'message' AND e.deleted_at IS NULL
      AND (c.student_id = %(user)s OR c.coach_id = %(user)s)
      AND (%(conversation)s{number} IS NULL OR c.id = %(conversation)s{number})
    ORDER BY e.id DESC
    LIMIT %(most)s
"""
# The index of migration 0002 is of exactly this expression.
POSTGRES = ROWS.format(
    source="chat_entry e",
    fits="array_to_tsvector(string_to_array(e.words, ' ')) @@ %(query)s::tsquery",
    number="::bigint",
)
SQLITE = ROWS.format(
    source="chat_entry_search s JOIN chat_entry e ON e.id = s.rowid",
    fits="chat_entry_search MATCH %(query)s",
    number="",
)


@dataclass(frozen=True, kw_only=True)
class Found:
    """One message, with what was looked for marked in it."""

    conversation_id: int
    seq: int
    at: datetime
    is_own: bool
    other_name: str
    snippet: SafeString


def find_messages(user: User, query: str, *, conversation_id: int | None = None) -> list[Found]:
    """The best matches first, of one's own conversations only; every word must occur."""
    query = query[:QUERY_MOST]
    wanted = sought(query)
    if not wanted:
        return []
    is_postgres = connection.vendor == "postgresql"
    params = {
        "user": user.pk,
        "conversation": conversation_id,
        "most": WEIGHED_MOST,
        "query": tsquery(wanted) if is_postgres else " ".join(map(_quoted, wanted)),
    }
    with connection.cursor() as cursor:
        cursor.execute(POSTGRES if is_postgres else SQLITE, params)
        rows = [row for row in cursor.fetchall() if _holds_runs(row[5], query)]
    rows.sort(key=lambda row: _fit(row[5], query), reverse=True)
    return [_found(row, user, query) for row in rows[:RESULTS_MOST]]


def _holds_runs(body: str, query: str) -> bool:
    """Whether what is written without blanks stands there in one piece; the database knows its pairs only."""
    asked = runs(query)
    return not asked or all(run in folded(body) for run in asked)


def _fit(body: str, query: str) -> float:
    """How much of the text is what was looked for; a longer text needs more of it."""
    return len(spans(body, query)) / (PATIENCE + len(body.split()))


def _found(row: tuple[Any, ...], user: User, query: str) -> Found:
    return Found(
        conversation_id=row[0],
        seq=row[1],
        at=_instant(row[2]),
        is_own=row[3] == user.pk,
        other_name=row[4],
        snippet=snippet(row[5], query),
    )


def _quoted(word: str) -> str:
    """A word that FTS5 takes as it is, and as the beginning of longer ones."""
    return f'"{word}"*'


def _instant(value: datetime | str) -> datetime:
    """SQLite gives text in a raw query, without the zone that Django leaves out."""
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value + "+00:00")
