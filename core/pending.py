"""Pending decisions, what waits for somebody: one shape for dashboard, inbox, bell and digest.

Each app says which of its rows ask something, as querysets with the columns of `PendingRow`, in terms of
`ME` and `NOW`. Together they are one statement, whatever the number of state machines, made once for all
people.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import (
    CharField,
    DateTimeField,
    DecimalField,
    IntegerField,
    QuerySet,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from core.bidi import isolated
from core.prepared import Blank, Parameter, Statement

NEVER = datetime.max.replace(tzinfo=UTC)
# The person who asks, this person's name and the instant, in the statements of all apps.
ME = Parameter(Blank("me"), IntegerField())
MY_NAME = Parameter(Blank("my_name"), CharField())
NOW = Parameter(Blank("now"), DateTimeField())


@dataclass(frozen=True, kw_only=True)
class PendingDecision:
    """One open question to one person, `person_id`, in words for that person.

    `title` is the deed with its object, `about` says which one, `action` is the words of the button that
    leads to `url`. `deadline` is when the question answers itself, None when it never does. `pair` are the
    ids of the two people concerned, in the order of their conversation; `other` names the other one, whom
    `other_picture` shows.
    `starts_at` is the session's start where the question is about one, `minutes` its length.
    """

    kind: str
    person_id: int
    title: str
    about: str
    action: str
    url: str
    deadline: datetime | None
    pair: tuple[int, int] | None = None
    other: str = ""
    other_picture: str = ""
    amount: Decimal | None = None
    currency: str = ""
    starts_at: datetime | None = None
    minutes: int | None = None


class PendingRow(NamedTuple):
    """One row that asks something. `first` and `second` are the pair, `asked_by` who asked, if one did.

    `subject` and `parent` are ids, `label` and `number` say which one it is.
    """

    kind: str
    asked_by: int | None
    subject: int
    parent: int | None
    until: datetime | None
    first: int
    first_name: str
    first_picture: str | None
    second: int
    second_name: str
    second_picture: str | None
    amount: Decimal | None
    currency: str
    label: str
    number: int
    starts_at: datetime | None
    minutes: int | None

    @property
    def pair(self) -> tuple[int, int]:
        return self.first, self.second

    def other_than(self, person_id: int | None) -> int:
        """The one of the pair who is not this person."""
        return self.second if person_id == self.first else self.first

    def name_beside(self, person_id: int) -> str:
        """The name of the other one, as this person reads it."""
        return isolated(self.second_name if person_id == self.first else self.first_name)

    def picture_beside(self, person_id: int) -> str:
        """What the other one is shown by; empty where initials stand."""
        return (self.second_picture if person_id == self.first else self.first_picture) or ""


Rows = QuerySet[Any, Any]
# PostgreSQL wants to know the type of a column in which nothing stands.
_FIELDS: dict[str, Any] = {
    "asked_by": IntegerField(),
    "first_picture": CharField(),
    "second_picture": CharField(),
    "parent": IntegerField(),
    "until": DateTimeField(),
    "amount": DecimalField(max_digits=10, decimal_places=2),
    "starts_at": DateTimeField(),
    "minutes": IntegerField(),
}


def as_pending(rows: Rows, **columns: str | int | Combinable | None) -> Rows:
    """These rows with the columns of `PendingRow`: a text is the name of a field, `Value` a constant.

    No field may be named twice, or its second column would be missing.
    """
    asked: Rows = rows.order_by().values_list(
        *(_column(name, columns.get(name)) for name in PendingRow._fields)
    )
    return asked


def _column(name: str, value: str | int | Combinable | None) -> str | Combinable:
    if value is None:
        return Cast(Value(None), _FIELDS[name])
    return Value(value) if isinstance(value, int) else value


def prepared_union(parts: Sequence[Rows]) -> Statement:
    """All of them as one statement, to be made once."""
    first, *others = parts
    return Statement.of(first.union(*others, all=True))


def read_pending(
    statement: Statement, *, person_id: int, name: str, now: datetime
) -> list[PendingRow]:
    """What is asked of this person, and of others in what they share with this person, now."""
    return [
        PendingRow(*values)
        for values in statement.rows({"me": person_id, "my_name": name, "now": now})
    ]


def by_deadline(decisions: Iterable[PendingDecision]) -> list[PendingDecision]:
    """The one that ends first comes first, those without an end last."""
    return sorted(decisions, key=lambda each: (each.deadline or NEVER, each.kind, each.url))


def of_person(decisions: Iterable[PendingDecision], person_id: int) -> list[PendingDecision]:
    """Those that wait for this person, by deadline."""
    return by_deadline(each for each in decisions if each.person_id == person_id)
