"""Finding messages again: PostgreSQL's full text search, FTS5 on SQLite."""

from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.db import connection
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User

RESULTS_MOST = 50
QUERY_MOST = 200
# Around what was found, until the text is escaped.
OPENING, CLOSING = "\x02", "\x03"

POSTGRES = """
    SELECT e.conversation_id, e.seq, e.created_at, e.author_id,
           CASE WHEN c.student_id = %(user)s THEN other_coach.display_name
                ELSE other_student.display_name END,
           ts_headline('simple', e.body, q, %(options)s)
    FROM chat_entry e
    JOIN chat_conversation c ON c.id = e.conversation_id
    JOIN accounts_user other_student ON other_student.id = c.student_id
    JOIN accounts_user other_coach ON other_coach.id = c.coach_id
    CROSS JOIN to_tsquery('simple', %(query)s) q
    WHERE to_tsvector('simple', e.body) @@ q AND e.kind = 'message' AND e.deleted_at IS NULL
      AND (c.student_id = %(user)s OR c.coach_id = %(user)s)
      AND (%(conversation)s::bigint IS NULL OR c.id = %(conversation)s::bigint)
    ORDER BY ts_rank(to_tsvector('simple', e.body), q) DESC, e.id DESC
    LIMIT %(most)s
"""
SQLITE = """
    SELECT e.conversation_id, e.seq, e.created_at, e.author_id,
           CASE WHEN c.student_id = %(user)s THEN other_coach.display_name
                ELSE other_student.display_name END,
           snippet(chat_entry_search, 0, %(opening)s, %(closing)s, '…', 24)
    FROM chat_entry_search s
    JOIN chat_entry e ON e.id = s.rowid
    JOIN chat_conversation c ON c.id = e.conversation_id
    JOIN accounts_user other_student ON other_student.id = c.student_id
    JOIN accounts_user other_coach ON other_coach.id = c.coach_id
    WHERE chat_entry_search MATCH %(query)s AND e.kind = 'message' AND e.deleted_at IS NULL
      AND (c.student_id = %(user)s OR c.coach_id = %(user)s)
      AND (%(conversation)s IS NULL OR c.id = %(conversation)s)
    ORDER BY rank, e.id DESC
    LIMIT %(most)s
"""


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
    words = query[:QUERY_MOST].replace("\x00", "").split()
    if not words:
        return []
    is_postgres = connection.vendor == "postgresql"
    options = (
        f"StartSel={OPENING}, StopSel={CLOSING}, MaxWords=24, MinWords=8, MaxFragments=1,"
        " FragmentDelimiter=…"
    )
    params = {
        "user": user.pk,
        "conversation": conversation_id,
        "most": RESULTS_MOST,
        "query": " & ".join(map(_lexeme, words)) if is_postgres else " ".join(map(_quoted, words)),
        "options": options,
        "opening": OPENING,
        "closing": CLOSING,
    }
    with connection.cursor() as cursor:
        cursor.execute(POSTGRES if is_postgres else SQLITE, params)
        rows = cursor.fetchall()
    return [
        Found(
            conversation_id=row[0],
            seq=row[1],
            at=_instant(row[2]),
            is_own=row[3] == user.pk,
            other_name=row[4],
            snippet=_marked(row[5]),
        )
        for row in rows
    ]


def _quoted(word: str) -> str:
    """A word that FTS5 takes as it is, and as the beginning of longer ones."""
    return '"' + word.replace('"', '""') + '"*'


def _lexeme(word: str) -> str:
    """The same for PostgreSQL."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "':*"


def _instant(value: datetime | str) -> datetime:
    """SQLite gives text in a raw query, without the zone that Django leaves out."""
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value + "+00:00")


def _marked(snippet: str) -> SafeString:
    html = escape(snippet).replace(OPENING, "<mark>").replace(CLOSING, "</mark>")
    return mark_safe(html)  # noqa: S308  (escaped in the line before)
