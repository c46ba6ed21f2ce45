"""Seen live is not mailed: what somebody has just read in the conversation needs no optional mail as well."""

from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from chat.live import presence
from chat.models import Entry, Participant
from notifications.models import OutgoingEmail
from notifications.notices import Notice

# How long a mail to somebody with a page open waits for being needless.
PATIENCE = timedelta(minutes=2)


def due_after_a_look(notice: type[Notice], reader_id: int, *, at: datetime) -> datetime:
    """When a mail about what happened `at` is due: a little later if its reader may be watching."""
    return at + PATIENCE if _is_optional(notice) and presence.is_here(reader_id) else at


def was_seen(email: OutgoingEmail, notice: type[Notice]) -> bool:
    """Whether its reader's marker has passed what the same action wrote into the conversation."""
    pair = email.params.get("pair")
    if not _is_optional(notice) or not pair:
        return False
    written = Entry.objects.filter(
        conversation=OuterRef("conversation"), created_at=email.created_at
    )
    participant = Participant.objects.filter(
        user=email.recipient_id, conversation__student=pair[0], conversation__coach=pair[1]
    )
    last = written.order_by("-seq").values("seq")[:1]
    return participant.filter(last_read_seq__gte=Subquery(last)).exists()


def _is_optional(notice: type[Notice]) -> bool:
    """Not a mail with an invitation: looking at a page changes no entry in one's own calendar."""
    is_shown = notice.group.is_in_conversation and notice.calendar is None
    return is_shown and not notice.cannot_wait()
