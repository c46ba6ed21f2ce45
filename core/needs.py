"""What waits for somebody: one shape for dashboard, inbox, bell and digest.

Each app says which of its rows ask something, as querysets with the columns of `Row`, in terms of `ME` and
`NOW`. Together they are one statement, whatever the number of state machines, made once for all people.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import (
    DateTimeField,
    DecimalField,
    IntegerField,
    QuerySet,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from core.given import Statement

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Need:
    """One open question to one person, `person_id`, in words for that person.

    `title` is the deed with its object, `about` says which one, `action` is the words of the button that
    leads to `url`. `deadline` is when the question answers itself, None when it never does. `pair` are the
    ids of the two people concerned, in the order of their conversation; `other` names the other one.
    `starts_at` is the session's start where the question is about one.
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
    amount: Decimal | None = None
    currency: str = ""
    starts_at: datetime | None = None


class Row(NamedTuple):
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
    second: int
    second_name: str
    amount: Decimal | None
    currency: str
    label: str
    number: int
    starts_at: datetime | None

    @property
    def pair(self) -> tuple[int, int]:
        return self.first, self.second

    def other_than(self, person_id: int | None) -> int:
        """The one of the pair who is not this person."""
        return self.second if person_id == self.first else self.first

    def name_beside(self, person_id: int) -> str:
        """The name of the other one, as this person reads it."""
        return self.second_name if person_id == self.first else self.first_name


Rows = QuerySet[Any, Any]
# PostgreSQL wants to know the type of a column in which nothing stands.
_FIELDS: dict[str, Any] = {
    "asked_by": IntegerField(),
    "parent": IntegerField(),
    "until": DateTimeField(),
    "amount": DecimalField(max_digits=10, decimal_places=2),
    "starts_at": DateTimeField(),
}


def asking(rows: Rows, **columns: str | int | Combinable | None) -> Rows:
    """These rows with the columns of `Row`: a text is the name of a field, `Value` a constant.

    No field may be named twice, or its second column would be missing.
    """
    asked: Rows = rows.order_by().values_list(
        *(_column(name, columns.get(name)) for name in Row._fields)
    )
    return asked


def _column(name: str, value: str | int | Combinable | None) -> str | Combinable:
    if value is None:
        return Cast(Value(None), _FIELDS[name])
    return Value(value) if isinstance(value, int) else value


def together(questions: Sequence[Rows]) -> Statement:
    """All of them as one statement, to be made once."""
    first, *others = questions
    return Statement.of(first.union(*others, all=True))


def read(statement: Statement, *, person_id: int, name: str, now: datetime) -> list[Row]:
    """What is asked of this person, and of others in what they share with this person, now."""
    return [
        Row(*values) for values in statement.rows({"me": person_id, "my_name": name, "now": now})
    ]


def by_deadline(needs: Iterable[Need]) -> list[Need]:
    """The one that ends first comes first, those without an end last."""
    return sorted(needs, key=lambda need: (need.deadline or NEVER, need.kind, need.url))


def of_person(needs: Iterable[Need], person_id: int) -> list[Need]:
    """Those that wait for this person, by deadline."""
    return by_deadline(need for need in needs if need.person_id == person_id)
