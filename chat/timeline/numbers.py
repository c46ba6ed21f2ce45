"""The numbered timeline: the only place that gives a conversation's numbers.

A number is taken under the conversation's row lock in the transaction that writes the entry, so the order
of numbers is the order of commits, and a reader at n never meets a later change with a number up to n.
Entries of cards and notes are written here by receivers; messages go through `chat.timeline.append`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F

from chat.models import SUBJECT_OF, Conversation, Entry, Participant
from chat.timeline.kicks import change_after_commit
from core.transactions import locked

Pair = tuple[int, int]


def conversation_for(*, student_id: int, coach_id: int, now: datetime) -> Conversation:
    """The pair's conversation under its lock, made first if there is none."""
    return conversations_for([(student_id, coach_id)], now=now)[student_id, coach_id]


def conversations_for(pairs: Iterable[Pair], *, now: datetime) -> dict[Pair, Conversation]:
    """The conversations of all (student, coach) pairs, locked in one ordered query."""
    wanted = set(pairs)
    found = _locked_conversations(wanted)
    missing = sorted(wanted - found.keys())
    if not missing:
        return found
    for pair in missing:
        _create(pair, now)
    return _locked_conversations(wanted)


def conversations_showing(subjects: Iterable[models.Model]) -> list[Conversation]:
    """Every conversation that has a card of one of these objects, locked in one ordered query."""
    shown = models.Q(pk__in=[])
    for subject in subjects:
        shown |= models.Q(**{SUBJECT_OF[type(subject)]: subject})
    ids = Entry.objects.filter(shown).values_list("conversation_id", flat=True)
    return list(locked(Conversation.objects.filter(pk__in=ids)).order_by("id"))


def _locked_conversations(pairs: set[Pair]) -> dict[Pair, Conversation]:
    if not pairs:
        return {}
    wanted = models.Q()
    for student_id, coach_id in pairs:
        wanted |= models.Q(student=student_id, coach=coach_id)
    rows = locked(Conversation.objects.filter(wanted)).order_by("id")
    return {(row.student_id, row.coach_id): row for row in rows}


def _create(pair: Pair, now: datetime) -> None:
    student_id, coach_id = pair
    try:
        with transaction.atomic():
            conversation = Conversation.objects.create(
                student_id=student_id, coach_id=coach_id, last_activity_at=now, created_at=now
            )
            Participant.objects.bulk_create(
                [Participant(conversation=conversation, user_id=user_id) for user_id in pair]
            )
    except IntegrityError:
        # Somebody opened it at the same moment; the lock that follows waits for them.
        return


def post_card(
    conversation: Conversation,
    subject: models.Model,
    *,
    event: str = "",
    params: Mapping[str, Any] | None = None,
    author_id: int | None,
    now: datetime,
) -> tuple[Entry, bool]:
    """Show an object in this conversation. Returns its entry and whether it is new.

    An object has one entry per conversation: one that is there already counts as changed instead.
    `event` and `params` say in the inbox why it was shown.
    """
    if entry := touch_card(conversation, subject):
        return entry, False
    entry = Entry(
        kind=Entry.Kind.CARD,
        author_id=author_id,
        event=event,
        params=dict(params or {}),
        created_at=now,
    )
    setattr(entry, SUBJECT_OF[type(subject)], subject)
    return _add(conversation, entry), True


def touch_card(conversation: Conversation, subject: models.Model) -> Entry | None:
    """Say that the object's card changed. Returns None if this conversation does not show it."""
    entry = conversation.entries.filter(**{SUBJECT_OF[type(subject)]: subject}).first()
    if entry is not None:
        entry.changed_n = _next_number(conversation)
        entry.save(update_fields=["changed_n"])
    return entry


def post_note(
    conversation: Conversation,
    *,
    event: str,
    params: Mapping[str, Any],
    actor_id: int | None,
    about: Entry | None,
    now: datetime,
) -> Entry:
    """Add one line of what happened, worded for each viewer by `chat.timeline.notes` when it is drawn."""
    entry = Entry(
        kind=Entry.Kind.NOTE,
        author_id=actor_id,
        event=event,
        params=dict(params),
        about=about,
        created_at=now,
    )
    return _add(conversation, entry)


def change(conversation: Conversation, entry: Entry, fields: Iterable[str]) -> None:
    """Save these fields of an entry of the locked conversation, as a change of its own number."""
    entry.changed_n = _next_number(conversation)
    entry.save(update_fields=[*fields, "changed_n"])


def _add(conversation: Conversation, entry: Entry) -> Entry:
    entry.conversation = conversation
    conversation.last_activity_at = entry.created_at
    conversation.last_seq = conversation.counter + 1
    entry.seq = entry.changed_n = _next_number(conversation, "last_seq", "last_activity_at")
    entry.save(force_insert=True)
    others = conversation.participants.all()
    if entry.author_id is not None:
        others = others.exclude(user=entry.author_id)
    others.update(unread=F("unread") + 1, archived_at=None)
    return entry


def _next_number(conversation: Conversation, *fields: str) -> int:
    """The next number of a conversation whose row this transaction has locked; pushed after commit.

    It is saved together with these fields of the conversation.
    """
    conversation.counter += 1
    conversation.save(update_fields=["counter", *fields])
    change_after_commit(conversation.pk, conversation.counter)
    return conversation.counter
