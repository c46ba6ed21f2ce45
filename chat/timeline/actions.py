"""What a participant does in a conversation besides saying something new."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet

from accounts.models import User
from chat.errors import MessageGone, NotInConversation
from chat.models import Conversation, Entry, EntryRevision, Participant
from chat.timeline import numbers, rules
from chat.timeline.attachments import hold_files_of, words_of
from chat.timeline.kicks import marker_after_commit
from core.actions import check
from core.errors import Invalid
from core.texts import paragraphs
from core.transactions import action, locked
from files.actions import delete_files

GONE_WITH_IT = ("body", "words", "reactions", "params")
SIGNS = ("👍", "❤️", "😀", "🎉", "🙏", "👀")


def _held(conversation_id: int, user_id: int) -> tuple[Conversation, Participant]:
    """The conversation and the person as a participant of it, under the conversation's lock."""
    conversation = locked(Conversation.objects.filter(pk=conversation_id)).first()
    participant = Participant.objects.filter(conversation=conversation_id, user=user_id).first()
    if conversation is None or participant is None:
        raise NotInConversation
    return conversation, participant


def unread_entries(
    conversation_id: int | OuterRef, *, user_id: int | OuterRef, after: int | OuterRef
) -> QuerySet[Entry]:
    """What counts as unread: newer than the marker, not one's own, not deleted."""
    return Entry.objects.filter(
        Q(author__isnull=True) | ~Q(author=user_id),
        conversation=conversation_id,
        seq__gt=after,
        deleted_at__isnull=True,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Marker:
    """How far somebody has read, and what is left."""

    conversation_id: int
    user_id: int
    last_read_seq: int
    unread: int


@action
def mark_read(conversation_id: int, *, by_id: int, seq: int) -> Marker:
    """Everything up to this entry has been seen. The marker never goes back; a repeat changes nothing.

    Raises NotInConversation.
    """
    conversation, participant = _held(conversation_id, by_id)
    seq = min(seq, conversation.counter)
    if seq > participant.last_read_seq or participant.marked_unread:
        participant.last_read_seq = max(seq, participant.last_read_seq)
        participant.marked_unread = False
        participant.unread = unread_entries(
            conversation_id, user_id=by_id, after=participant.last_read_seq
        ).count()
        participant.save(update_fields=["last_read_seq", "marked_unread", "unread"])
        marker_after_commit(participant)
    return Marker(
        conversation_id=conversation_id,
        user_id=by_id,
        last_read_seq=participant.last_read_seq,
        unread=participant.unread,
    )


@action
def mark_unread(conversation_id: int, *, by: User) -> Participant:
    """Put the conversation aside as unread; the marker of what was read stays."""
    _conversation, participant = _held(conversation_id, by.pk)
    if not participant.marked_unread:
        participant.marked_unread = True
        participant.save(update_fields=["marked_unread"])
        marker_after_commit(participant)
    return participant


@action
def set_muted(conversation_id: int, *, by: User, muted: bool) -> Participant:
    """A muted conversation still counts, but sends its member no mail and no notice."""
    _conversation, participant = _held(conversation_id, by.pk)
    if participant.muted != muted:
        participant.muted = muted
        participant.save(update_fields=["muted"])
        marker_after_commit(participant)
    return participant


@action
def set_archived(conversation_id: int, *, by: User, archived: bool, now: datetime) -> Participant:
    """Put the conversation out of one's own list, or bring it back. A new entry brings it back too."""
    _conversation, participant = _held(conversation_id, by.pk)
    if (participant.archived_at is not None) != archived:
        participant.archived_at = now if archived else None
        participant.save(update_fields=["archived_at"])
        marker_after_commit(participant)
    return participant


@action
def edit_message(conversation_id: int, seq: int, *, by: User, body: str, now: datetime) -> Entry:
    """Replace the text of one's own message; the former text is kept. The same text changes nothing.

    Raises NotInConversation, NotYourMessage, MessageGone, and what `append` refuses a text for.
    """
    conversation, entry = _own_message(conversation_id, seq, by)
    check(rules.message_text(body, has_files=bool(entry.params.get("files"))))
    text = paragraphs(body)
    if entry.body != text:
        EntryRevision.objects.create(entry=entry, body=entry.body, replaced_at=now)
        entry.body = text
        entry.words = words_of(entry)
        entry.edited_at = now
        numbers.change(conversation, entry, ["body", "words", "edited_at"])
        _touch_answers(conversation, entry)
    return entry


@action
def delete_message(conversation_id: int, seq: int, *, by: User, now: datetime) -> Entry:
    """Take one's own message out of sight; a tombstone stays. Deleting again changes nothing."""
    hold_files_of(conversation_id, seq)
    conversation, _place = _held(conversation_id, by.pk)
    entry = _message(conversation, seq)
    check(rules.delete(entry, by_id=by.pk))
    if entry.deleted_at is None:
        EntryRevision.objects.create(entry=entry, body=entry.body, replaced_at=now)
        entry.body = entry.words = ""
        entry.reactions, entry.params = {}, {}
        entry.deleted_at = now
        delete_files(entry.attachments.values_list("file_id", flat=True), now=now)
        numbers.change(conversation, entry, [*GONE_WITH_IT, "deleted_at"])
        _touch_answers(conversation, entry)
        _uncount(conversation, entry)
    return entry


@action
def react(conversation_id: int, seq: int, *, by: User, sign: str, on: bool) -> Entry:
    """Put a sign at a message or take it away. Raises Invalid for a sign that is not offered."""
    conversation, _place = _held(conversation_id, by.pk)
    entry = _message(conversation, seq)
    check(rules.react(entry))
    if sign not in SIGNS:
        raise Invalid(fields={"sign": ["Choose one of the offered signs."]})
    people = set(entry.reactions.get(sign, ()))
    if (by.pk in people) != on:
        people.symmetric_difference_update({by.pk})
        entry.reactions = {
            s: sorted(people) if s == sign else entry.reactions.get(s, [])
            for s in SIGNS
            if (people if s == sign else entry.reactions.get(s))
        }
        numbers.change(conversation, entry, ["reactions"])
    return entry


def _message(conversation: Conversation, seq: int) -> Entry:
    entry = conversation.entries.filter(seq=seq, kind=Entry.Kind.MESSAGE).first()
    if entry is None:
        raise MessageGone
    return entry


def _own_message(conversation_id: int, seq: int, by: User) -> tuple[Conversation, Entry]:
    conversation, _place = _held(conversation_id, by.pk)
    entry = _message(conversation, seq)
    check(rules.edit(entry, by_id=by.pk))
    return conversation, entry


def _touch_answers(conversation: Conversation, entry: Entry) -> None:
    """Answers show the beginning of what they answer, so they change with it."""
    for answer in entry.replies.order_by("seq"):
        numbers.change(conversation, answer, [])


def _uncount(conversation: Conversation, entry: Entry) -> None:
    """A message that is gone is no longer unread for the other side."""
    for participant in conversation.participants.exclude(user=entry.author_id):
        if participant.last_read_seq < entry.seq:
            participant.unread = unread_entries(
                conversation.pk, user_id=participant.user_id, after=participant.last_read_seq
            ).count()
            participant.save(update_fields=["unread"])
