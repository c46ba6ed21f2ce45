"""The steps that every action is made of: hold, check, change, save the next version, record.

`hold` differs from app to app (lock order stands in docs/architecture.md) and `record` is `core.events`; the
others are the same everywhere and stand here.
"""

from datetime import datetime
from typing import Protocol, TypedDict

from django.db.models import Model
from django.utils.translation import gettext as _

from core.errors import DomainError, Invalid, NotAllowed, Stale
from core.texts import NOTHING_TO_SEE, paragraphs

REASON_SHORTEST, REASON_LONGEST = 10, 500


class Versioned(Protocol):
    """A row that counts its changes."""

    version: int

    def save(self) -> None: ...


class EventFields(TypedDict):
    """What every event holds."""

    at: datetime
    actor_id: int | None


def check(
    refusal: DomainError | None,
    *,
    row: Model | None = None,
    version: int | None = None,
    subject: Model | None = None,
) -> None:
    """Raise what a rule of `rules.py` answers, if it answers anything.

    With the `version` that the press names, a press drawn from an older `row` is told so first, unless the
    person may not do it at all; it then sees the card of `subject` or the row. Raises the refusal, or Stale.
    """
    if version is not None and row is not None and not isinstance(refusal, NotAllowed):
        check_version(row, version, subject=subject)
    if refusal is not None:
        raise refusal


def check_version(row: Model, version: int, *, subject: Model | None = None) -> None:
    """Raise Stale, with the fresh card of `subject` or the row, unless the row is as it was drawn."""
    if row.version != version:  # type: ignore[attr-defined]  # rows that are pressed on have one
        raise Stale(subject=subject or row)


def save_next_version(row: Versioned) -> None:
    """Save the row as its next version."""
    row.version += 1
    row.save()


def checked_reason(reason: str, *, field: str = "reason", optional: bool = False) -> str:
    """The reason as it is kept: 10 to 500 characters, or none where it is optional. Raises Invalid."""
    text = paragraphs(reason)
    if not text and not optional:
        raise Invalid(fields={field: [NOTHING_TO_SEE]})
    if not text:
        return ""
    if not REASON_SHORTEST <= len(text) <= REASON_LONGEST:
        sentence = (
            _("Say why in %(least)d to %(most)d characters, or leave it empty.")
            if optional
            else _("Say why in %(least)d to %(most)d characters.")
        )
        limits = {"least": REASON_SHORTEST, "most": REASON_LONGEST}
        raise Invalid(fields={field: [sentence % limits]})
    return text


def event_fields(*, actor_id: int | None, now: datetime) -> EventFields:
    """What every event holds: when, and who did it (None for the clock)."""
    return EventFields(at=now, actor_id=actor_id)
