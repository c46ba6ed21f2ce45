"""Kicks: after the commit, what changed is drawn once per viewer and published.

A push is a hint. Whoever misses it learns the same from the conversation's numbers.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils import timezone, translation

from accounts.models import User
from chat.live.bus import encode, publish
from chat.models import Conversation, Entry, Participant
from chat.timeline import entries
from chat.timeline.people import Person, Sides
from chat.timeline.queries import changed_entries, known_of, sides_of
from core import clock
from core.cards import Known
from core.zones import zone

PAYLOAD_MOST = 32 * 1024


def publish_changes(conversation_id: int, numbers: Sequence[int]) -> None:
    """Draw what these numbers were given to, once per viewer, and send it."""
    publish(frames_for(conversation_id, numbers, now=clock.now()))


def frames_for(
    conversation_id: int, numbers: Sequence[int], *, now: datetime
) -> list[tuple[int, dict[str, Any]]]:
    """One frame per change and viewer, in the order of the numbers."""
    conversation = (
        Conversation.objects.select_related("student", "coach")
        .prefetch_related("participants")
        .get(pk=conversation_id)
    )
    changed = changed_entries(conversation_id, numbers)
    known = known_of(changed, now=now)
    sides = sides_of(conversation)
    unread = {p.user_id: p.unread for p in conversation.participants.all()}
    frames = []
    for user in (conversation.student, conversation.coach):
        if user.is_active:
            with as_seen_by(Person.of(user)) as viewer:
                for entry in changed:
                    frame = entry_frame(
                        entry, viewer=viewer, sides=sides, user=user,
                        unread=unread[user.pk], now=now, known=known,
                    )  # fmt: skip
                    frames.append((user.pk, frame))
    return frames


def entry_frame(
    entry: Entry,
    *,
    viewer: Person,
    sides: Sides,
    user: User | None,
    unread: int | None,
    now: datetime,
    known: Known | None = None,
    pushed: bool = True,
) -> dict[str, Any]:
    """What a page needs to show a new or changed entry; pushed, only its number if it would be too long."""
    html = entries.draw(entry, viewer=viewer, sides=sides, user=user, now=now, known=known)
    frame: dict[str, Any] = {
        "t": "entry",
        "conv": entry.conversation_id,
        "n": entry.changed_n,
        "seq": entry.seq,
        "kind": entry.kind,
        "client": str(entry.client_id) if entry.client_id else None,
        "unread": unread,
        "html": html,
    }
    if entry.seq == entry.changed_n:
        frame["line"] = entries.preview(entry, viewer, sides)
        frame["at"] = entry.created_at.isoformat()
    if pushed and len(html) > PAYLOAD_MOST // 4 and len(encode(frame).encode()) > PAYLOAD_MOST:
        return {"t": "entry", "conv": entry.conversation_id, "n": entry.changed_n}
    return frame


@contextmanager
def as_seen_by(person: Person) -> Iterator[Person]:
    """Language and zone of this person."""
    with translation.override(person.language), timezone.override(zone(person.timezone)):
        yield person


def publish_messages(
    written: Sequence[Entry], sides: Mapping[int, Sides], unread: Mapping[tuple[int, int], int]
) -> None:
    """The hot path: new messages for both sides of each conversation, without a query."""
    now = clock.now()
    by_conversation: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in written:
        by_conversation[entry.conversation_id].append(entry)
    frames = []
    for conversation_id, entries_here in by_conversation.items():
        people = sides[conversation_id]
        for person in filter(lambda each: each.active, people.both()):
            left = unread.get((conversation_id, person.id))
            with translation.override(person.language):
                frames += [
                    (
                        person.id,
                        entry_frame(
                            entry, viewer=person, sides=people, user=None, unread=left, now=now
                        ),
                    )
                    for entry in entries_here
                ]
    publish(frames)


def publish_marker(participant: Participant) -> None:
    """To one's other pages what is left to read; to the other person how far one has, unless one hides it."""
    own = {
        "t": "marker", "conv": participant.conversation_id, "seq": participant.last_read_seq,
        "unread": participant.unread, "aside": participant.marked_unread, "muted": participant.muted,
        "archived": participant.archived_at is not None,
    }  # fmt: skip
    frames = [(participant.user_id, own)]
    if participant.user.shows_read_markers:
        seen = {"t": "seen", "conv": participant.conversation_id, "seq": participant.last_read_seq}
        others = Participant.objects.filter(conversation=participant.conversation_id)
        frames += [(other.user_id, seen) for other in others.exclude(user=participant.user_id)]
    publish(frames)
