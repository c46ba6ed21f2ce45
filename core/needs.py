"""What waits for somebody: one shape for dashboard, inbox, bell and digest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

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


def by_deadline(needs: Iterable[Need]) -> list[Need]:
    """The one that ends first comes first, those without an end last."""
    return sorted(needs, key=lambda need: (need.deadline or NEVER, need.kind, need.url))


def of_person(needs: Iterable[Need], person_id: int) -> list[Need]:
    """Those that wait for this person, by deadline."""
    return by_deadline(need for need in needs if need.person_id == person_id)
