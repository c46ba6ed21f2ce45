"""What keeps SQLite's index of messages in step with them.

Django rebuilds a table there when one of its columns changes, and its triggers go with the old one. So they
are looked for after every migration and put back, with the index made anew. PostgreSQL has an ordinary index.
"""

from typing import Any

from django.db import connections

TRIGGERS = {
    "chat_entry_search_insert": (
        "CREATE TRIGGER chat_entry_search_insert AFTER INSERT ON chat_entry BEGIN"
        " INSERT INTO chat_entry_search(rowid, words) VALUES (new.id, new.words); END"
    ),
    "chat_entry_search_delete": (
        "CREATE TRIGGER chat_entry_search_delete AFTER DELETE ON chat_entry BEGIN"
        " INSERT INTO chat_entry_search(chat_entry_search, rowid, words)"
        " VALUES ('delete', old.id, old.words); END"
    ),
    "chat_entry_search_update": (
        "CREATE TRIGGER chat_entry_search_update AFTER UPDATE OF words ON chat_entry BEGIN"
        " INSERT INTO chat_entry_search(chat_entry_search, rowid, words)"
        " VALUES ('delete', old.id, old.words);"
        " INSERT INTO chat_entry_search(rowid, words) VALUES (new.id, new.words); END"
    ),
}


def keep_in_step(using: str = "default", **_signal: Any) -> None:
    """Put back what a rebuilt table has lost. Called after every migration; mostly finds nothing to do."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE tbl_name IN ('chat_entry', 'chat_entry_search')"
        )
        present = {name for (name,) in cursor.fetchall()}
        lost = TRIGGERS.keys() - present
        if "chat_entry_search" not in present or not lost:
            return  # this database is migrated to before the search, or all is there
        for name in lost:
            cursor.execute(TRIGGERS[name])
        cursor.execute("INSERT INTO chat_entry_search(chat_entry_search) VALUES ('rebuild')")
