"""Prepared statements: made once and asked often, with what differs from one time to the next left open.

Building a long query out of models costs several times what the database needs to answer it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Expression, Field, QuerySet

from core.kept_plans import keep_plans

Converters = list[tuple[int, list[Callable[..., Any]], Any]]


@dataclass(frozen=True)
class Blank:
    """What is filled in among a statement's parameters; `later` is added to an instant."""

    name: str
    later: timedelta = timedelta()


class Parameter(Expression):
    """A value of that name, told when the statement is asked."""

    def __init__(self, blank: Blank, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.blank = blank

    def as_sql(self, _compiler: Any, _connection: Any) -> Any:
        return "%s", [self.blank]

    def ago(self, span: timedelta) -> "Parameter":
        """The instant that long before this one."""
        return Parameter(replace(self.blank, later=self.blank.later - span), DateTimeField())


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What Django's compiler made of a queryset of plain values. Holds no data and no connection."""

    sql: str
    parameters: tuple[Any, ...]
    converters: Converters

    @classmethod
    def of(cls, queryset: QuerySet[Any, Any]) -> "Statement":
        compiler = queryset.query.get_compiler(queryset.db)
        sql, parameters = compiler.as_sql()
        if connection.vendor == "postgresql":
            sql, parameters = _with_constants(sql, parameters)
        columns = [column for column, _sql, _alias in compiler.select]
        found = compiler.get_converters(columns)
        converters = [(at, functions, column) for at, (functions, column) in found.items()]
        return cls(sql=sql, parameters=tuple(parameters), converters=converters)

    def rows(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """What the database answers, given these values."""
        parameters = [
            _value_of(each, values) if isinstance(each, Blank) else each for each in self.parameters
        ]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                keep_plans(cursor)
            cursor.execute(self.sql, parameters)
            rows = [list(row) for row in cursor.fetchall()]
        for row in rows:
            for at, functions, column in self.converters:
                for convert in functions:
                    row[at] = convert(row[at], column, connection)
        return [tuple(row) for row in rows]


def _with_constants(sql: str, parameters: Sequence[Any]) -> tuple[str, list[Blank]]:
    """The text with all but the blanks in it: a plan for all values must see what partial indexes ask for."""
    first, *others = sql.split("%s")
    texts = [
        ("%s" if isinstance(each, Blank) else _literal(each)) + rest
        for each, rest in zip(parameters, others, strict=True)
    ]
    return "".join([first, *texts]), [each for each in parameters if isinstance(each, Blank)]


def _literal(value: Any) -> str:
    """As a statement has it, for a text in which `%` is a placeholder."""
    operations: Any = connection.ops  # those of PostgreSQL
    text: str = operations.compose_sql("%s", [value])
    return text.replace("%", "%%")


def _value_of(blank: Blank, values: Mapping[str, Any]) -> Any:
    value = values[blank.name]
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value + blank.later)
    if isinstance(value, int) and connection.vendor == "postgresql":
        from psycopg.types.numeric import Int8  # not where SQLite serves

        return Int8(value)  # its own choice follows the number's size, and so would the plan
    return value
