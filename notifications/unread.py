"""What people left unread."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from chat.models import Entry, Participant


def unread_messages(participant: Participant) -> list[Entry]:
    """What the other side wrote since this person last read, oldest first."""
    entries = Entry.objects.filter(
        conversation_id=participant.conversation_id,
        seq__gt=participant.last_read_seq,
        kind=Entry.Kind.MESSAGE,
        deleted_at__isnull=True,
    )
    return list(entries.exclude(author_id=participant.user_id).order_by("seq"))


def waiting_since(before: datetime) -> QuerySet[Participant]:
    """Who has a message from the other side that is older than `before` and was not read."""
    old = Entry.objects.filter(
        conversation_id=OuterRef("conversation_id"),
        seq__gt=OuterRef("last_read_seq"),
        kind=Entry.Kind.MESSAGE,
        deleted_at__isnull=True,
        created_at__lte=before,
    ).exclude(author_id=OuterRef("user_id"))
    behind = Participant.objects.filter(unread__gt=0, muted=False, user__is_active=True)
    late = behind.filter(Exists(old)).select_related("conversation")
    return late.order_by("user_id", "conversation_id")
