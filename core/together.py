"""Several lists in one statement, so that a page made of many small pieces asks the database few times.

A *reader* is a generator: it yields the querysets whose rows it needs next, is sent those rows, and returns
what it made of them. `result_of` runs one; `side_by_side` lets several go on in step, with one statement for
what all of them ask at a time.

    def request_of(proposal_id: int) -> Reader[str]:
        proposals, questions = yield [Proposal.objects.filter(…), ScreeningQuestion.objects.filter(…)]
        return …

Several querysets become one row of a statement with one JSON array for each. Django's own compiler makes the
SQL and its own iterables make the rows of what comes back, so they are those that each queryset would give;
`tests/core/test_together.py` holds that for every table, and fails if Django changes what is used here.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Model, QuerySet

T = TypeVar("T")
Rows = list[Any]
Reader = Generator[Sequence[QuerySet[Any, Any]], list[Rows], T]
# As many arguments a function of SQL may have on either database, and some less.
ARGUMENTS_MOST = 90
# What JSON has no form of its own for; PostgreSQL gives a text or a number instead.
WRITTEN_OUT = (
    models.DateField,
    models.DecimalField,
    models.DurationField,
    models.FloatField,
    models.TimeField,
    models.UUIDField,
)


def result_of(reader: Reader[T]) -> T:
    """What the reader returns: one statement for each time it asks."""
    try:
        wanted = next(reader)
        while True:
            wanted = reader.send(rows_of(wanted))
    except StopIteration as end:
        result: T = end.value
        return result


def side_by_side(*readers: Reader[Any]) -> Reader[list[Any]]:
    """What each of these returns, in their order; they ask together."""
    results: dict[int, Any] = {}
    waiting: dict[int, Sequence[QuerySet[Any, Any]]] = {}

    def go_on(place: int, rows: list[Rows] | None) -> None:
        try:
            waiting[place] = next(readers[place]) if rows is None else readers[place].send(rows)
        except StopIteration as end:
            waiting.pop(place, None)
            results[place] = end.value

    for place in range(len(readers)):
        go_on(place, None)
    while waiting:
        found = yield list(chain.from_iterable(waiting.values()))
        for place, wanted in list(waiting.items()):
            own, found = found[: len(wanted)], found[len(wanted) :]
            go_on(place, own)
    return [results[place] for place in range(len(readers))]


def ask(queryset: QuerySet[Any, Any]) -> Reader[Rows]:
    """The rows of one queryset, for a reader that needs nothing else."""
    (rows,) = yield [queryset]
    return rows


@dataclass(frozen=True)
class Children:
    """The rows that point at these parents: kept by each as `prefetch_related(name)` would.

    `queryset` says which ones and with what; all of them if it is not given. A parent that has its own
    already is left alone.
    """

    parents: Sequence[Model]
    name: str
    queryset: QuerySet[Any, Any] | None = None

    @property
    def missing(self) -> list[Model]:
        return [parent for parent in self.parents if self.name not in _kept(parent)]

    @property
    def key(self) -> "models.ForeignKey[Any, Any]":
        """The field of the children that points at their parent."""
        relation = self.parents[0]._meta.get_field(self.name)  # noqa: SLF001
        return relation.field  # type: ignore[union-attr, return-value]

    @property
    def wanted(self) -> QuerySet[Any, Any]:
        rows = self.key.model._default_manager.all() if self.queryset is None else self.queryset  # noqa: SLF001
        return rows.filter(**{f"{self.key.name}__in": {parent.pk for parent in self.missing}})


def children(*groups: Children) -> Reader[None]:
    """Read all of these and give them to their parents.

    Only for drawing: the parents keep them, whatever happens to the rows later.
    """
    asked = [group for group in groups if group.missing]
    found = yield [group.wanted for group in asked]
    for group, rows in zip(asked, found, strict=True):
        own, key = defaultdict(list), group.key
        for row in rows:
            own[getattr(row, key.attname)].append(row)
        for parent in group.missing:
            for row in own[parent.pk]:
                setattr(row, key.name, parent)
            keep(parent, group.name, own[parent.pk])


def keep(parent: Model, name: str, rows: Iterable[Model]) -> None:
    """Let `parent.<name>.all()` be these rows."""
    known = getattr(parent, name).get_queryset()
    known._result_cache = list(rows)  # noqa: SLF001
    known._prefetch_done = True  # noqa: SLF001
    _kept(parent)[name] = known


def _kept(parent: Model) -> dict[str, Any]:
    """Where Django keeps what was prefetched."""
    kept: dict[str, Any] = parent.__dict__.setdefault("_prefetched_objects_cache", {})
    return kept


# --- The statement -------------------------------------------------------------------------------


def rows_of(querysets: Sequence[QuerySet[Any, Any]]) -> list[Rows]:
    """The rows of each of these, in one statement; a queryset that cannot have rows is not asked."""
    if len(querysets) == 1:
        return [list(querysets[0])]
    questions = [_Question(queryset) for queryset in querysets]
    asked = [question for question in questions if question.sql]
    texts = _execute(asked) if asked else ()
    answers = dict(zip(map(id, asked), texts, strict=True))
    return [question.rows(answers.get(id(question))) for question in questions]


def _execute(questions: Sequence["_Question"]) -> Sequence[str | None]:
    """The answer to each; what two readers ask alike is asked once."""
    once = {(question.sql, question.parameters): question for question in questions}
    parts = ", ".join(f"({sql})" for sql, _parameters in once)
    values = [value for _sql, given in once for value in given]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts}", values)
        answers = dict(zip(once, cursor.fetchone(), strict=True))
    return [answers[question.sql, question.parameters] for question in questions]


class _Question:
    """One queryset as a subselect that gives its rows as one JSON text."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self.queryset = queryset.all()
        self.compiler = self.queryset.query.get_compiler(queryset.db)
        self.on_postgres = connection.vendor == "postgresql"
        self.parameters: tuple[Any, ...] = ()
        try:
            inner, parameters = self.compiler.as_sql(with_col_aliases=True)
        except EmptyResultSet:
            self.sql = ""
            return
        self.parameters = tuple(parameters)
        self.fields = [expression.output_field for expression, _sql, _alias in self.compiler.select]
        array = self._array([alias for _expression, _sql, alias in self.compiler.select])
        if self.on_postgres:
            self.sql = f"SELECT CAST(json_agg({array}) AS text) FROM ({inner}) t"  # noqa: S608
        else:
            self.sql = f"SELECT json_group_array({array}) FROM ({inner}) t"  # noqa: S608

    def _array(self, names: Sequence[str]) -> str:
        """The columns as an array of arrays, as no function takes them all."""
        function = "json_build_array" if self.on_postgres else "json_array"
        columns = [
            f'CAST(t."{name}" AS text)'
            if self.on_postgres and isinstance(field, models.JSONField)
            else f't."{name}"'
            for name, field in zip(names, self.fields, strict=True)
        ]
        parts = [
            f"{function}({', '.join(columns[at : at + ARGUMENTS_MOST])})"
            for at in range(0, len(columns), ARGUMENTS_MOST)
        ]
        return f"{function}({', '.join(parts)})"

    def rows(self, text: str | None) -> Rows:
        """What the queryset itself would give, made of the answer."""
        if not text:
            return []
        found = json.loads(text, parse_float=Decimal if self.on_postgres else float)
        values = [list(chain.from_iterable(parts)) for parts in found]
        if self.on_postgres:
            self._restore(values)
        # The queryset's own way from columns to rows, told what the database said.
        self.compiler.execute_sql = lambda *_args, **_options: [values]
        self.queryset.query.get_compiler = lambda *_args, **_options: self.compiler  # type: ignore[method-assign]
        return list(self.queryset)

    def _restore(self, rows: list[list[Any]]) -> None:
        """Dates, amounts and the like from the texts and numbers of JSON."""
        restorers: list[tuple[int, Callable[[Any], Any]]] = [
            (at, field.to_python)
            for at, field in enumerate(self.fields)
            if isinstance(field, WRITTEN_OUT)
        ]
        for row in rows:
            for at, restore in restorers:
                row[at] = restore(row[at])
