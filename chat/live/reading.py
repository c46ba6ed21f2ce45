"""What a page that was away is missing: the one code behind the socket's resume and its HTTP twin."""

from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery

from chat.live import presence
from chat.live.push import as_seen_by, entry_frame
from chat.models import Conversation, Entry, Participant
from chat.timeline.people import Person
from chat.timeline.queries import known_of, sides_of, with_subjects

REPLAY_MOST = 300
# A page that draws itself anew is sent less than this.
REPLAY_LENGTH_MOST = 512 * 1024


def replay(
    conversation_id: int, *, user_id: int, after: int, now: datetime
) -> dict[str, Any] | None:
    """The changes with a number above `after`, in order, and the number up to which they reach.

    Two queries, and two more if there are cards among the changes. `reload` instead of changes when there
    are too many, or when the page is ahead of the database (a restored backup). None for who is not in it.
    """
    conversation = _conversation(conversation_id, user_id)
    if conversation is None:
        return None
    head = conversation.counter
    sides = sides_of(conversation)
    other = sides.other(user_id)
    frame: dict[str, Any] = {
        "t": "entries", "conv": conversation_id, "after": after, "head": head,
        "unread": conversation.unread, "other": other.id, "here": presence.is_here(other.id),
        "entries": [],
    }  # fmt: skip
    if other.shows_read_markers:
        frame["seen"] = conversation.seen_by_other
    if after > head:
        return frame | {"reload": True}
    if after == head:
        return frame
    rows = Entry.objects.for_timeline().filter(conversation=conversation_id, changed_n__gt=after)
    missed = list(rows.order_by("changed_n")[: REPLAY_MOST + 1])
    if len(missed) > REPLAY_MOST:
        return frame | {"reload": True}
    changed = with_subjects(missed)
    known = known_of(changed, now=now)
    user = conversation.student if conversation.student_id == user_id else conversation.coach
    with as_seen_by(Person.of(user)) as viewer:
        drawn = [
            entry_frame(
                entry,
                viewer=viewer,
                sides=sides,
                user=user,
                unread=None,
                now=now,
                known=known,
                pushed=False,
            )
            for entry in changed
        ]
    if sum(len(each.get("html", "")) for each in drawn) > REPLAY_LENGTH_MOST:
        return frame | {"reload": True}
    return frame | {"entries": drawn}


def _conversation(conversation_id: int, user_id: int) -> Any:
    others = Participant.objects.filter(conversation=OuterRef("pk")).exclude(user=user_id)
    return (
        Conversation.objects.filter(pk=conversation_id, participants__user=user_id)
        .annotate(
            unread=F("participants__unread"),
            seen_by_other=Subquery(others.values("last_read_seq")[:1]),
        )
        .select_related("student", "coach")
        .first()
    )
