"""Writing to a coach whom one found, before there is any request or proposal between the two."""

from datetime import datetime

from accounts.models import User
from chat.models import Conversation
from chat.timeline import numbers
from chat.workspace import rules
from core.actions import check
from core.transactions import action


@action
def start_conversation(coach: User, *, by: User, now: datetime) -> Conversation:
    """The conversation of this student with this coach, opened first if there is none.

    Idempotent; nothing is said to the coach before the first message. Raises NotAllowed, TooMany.
    """
    rules.STARTS.hold(by.pk)
    present = Conversation.objects.filter(student=by, coach=coach).first()
    if present is not None:
        return present
    check(rules.start_conversation(coach, by=by, now=now))
    conversation = numbers.conversation_for(student_id=by.pk, coach_id=coach.pk, now=now)
    conversation.started_at = now
    conversation.save(update_fields=["started_at"])
    return conversation
