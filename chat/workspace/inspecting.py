"""Staff look into a conversation: a look that is itself kept in the audit trail."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts import rules
from accounts.models import User
from chat.events import ConversationInspected
from chat.models import SUBJECT_FIELDS, Conversation, Entry, EntryRevision
from chat.timeline import entries
from chat.timeline.people import Person, Sides
from chat.timeline.queries import sides_of
from core.actions import check
from core.events import record
from core.transactions import action

LOOK_ROWS = 100


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry as staff read it. `former` are the texts it had before; `about` the card's (kind, id)."""

    seq: int
    at: datetime
    author: str
    text: str
    about: tuple[str, int] | None
    former: tuple[str, ...]
    edited_at: datetime | None
    deleted_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Look:
    """A stretch of the timeline, oldest first; `older_before` is where the one before it ends."""

    lines: tuple[Line, ...]
    older_before: int | None


@action
def look_into_conversation(
    conversation: Conversation, *, by: User, before: int | None, now: datetime
) -> Look:
    """The newest hundred entries, or those before a number. Each look is recorded, also a repeated one.

    Raises NotAllowed for who is not staff.
    """
    check(rules.staff(by))
    rows = Entry.objects.filter(conversation=conversation)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows.order_by("-seq")[: LOOK_ROWS + 1])
    shown = found[:LOOK_ROWS][::-1]
    record(
        ConversationInspected(
            at=now,
            actor_id=by.pk,
            conversation_id=conversation.pk,
            first_seq=shown[0].seq if shown else 0,
            last_seq=shown[-1].seq if shown else 0,
        )
    )
    return Look(
        lines=_lines(shown, conversation, by),
        older_before=shown[0].seq if len(found) > LOOK_ROWS else None,
    )


def _lines(shown: list[Entry], conversation: Conversation, by: User) -> tuple[Line, ...]:
    former: dict[int, list[str]] = defaultdict(list)
    for revision in EntryRevision.objects.filter(entry__in=shown).order_by("pk"):
        former[revision.entry_id].append(revision.body)
    sides, reader = sides_of(conversation), Person.of(by)
    return tuple(
        Line(
            seq=entry.seq,
            at=entry.created_at,
            author=_author(entry, sides),
            text=_text(entry, reader, sides),
            about=_about(entry),
            former=tuple(former[entry.pk]),
            edited_at=entry.edited_at,
            deleted_at=entry.deleted_at,
        )
        for entry in shown
    )


def _author(entry: Entry, sides: Sides) -> str:
    if entry.author_id is None:
        return _("the clock")
    return sides.person(entry.author_id).name if entry.author_id in sides else _("our staff")


def _text(entry: Entry, reader: Person, sides: Sides) -> str:
    if entry.kind == Entry.Kind.NOTE:
        return entries.note_text(entry, reader, sides)
    if entry.kind == Entry.Kind.MESSAGE:
        return entries.text_with_files(entry)
    return entries.card_name(entry)


def _about(entry: Entry) -> tuple[str, int] | None:
    """Reads the ids alone: the desk links to the card's row and does not draw it."""
    ids = ((field, getattr(entry, f"{field}_id")) for field in SUBJECT_FIELDS)
    return next(((field, pk) for field, pk in ids if pk is not None), None)
