"""An index for finding messages, each database's own kind.

On SQLite, Django rebuilds a table when one of its columns changes, and triggers go with the old one:
`chat.workspace.search_index` puts them back after each migration.
"""

from django.db import migrations

POSTGRES = """
    CREATE INDEX entry_search ON chat_entry USING gin (to_tsvector('simple', body))
    WHERE kind = 'message' AND deleted_at IS NULL
"""
SQLITE = [
    (
        "CREATE VIRTUAL TABLE chat_entry_search USING fts5(body, content='chat_entry', content_rowid='id',"
        " tokenize='unicode61 remove_diacritics 2')"
    ),
    (
        "CREATE TRIGGER chat_entry_search_insert AFTER INSERT ON chat_entry BEGIN"
        " INSERT INTO chat_entry_search(rowid, body) VALUES (new.id, new.body); END"
    ),
    (
        "CREATE TRIGGER chat_entry_search_delete AFTER DELETE ON chat_entry BEGIN"
        " INSERT INTO chat_entry_search(chat_entry_search, rowid, body)"
        " VALUES ('delete', old.id, old.body); END"
    ),
    (
        "CREATE TRIGGER chat_entry_search_update AFTER UPDATE OF body ON chat_entry BEGIN"
        " INSERT INTO chat_entry_search(chat_entry_search, rowid, body)"
        " VALUES ('delete', old.id, old.body);"
        " INSERT INTO chat_entry_search(rowid, body) VALUES (new.id, new.body); END"
    ),
    "INSERT INTO chat_entry_search(chat_entry_search) VALUES ('rebuild')",
]


def build(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES)
        return
    for statement in SQLITE:
        schema_editor.execute(statement)


def remove(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX entry_search")
        return
    for name in ("insert", "delete", "update"):
        schema_editor.execute(f"DROP TRIGGER chat_entry_search_{name}")
    schema_editor.execute("DROP TABLE chat_entry_search")


class Migration(migrations.Migration):
    dependencies = [("chat", "0001_initial")]

    operations = [migrations.RunPython(build, remove)]
