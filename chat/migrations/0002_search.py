"""Indexes of entries of a kind that only one database has.

The words that core.folding keeps are found by each database's own kind of index.

The words are folded and stand between blanks, so neither database takes them apart by rules of its own.

On SQLite, Django rebuilds a table when one of its columns changes, and triggers go with the old one:
`chat.workspace.search_index` puts them back after each migration.
"""

from django.db import migrations

POSTGRES = """
    CREATE INDEX entry_search ON chat_entry USING gin (array_to_tsvector(string_to_array(words, ' ')))
    WHERE kind = 'message' AND deleted_at IS NULL
"""
# Entries stand in the order of their time, so that a few pages of ranges lead to the last hour.
POSTGRES_TIME = """
    CREATE INDEX entry_time ON chat_entry USING brin (created_at)
    WITH (pages_per_range = 32, autosummarize = on)
"""
SQLITE = [
    (
        "CREATE VIRTUAL TABLE chat_entry_search USING fts5(words, content='chat_entry', content_rowid='id',"
        " detail=none, tokenize=\"ascii tokenchars '+#.'\")"
    ),
    (
        "CREATE TRIGGER chat_entry_search_insert AFTER INSERT ON chat_entry BEGIN"
        " INSERT INTO chat_entry_search(rowid, words) VALUES (new.id, new.words); END"
    ),
    (
        "CREATE TRIGGER chat_entry_search_delete AFTER DELETE ON chat_entry BEGIN"
        " INSERT INTO chat_entry_search(chat_entry_search, rowid, words)"
        " VALUES ('delete', old.id, old.words); END"
    ),
    (
        "CREATE TRIGGER chat_entry_search_update AFTER UPDATE OF words ON chat_entry BEGIN"
        " INSERT INTO chat_entry_search(chat_entry_search, rowid, words)"
        " VALUES ('delete', old.id, old.words);"
        " INSERT INTO chat_entry_search(rowid, words) VALUES (new.id, new.words); END"
    ),
    "INSERT INTO chat_entry_search(chat_entry_search) VALUES ('rebuild')",
]


def build(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES)
        schema_editor.execute(POSTGRES_TIME)
        return
    for statement in SQLITE:
        schema_editor.execute(statement)


def remove(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX entry_search, entry_time")
        return
    for name in ("insert", "delete", "update"):
        schema_editor.execute(f"DROP TRIGGER chat_entry_search_{name}")
    schema_editor.execute("DROP TABLE chat_entry_search")


class Migration(migrations.Migration):
    dependencies = [("chat", "0001_initial")]

    operations = [migrations.RunPython(build, remove)]
