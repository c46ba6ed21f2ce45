"""A window of a conversation's timeline, for the page and for scrolling back."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from chat import entries
from chat.models import Conversation, Entry, Participant
from chat.people import Person
from chat.queries import sides_of, with_subjects

WINDOW = 50


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One entry as the page holds it."""

    seq: int
    n: int
    html: str


@dataclass(frozen=True, kw_only=True)
class Window:
    """Up to 50 entries in order; whether there are older and newer ones beyond its ends."""

    entries: tuple[Drawn, ...]
    older: bool
    newer: bool

    @property
    def first_seq(self) -> int:
        return self.entries[0].seq if self.entries else 0

    @property
    def last_seq(self) -> int:
        return self.entries[-1].seq if self.entries else 0


def window(
    conversation: Conversation,
    *,
    viewer: User,
    now: datetime,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    agreements_only: bool = False,
) -> Window:
    """The newest entries; those before or after a number; or those around one."""
    rows = conversation.entries.for_timeline()
    if agreements_only:
        rows = rows.exclude(kind=Entry.Kind.MESSAGE)
    if around is not None:
        older, above = _back(rows, around, WINDOW // 2)
        newer, below = _forth(rows, around - 1, WINDOW // 2)
        found = older + newer
    elif after is not None:
        found, below = _forth(rows, after, WINDOW)
        above = True
    else:
        found, above = _back(rows, before, WINDOW)
        below = before is not None
    return Window(entries=_drawn(found, conversation, viewer, now), older=above, newer=below)


def _back(rows: QuerySet[Entry], before: int | None, count: int) -> tuple[list[Entry], bool]:
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows.order_by("-seq")[: count + 1])
    return found[:count][::-1], len(found) > count


def _forth(rows: QuerySet[Entry], after: int, count: int) -> tuple[list[Entry], bool]:
    found = list(rows.filter(seq__gt=after).order_by("seq")[: count + 1])
    return found[:count], len(found) > count


def _drawn(
    found: list[Entry], conversation: Conversation, viewer: User, now: datetime
) -> tuple[Drawn, ...]:
    sides, person = sides_of(conversation), Person.of(viewer)
    return tuple(
        Drawn(
            seq=entry.seq,
            n=entry.changed_n,
            html=entries.draw(entry, viewer=person, sides=sides, user=viewer, now=now),
        )
        for entry in with_subjects(found)
    )


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How far the viewer and, if shown, the other person have read."""

    place: Participant
    seen: int


def reading_of(conversation: Conversation, *, viewer: User) -> Reading:
    places = {place.user_id: place for place in conversation.participants.all()}
    mine = places.pop(viewer.pk)
    (other,) = places.values()
    shown = sides_of(conversation).other(viewer.pk).shows_read_markers
    return Reading(place=mine, seen=other.last_read_seq if shown else 0)
