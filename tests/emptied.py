"""After a test that commits, the tables that hold rows are emptied (a pytest plugin).

Django's own way empties all of them, and lets each app make its permissions anew: a tenth of a second
of processor time, for a handful of tables that were written. It is still taken where that leaves doubt.
"""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

Rows = set[tuple]

of_django = TransactionTestCase._fixture_teardown
migrated: dict[str, Rows] = {}  # what stands in a database in which nothing was done yet


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        _note()
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield


def empty(test: TransactionTestCase) -> None:
    """Leave the database as the migrations left it."""
    filled = tables_with_rows()
    if any(_rows(table) != rows for table, rows in migrated.items()) or not _may_skip_triggers():
        of_django(test)
        _note()  # what was made anew has other keys
    elif written := filled - migrated.keys():
        _delete_all(written)


def _note() -> None:
    migrated.clear()
    migrated.update({table: _rows(table) for table in tables_with_rows()})


def tables_with_rows() -> set[str]:
    asked = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})"
        for table in connection.introspection.django_table_names(include_views=False)
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return {table for (table,) in cursor.fetchall()}


def _rows(table: str) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        return set(cursor.fetchall())


def _may_skip_triggers() -> bool:
    """As TRUNCATE does, which Django uses: what is booked is not deleted otherwise."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        return cursor.fetchone() == ("on",)


def _delete_all(tables: set[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        for table in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
