"""What the views of the workspace find for one of the two participants; anybody else gets 404."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from chat.models import Conversation, Entry, Participant
from chat.timeline.queries import with_people
from chat.workspace.pages import Reading

OF_PLACE = ("conversation__student", "conversation__coach")


def find_conversation(person: User, conversation_id: int) -> Conversation:
    """One's own, with both people. Raises Http404."""
    mine = Conversation.objects.visible_to(person)
    return get_object_or_404(with_people(mine), pk=conversation_id)


def find_reading(person: User, conversation_id: int) -> Reading:
    """Of one's own conversation, with both people. Raises Http404."""
    mine = Q(conversation__student=person) | Q(conversation__coach=person)
    rows = Participant.objects.filter(mine, conversation=conversation_id)
    read = {row.user_id: row for row in rows.select_related(*OF_PLACE)}
    if person.pk not in read:
        raise Http404
    own = read.pop(person.pk)
    (other,) = read.values()
    sides = (other.conversation.student, other.conversation.coach)
    shows = next(each.shows_read_markers for each in sides if each.pk == other.user_id)
    return Reading(
        conversation=own.conversation, participant=own, seen=other.last_read_seq if shows else 0
    )


def find_own_message(person: User, conversation: Conversation, seq: int) -> Entry:
    """What this person said there and did not delete. Raises Http404."""
    said = Entry.objects.filter(conversation=conversation, author=person, deleted_at__isnull=True)
    return get_object_or_404(said, kind=Entry.Kind.MESSAGE, seq=seq)


def find_coach(coach_id: int) -> User:
    """Somebody a conversation can be opened with. Raises Http404."""
    return get_object_or_404(User, pk=coach_id, is_coach=True, is_active=True)
