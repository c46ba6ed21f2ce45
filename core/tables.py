"""How PostgreSQL keeps a table; other databases have no such choice."""

from typing import Any

from django.db import migrations

# Tables of millions: a fifth of all rows, after which PostgreSQL cleans up by itself, would be much too many.
SOON = {
    "autovacuum_vacuum_scale_factor": 0.02,
    "autovacuum_analyze_scale_factor": 0.01,
    "autovacuum_vacuum_insert_scale_factor": 0.05,
}
# Rows that are changed again find room beside themselves, and their indexes stay as they are.
ROOM = {"fillfactor": 80}


def kept(table: str, **options: float) -> migrations.RunPython:
    """A migration's operation that sets these storage parameters."""

    def alter(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            values = ", ".join(f"{name} = {value}" for name, value in options.items())
            schema_editor.execute(f"ALTER TABLE {table} SET ({values})")

    def back(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {table} RESET ({', '.join(options)})")

    return migrations.RunPython(alter, back)
