"""The sandbox's own file: objects as Stripe shows them, and what it keeps beside them.

One connection behind one lock: whatever happens, happens one after the other. Names that begin with an
underscore are the sandbox's own and never shown.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Body = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    account TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS objects_of_a_kind ON objects (kind, account, seq);
CREATE TABLE IF NOT EXISTS answers (
    account TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, status INTEGER NOT NULL,
    body TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (account, key));
CREATE TABLE IF NOT EXISTS timers (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, verb TEXT NOT NULL,
    id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    number INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, url TEXT NOT NULL,
    secret TEXT NOT NULL, due REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL DEFAULT 'waiting');
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Store:
    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.database.row_factory = sqlite3.Row
        self.database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + SCHEMA)
        self.lock = threading.RLock()

    def close(self) -> None:
        with self.lock:
            self.database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing; one inside another is part of the outer one."""
        with self.lock:
            if self.database.in_transaction:
                yield
                return
            self.database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.database.execute("ROLLBACK")
                raise
            self.database.execute("COMMIT")

    def rows(self, statement: str, *values: Any) -> list[sqlite3.Row]:
        with self.lock:
            return self.database.execute(statement, values).fetchall()

    # --- objects --------------------------------------------------------------------------

    def add(self, body: Body, account: str = "") -> Body:
        self.rows(
            "INSERT INTO objects (id, kind, account, body) VALUES (?, ?, ?, ?)",
            body["id"], body["object"], account, json.dumps(body),
        )  # fmt: skip
        return body

    def save(self, body: Body, **changes: Any) -> Body:
        body.update(changes)
        self.rows("UPDATE objects SET body = ? WHERE id = ?", json.dumps(body), body["id"])
        return body

    def get(self, object_id: str) -> Body | None:
        found = self.rows("SELECT body FROM objects WHERE id = ?", object_id)
        return json.loads(found[0]["body"]) if found else None

    def account_of(self, object_id: str) -> str:
        """Whose it is: the name of an account, or nothing for the platform."""
        found = self.rows("SELECT account FROM objects WHERE id = ?", object_id)
        return found[0]["account"] if found else ""

    def delete(self, object_id: str) -> None:
        self.rows("DELETE FROM objects WHERE id = ?", object_id)

    def find(self, kind: str, account: str | None = "", **equal: Any) -> list[Body]:
        """The newest first; of every account where None is given."""
        where, values = "kind = ?", [kind]
        if account is not None:
            where, values = f"{where} AND account = ?", [*values, account]
        for name, value in equal.items():
            where += f" AND json_extract(body, '$.{name}') = ?"
            values.append(value)
        found = self.rows(f"SELECT body FROM objects WHERE {where} ORDER BY seq DESC", *values)  # noqa: S608  (names are ours)
        return [json.loads(row["body"]) for row in found]

    # --- facts ----------------------------------------------------------------------------

    def fact(self, name: str, default: Any = None) -> Any:
        found = self.rows("SELECT value FROM facts WHERE name = ?", name)
        return json.loads(found[0]["value"]) if found else default

    def keep(self, name: str, value: Any) -> None:
        statement = "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        self.rows(statement, name, json.dumps(value))
