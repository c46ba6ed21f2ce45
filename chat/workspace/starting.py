"""Writing to a coach whom one found, before there is any request or proposal between the two."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import has_verified_email, is_approved_coach
from chat.models import Conversation
from chat.timeline import numbers
from core.errors import NotAllowed, TooMany
from core.transactions import action

STARTS_A_DAY = 20


@action
def start_conversation(coach: User, *, by: User, now: datetime) -> Conversation:
    """The conversation of this student with this coach, opened first if there is none.

    Idempotent; nothing is said to the coach before the first message. Only a student with a verified
    address, only with an approved coach, at most 20 new ones in 24 hours.
    Raises NotAllowed, TooMany.
    """
    present = Conversation.objects.filter(student=by, coach=coach).first()
    if present is not None:
        return present
    if by.pk == coach.pk:
        raise NotAllowed(_("You cannot write to yourself."))
    if not by.is_student:
        raise NotAllowed(_("Say in your settings that you want to learn first."))
    if not has_verified_email(by):
        raise NotAllowed(_("Verify your email address first; we have sent you a link."))
    if not is_approved_coach(coach):
        raise NotAllowed(_("This coach cannot be written to."))
    today = Conversation.objects.filter(student=by, created_at__gt=now - timedelta(days=1))
    if today.count() >= STARTS_A_DAY:
        raise TooMany(_("You have opened many conversations today. Please wait until tomorrow."))
    return numbers.conversation_for(student_id=by.pk, coach_id=coach.pk, now=now)
