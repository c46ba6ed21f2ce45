"""What the views of the workspace find for one of the two participants; anybody else gets 404."""

from django.shortcuts import get_object_or_404

from accounts.models import User
from chat.models import Conversation, Entry
from chat.timeline.queries import with_people


def find_conversation(person: User, conversation_id: int) -> Conversation:
    """One's own, with both people. Raises Http404."""
    mine = Conversation.objects.visible_to(person)
    return get_object_or_404(with_people(mine), pk=conversation_id)


def find_own_message(person: User, conversation: Conversation, seq: int) -> Entry:
    """What this person said there and did not delete. Raises Http404."""
    said = Entry.objects.filter(conversation=conversation, author=person, deleted_at__isnull=True)
    return get_object_or_404(said, kind=Entry.Kind.MESSAGE, seq=seq)


def find_coach(coach_id: int) -> User:
    """Somebody a conversation can be opened with. Raises Http404."""
    return get_object_or_404(User, pk=coach_id, is_coach=True, is_active=True)
