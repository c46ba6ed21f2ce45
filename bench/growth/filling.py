"""Filling an empty database with a shape, in minutes."""

import psycopg
from psycopg import sql

from bench.growth.rows import AFTERWARDS, PAIRS, PARTS, ROWS
from bench.growth.shape import Shape

# What a column that a filling leaves out holds.
EMPTY = {
    "character varying": "''",
    "text": "''",
    "boolean": "false",
    "jsonb": "'{}'",
    "timestamp with time zone": "now()",
}
Connection = psycopg.Connection[tuple[object, ...]]


class HasPeople(RuntimeError):
    """The database is somebody's."""


def fill(url: str, shape: Shape) -> None:
    """Put the shape into a migrated database that has no people. Raises HasPeople."""
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM accounts_user LIMIT 1").fetchone():
            raise HasPeople("This database has people in it: growth fills only an empty one.")
        indexes = drop_indexes(connection)
        # The rows refer to each other as they should; to check each would take as long again.
        connection.execute("SET session_replication_role = replica")
        connection.execute(f"CREATE TEMP TABLE pairs AS {filled(PAIRS, shape)}")
        connection.execute("ANALYZE pairs")
        for table, rows in ROWS.items():
            insert(connection, table, filled(rows, shape))
            if table in AFTERWARDS:
                connection.execute(filled(AFTERWARDS[table], shape))
        for index in indexes:
            connection.execute(index)
        count_on(connection)
        connection.execute("VACUUM ANALYZE")


def filled(text: str, shape: Shape) -> str:
    """The statement with the numbers of this shape."""
    numbers = {
        "people": shape.people,
        "coaches": shape.coaches,
        "conversations": shape.conversations,
        "entries_each": shape.entries_each,
        "told_each": shape.told_each,
    }
    return text.format(**{name: part.format(**numbers) for name, part in PARTS.items()}, **numbers)


def drop_indexes(connection: Connection) -> list[str]:
    """Those that hold no rule; to make them at the end is several times as fast. Returns how to."""
    found = connection.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indrelid WHERE NOT i.indisunique AND c.relname = ANY(%s)"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)",
        [list(ROWS)],
    ).fetchall()
    for name, _definition in found:
        connection.execute(f"DROP INDEX {name}")
    return [str(definition) for _name, definition in found]


def insert(connection: Connection, table: str, rows: str) -> None:
    """The rows with what is empty in the columns that they leave out."""
    named = [
        column.name
        for column in connection.execute(f"SELECT * FROM ({rows}) AS rows LIMIT 0").description
        or ()
    ]
    empty = empty_columns(connection, table, named)
    target = sql.SQL(", ").join(map(sql.Identifier, [*named, *empty]))
    values = sql.SQL(", ").join([*map(sql.Identifier, named), *map(sql.SQL, empty.values())])
    connection.execute(
        sql.SQL("INSERT INTO {} ({}) SELECT {} FROM ({}) AS rows").format(
            sql.Identifier(table), target, values, sql.SQL(rows)
        )
    )


def empty_columns(connection: Connection, table: str, named: list[str]) -> dict[str, str]:
    """The columns that must hold something and are not named, with what is empty for their type."""
    columns = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
        " AND is_nullable = 'NO' AND is_identity = 'NO' AND column_default IS NULL",
        [table],
    ).fetchall()
    return {
        str(name): EMPTY.get(str(kind), "0") for name, kind in columns if str(name) not in named
    }


def count_on(connection: Connection) -> None:
    """Let new rows take the ids after those that were given."""
    for table in ROWS:
        if table != "django_session":
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            )
