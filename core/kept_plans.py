"""Plans that PostgreSQL keeps, for the few statements that take longer to plan than to answer."""

from typing import Any

from django.db import connection


def keep_plans(cursor: Any) -> None:
    """Let this connection plan what the cursor executes once, by its text, and not each time.

    Django's own cursors write the values into the text, so that no two statements are alike. A pooler between
    must keep sessions, or know prepared statements (docs/deploy.md).
    """
    from psycopg import Cursor  # not where SQLite serves

    connection.connection.prepare_threshold = 0
    cursor.cursor = Cursor(connection.connection)
