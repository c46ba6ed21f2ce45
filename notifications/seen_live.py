"""Seen live is not mailed: what somebody has just read in the conversation needs no optional mail as well."""

from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from chat.live import presence
from chat.models import Entry, Participant
from notifications.kinds import Kind
from notifications.models import OutgoingEmail

# How long a mail to somebody with a page open waits for being needless.
PATIENCE = timedelta(minutes=2)
SHOWN_LIVE = frozenset({"contracts", "sessions", "proposals"})
# Their mails change an entry in the reader's own calendar, which looking at a page does not.
FOR_CALENDARS = frozenset({"meeting_link_changed"})


def due_after_a_look(kind: Kind, reader_id: int, *, at: datetime) -> datetime:
    """When a mail about what happened `at` is due: a little later if its reader may be watching."""
    return at + PATIENCE if _is_optional(kind) and presence.is_here(reader_id) else at


def was_seen(email: OutgoingEmail, kind: Kind) -> bool:
    """Whether its reader's marker has passed what the same action wrote into the conversation."""
    pair = email.params.get("pair")
    if not _is_optional(kind) or not pair:
        return False
    written = Entry.objects.filter(
        conversation=OuterRef("conversation"), created_at=email.created_at
    )
    place = Participant.objects.filter(
        user=email.recipient_id, conversation__student=pair[0], conversation__coach=pair[1]
    )
    last = written.order_by("-seq").values("seq")[:1]
    return place.filter(last_read_seq__gte=Subquery(last)).exists()


def _is_optional(kind: Kind) -> bool:
    is_shown = kind.group in SHOWN_LIVE and kind.name not in FOR_CALENDARS
    return is_shown and not kind.cannot_wait
