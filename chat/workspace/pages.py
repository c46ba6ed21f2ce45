"""A part of a conversation's timeline, for the page and for scrolling back."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from chat.models import Conversation, Entry, Participant
from chat.timeline import entries
from chat.timeline.people import Person
from chat.timeline.queries import known_of, sides_of, with_subjects
from chat.workspace.arranging import ALONE, Place, places_of
from chat.workspace.under_way import UnderWay
from core.cards import Known

WINDOW = 50


@dataclass(frozen=True, kw_only=True)
class Part:
    """Up to 50 entries in order, with what drawing them needs; whether there are older and newer ones."""

    entries: list[Entry]
    known: Known
    older: bool
    newer: bool


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One entry as the page holds it, and the dividers above it."""

    seq: int
    n: int
    html: str
    above: str


@dataclass(frozen=True, kw_only=True)
class Window:
    """A part as one person sees it."""

    entries: tuple[Drawn, ...]
    older: bool
    newer: bool

    @property
    def first_seq(self) -> int:
        return self.entries[0].seq if self.entries else 0

    @property
    def last_seq(self) -> int:
        return self.entries[-1].seq if self.entries else 0


def part_of(
    conversation: Conversation,
    *,
    now: datetime,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    at: int | None = None,
    agreements_only: bool = False,
    beside: UnderWay | None = None,
) -> Part:
    """The newest entries; those before or after a number; or those around one.

    `at` is where a link leads: the newest entries as long as they hold it, else those around it.
    What stands `beside` them on the page is not read again, and `known` is of it as well.
    """
    rows = Entry.objects.for_timeline().filter(conversation=conversation)
    if agreements_only:
        rows = rows.exclude(kind=Entry.Kind.MESSAGE)
    if at is not None and around is None:
        first = _back(rows, None, WINDOW)[WINDOW - 1 : WINDOW].first()
        around = at if first and at < first.seq else None
    if around is not None:
        half = WINDOW // 2
        before_it, from_it = list(_back(rows, around, half)), list(_forth(rows, around - 1, half))
        found = before_it[:half][::-1] + from_it[:half]
        older, newer = len(before_it) > half, len(from_it) > half
    elif after is not None:
        after_it = list(_forth(rows, after, WINDOW))
        found, older, newer = after_it[:WINDOW], True, len(after_it) > WINDOW
    else:
        newest = list(_back(rows, before, WINDOW))
        found, older = newest[:WINDOW][::-1], len(newest) > WINDOW
        newer = before is not None
    shown = with_subjects(found, read=beside.rows() if beside else ())
    known = known_of(shown, now=now, beside=beside.cards() if beside else ())
    return Part(entries=shown, known=known, older=older, newer=newer)


def _back(rows: QuerySet[Entry], before: int | None, count: int) -> QuerySet[Entry]:
    """One more than asked for, to know whether there are more."""
    if before is not None:
        rows = rows.filter(seq__lt=before)
    return rows.order_by("-seq")[: count + 1]


def _forth(rows: QuerySet[Entry], after: int, count: int) -> QuerySet[Entry]:
    return rows.filter(seq__gt=after).order_by("seq")[: count + 1]


def entry_of(conversation: Conversation, seq: int) -> Entry | None:
    """The entry with this number, if there is one."""
    rows = Entry.objects.for_timeline().filter(conversation=conversation, seq=seq)
    return next(iter(with_subjects(rows)), None)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How far the viewer and, if shown, the other person have read in a conversation."""

    conversation: Conversation
    participant: Participant
    seen: int


def window_of(
    part: Part,
    conversation: Conversation,
    *,
    viewer: User,
    now: datetime,
    reading: Reading | None = None,
) -> Window:
    """The part as this person sees it; with `reading`, as it stands on a page."""
    places = [ALONE for _ in part.entries]
    if reading is not None:
        read = reading.participant.last_read_seq
        places = places_of(part.entries, viewer=viewer, read=read, seen=reading.seen)
    return Window(
        entries=tuple(
            draw(entry, conversation, viewer=viewer, now=now, known=part.known, place=place)
            for entry, place in zip(part.entries, places, strict=True)
        ),
        older=part.older,
        newer=part.newer,
    )


def draw(
    entry: Entry,
    conversation: Conversation,
    *,
    viewer: User,
    now: datetime,
    known: Known | None = None,
    place: Place = ALONE,
) -> Drawn:
    """One entry as this person sees it."""
    html = entries.draw(
        entry,
        viewer=Person.of(viewer),
        sides=sides_of(conversation),
        user=viewer,
        now=now,
        known=known,
        is_grouped=place.is_grouped,
        status=place.status,
    )
    return Drawn(seq=entry.seq, n=entry.changed_n, html=html, above=place.above)
