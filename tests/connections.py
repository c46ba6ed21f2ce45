"""No database connection outlives the test that opened it (a pytest plugin)."""

import threading

import pytest
from django.db.backends.signals import connection_created


@pytest.fixture(autouse=True)
def connections_of_other_threads_are_closed():
    """Threads keep a connection each; PostgreSQL drops no test database while one is open."""
    opened = []

    def note(connection, **_kwargs) -> None:
        if threading.current_thread() is not threading.main_thread():
            opened.append(connection)

    connection_created.connect(note, weak=False)
    yield
    connection_created.disconnect(note)
    for connection in opened:
        connection.inc_thread_sharing()
        connection.close()
        connection.dec_thread_sharing()
