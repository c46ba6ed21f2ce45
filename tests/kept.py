"""States that a factory builds are built once in each process and put back after that (a pytest plugin).

A factory under `@kept` goes through the actions the first time. When it is called again with the
same arguments, on a database in which the very same calls were made before and nothing else was
written, the rows that it left are written in one go. Whatever leaves any doubt builds as ever: a
write of the test's own, a test that commits, one that patched something or set the clock meanwhile.
`tests/stack/test_kept.py` proves that what is put back is what would have been built.
"""

import copy
import re
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import wraps
from time import monotonic
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, models
from django.utils import timezone

from core import clock

# What comes after so many calls is built as ever: each state holds whole tables, so that those of a long
# story cost more than they save.
STEPS_MOST = 100
MOST = 400  # states that are kept at a time; a state machine's random stories would be endless
WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)\b', re.IGNORECASE)
# A statement may write several tables under one WITH; a lock for an update writes none.
WITH = re.compile(r"\s*WITH\b", re.IGNORECASE)
INSIDE = re.compile(
    r'\b(?:INSERT INTO|(?<!FOR )(?<!KEY )UPDATE|DELETE FROM)\s+"?(\w+)\b', re.IGNORECASE
)
READS = re.compile(
    r"\s*(?:SELECT|BEGIN|SAVEPOINT|RELEASE|ROLLBACK TO|SET|PRAGMA|EXPLAIN)\b", re.IGNORECASE
)
PLAIN = (
    str,
    bytes,
    int,
    float,
    Decimal,
    datetime,
    date,
    time,
    timedelta,
    tzinfo,
    UUID,
    type(None),
    type,
)

STARTED = timezone.now() - timedelta(seconds=monotonic())
SECOND = timedelta(seconds=1)
MODELS = {each._meta.db_table: each for each in apps.get_models(include_auto_created=True)}

P = ParamSpec("P")
R = TypeVar("R")
Rows = dict[Hashable, tuple]  # by primary key
Tables = dict[str, Rows]


class Unknown(Exception):
    """Something that cannot be told apart from something else, or not be put back."""


def _tables_written(sql: str) -> set[str]:
    if WITH.match(sql):
        return set(INSIDE.findall(sql))
    found = WRITES.match(sql)
    return {found[1]} if found else set()


@dataclass
class Standing:
    """A content of the database that calls of factories led to, and where further calls lead."""

    tables: Tables = field(default_factory=dict)
    next: dict[Hashable, "Kept"] = field(default_factory=dict)
    steps: int = 0  # calls that led here


@dataclass(frozen=True)
class Kept:
    standing: Standing
    given: Any  # the arguments as the factory left them
    answer: Any
    on_commit: list


class Shelf:
    """What is kept in this process, and what is known of the database of the test that runs."""

    def __init__(self) -> None:
        self.count = 0
        self.empty = Standing()
        self.standing: Standing | None = None
        self.written: set[str] = set()
        self.test: pytest.FixtureRequest | None = None

    def begin(self, test: pytest.FixtureRequest) -> None:
        if self.count > MOST:
            self.forget()
        self.test, self.standing = test, self.empty

    def forget(self) -> None:
        self.empty, self.count = Standing(), 0

    def watch(self, execute, sql, params, many, context):
        """Between Django and the database: whoever writes makes the content unknown."""
        if tables := _tables_written(sql):
            self.written |= tables
            self.standing = None
        elif not READS.match(sql) and not WITH.match(sql):
            self.written.add(sql)
            self.standing = None
        return execute(sql, params, many, context)

    @contextmanager
    def writing(self) -> Iterator[set[str]]:
        """The tables that are written meanwhile."""
        outer, self.written = self.written, set()
        try:
            yield self.written
        finally:
            outer |= self.written
            self.written = outer

    def is_sure(self) -> bool:
        """Whether only what is in the database decides on what a factory builds."""
        return (
            self.test is not None
            and bool(connection.atomic_blocks)
            and all(block._from_testcase for block in connection.atomic_blocks)
            and not self._patches()
        )

    def _patches(self) -> bool:
        """Whether the test has changed the program; the time of day is told apart by itself."""
        patched, changed = self._fixture("monkeypatch"), self._fixture("settings")
        attributes = (
            [each for each in patched._setattr if each[:2] != (clock, "now")] if patched else []
        )
        return bool(
            attributes or (patched and patched._setitem) or (changed and changed._to_restore)
        )

    def _fixture(self, name: str) -> Any:
        """What the test has got of that name so far, itself or through another fixture."""
        definition = self.test._fixture_defs.get(name)
        return definition and definition.cached_result and definition.cached_result[0]


shelf = Shelf()


def kept(build: Callable[P, R]) -> Callable[P, R]:
    """Let this factory's states be kept. Its arguments are rows and plain values; it reads no clock."""

    @wraps(build)
    def state(*args: P.args, **kwargs: P.kwargs) -> R:
        before = shelf.standing
        if before is None or not shelf.is_sure():
            return build(*args, **kwargs)
        try:
            call = (build, _frozen((args, kwargs)), _moment())
        except Unknown:
            return build(*args, **kwargs)
        if found := before.next.get(call):
            return _put_back(before, found, (args, kwargs))
        if before.steps >= STEPS_MOST:
            return build(*args, **kwargs)
        return _build(before, call, args, kwargs)

    return state


@pytest.fixture(autouse=True)
def states_are_kept(request) -> Iterator[None]:
    if _commits(request):
        shelf.forget()
    shelf.begin(request)
    connection.execute_wrappers.append(shelf.watch)
    yield
    connection.execute_wrappers.remove(shelf.watch)
    shelf.test = None


def _commits(request: pytest.FixtureRequest) -> bool:
    """Whether the test says so, by a fixture or by its mark: after it the tables are emptied."""
    mark = request.node.get_closest_marker("django_db")
    named = {"transactional_db", "_dj_db_wrapper"} & set(request.fixturenames)
    return bool(named or (mark and mark.kwargs.get("transaction")))


def _build(before: Standing, call: tuple, args: tuple, kwargs: dict[str, Any]) -> Any:
    hooks, cached = len(connection.run_on_commit), set(cache._cache)
    with shelf.writing() as written:
        answer = call[0](*args, **kwargs)
    if set(cache._cache) != cached or not written <= MODELS.keys():
        return answer
    tables = before.tables | {table: _rows(table) for table in written}
    standing = Standing(tables, steps=before.steps + 1)
    given, answered = copy.deepcopy(((args, kwargs), answer))
    before.next[call] = Kept(standing, given, answered, connection.run_on_commit[hooks:])
    shelf.count += 1
    shelf.standing = standing
    return answer


def _put_back(before: Standing, found: Kept, given: Any) -> Any:
    changed = {
        table: (before.tables.get(table, {}), rows)
        for table, rows in found.standing.tables.items()
        if rows is not before.tables.get(table)
    }
    for table, (old, new) in changed.items():
        _delete(table, [key for key, row in old.items() if new.get(key) != row])
    for table, (old, new) in changed.items():
        _insert(table, [row for key, row in new.items() if old.get(key) != row])
    memo: dict[int, Any] = {}
    mine, theirs = list(_instances(given)), list(_instances(found.given))
    memo = {id(kept): own for kept, own in zip(theirs, mine, strict=True)}
    for kept, own in zip(theirs, mine, strict=True):
        own.__dict__ = {name: copy.deepcopy(value, memo) for name, value in vars(kept).items()}
    for _savepoints, hook, robust in found.on_commit:
        connection.run_on_commit.append((set(connection.savepoint_ids), hook, robust))
    shelf.standing = found.standing
    return copy.deepcopy(found.answer, memo)


# --- Rows -----------------------------------------------------------------------------------


def _columns(table: str) -> list[str]:
    return [each.column for each in MODELS[table]._meta.local_concrete_fields if not each.generated]


def _rows(table: str) -> Rows:
    columns = _columns(table)
    key = columns.index(MODELS[table]._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_quoted(columns)} FROM {_quoted([table])}")
        return {row[key]: row for row in cursor.fetchall()}


def _delete(table: str, keys: list[Hashable]) -> None:
    if not keys:
        return
    key = _quoted([MODELS[table]._meta.pk.column])
    places = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_quoted([table])} WHERE {key} IN ({places})", keys)


def _insert(table: str, rows: list[tuple]) -> None:
    if not rows:
        return
    columns = _columns(table)
    places = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {_quoted([table])} ({_quoted(columns)}) VALUES ({places})"
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


# --- Calls ----------------------------------------------------------------------------------


def _frozen(value: Any) -> Hashable:
    """Equal for arguments from which the same is built."""
    if isinstance(value, models.Model):
        kind = type(value)
        return kind, *(
            _frozen(vars(value).get(each.attname)) for each in kind._meta.concrete_fields
        )
    if isinstance(value, list | tuple):
        return type(value), *(_frozen(each) for each in value)
    if isinstance(value, dict):
        return dict, *((name, _frozen(each)) for name, each in value.items())
    if is_dataclass(value) and not isinstance(value, type):
        return type(value), *(_frozen(getattr(value, each.name)) for each in fields(value))
    if isinstance(value, PLAIN):
        return type(value), repr(value)
    raise Unknown(value)


def _instances(value: Any) -> Iterator[models.Model]:
    """The rows among the arguments, in order."""
    if isinstance(value, models.Model):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _instances(each)
    elif isinstance(value, dict):
        yield from _instances(list(value.values()))
    elif is_dataclass(value):
        yield from _instances(list(vars(value).values()))


def _moment() -> tuple[datetime | None, ...]:
    """The time of day where a test has set it; where it runs on, nothing that is built depends on it."""
    running = STARTED + timedelta(seconds=monotonic())
    return tuple(
        None if abs(now() - running) < SECOND else now() for now in (clock.now, timezone.now)
    )
