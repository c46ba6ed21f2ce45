"""What a conversation stores beside its entries: how many are unread, and its numbers."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, IntegerField, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from chat.models import Conversation, Entry, Participant
from chat.timeline.actions import unread_entries
from core.recounts import Figure, Wrong, register_figure
from core.transactions import action, locked


def wrong_unread() -> Iterator[Wrong]:
    """Participants whose number of unread entries is another."""
    unread = unread_entries(
        OuterRef("conversation_id"), user_id=OuterRef("user_id"), after=OuterRef("last_read_seq")
    )
    counted = unread.order_by().values("conversation").annotate(n=Count("pk")).values("n")
    rows: Any = Participant.objects.annotate(
        counted=Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    ).exclude(unread=F("counted"))
    for row in rows.iterator():
        yield Wrong(row=row, stored=row.unread, counted=row.counted)


@action
def mend_unread(participant: Participant) -> None:
    """Count again, under the lock that everything new is written under."""
    locked(Conversation.objects.filter(pk=participant.conversation_id)).get()
    row = Participant.objects.get(pk=participant.pk)
    unread = unread_entries(row.conversation_id, user_id=row.user_id, after=row.last_read_seq)
    row.unread = unread.count()
    row.save(update_fields=["unread"])


def wrong_numbers() -> Iterator[Wrong]:
    """Conversations whose newest entry is another, or that would give out a number a second time."""
    of_conversation = Entry.objects.filter(conversation=OuterRef("pk")).order_by()
    newest = of_conversation.order_by("-seq").values("seq")[:1]
    last = of_conversation.order_by("-changed_n").values("changed_n")[:1]
    rows: Any = Conversation.objects.annotate(
        newest=Coalesce(Subquery(newest), 0), last=Coalesce(Subquery(last), 0)
    )
    wrong = rows.filter(~Q(last_seq=F("newest")) | Q(counter__lt=F("last")))
    for row in wrong.iterator():
        yield Wrong(row=row, stored=(row.last_seq, row.counter), counted=(row.newest, row.last))


@action
def mend_numbers(conversation: Conversation) -> None:
    """The counter only goes on: a page may have been told a number that no entry has any more."""
    row = locked(Conversation.objects.filter(pk=conversation.pk)).get()
    found = row.entries.aggregate(newest=Max("seq"), last=Max("changed_n"))
    row.last_seq = found["newest"] or 0
    row.counter = max(row.counter, found["last"] or 0)
    row.save(update_fields=["last_seq", "counter"])


register_figure(Figure(name="unread entries", wrong=wrong_unread, mend=mend_unread))
register_figure(Figure(name="conversation numbers", wrong=wrong_numbers, mend=mend_numbers))
