"""Writing to a coach whom one found, before there is any request or proposal between the two."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.queries import has_verified_email, is_approved_coach
from chat.models import Conversation
from chat.timeline import numbers
from core.actions import check
from core.errors import NotAllowed
from core.quotas import DAY, Quota
from core.transactions import action

STARTS = Quota(
    name="starts",
    most=20,
    newcomers=10,
    within=DAY,
    says=gettext_lazy(
        "You have opened %(most)s conversations within %(within)s. You can open the next %(when)s."
    ),
)


@action
def start_conversation(coach: User, *, by: User, now: datetime) -> Conversation:
    """The conversation of this student with this coach, opened first if there is none.

    Idempotent; nothing is said to the coach before the first message. Only a student with a verified
    address, only with an approved coach, and as often as `STARTS` allows.
    Raises NotAllowed, TooMany.
    """
    STARTS.hold(by.pk)
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
    started = Conversation.objects.filter(student=by)
    check(STARTS.refusal(started, at="started_at", by=by, now=now))
    conversation = numbers.conversation_for(student_id=by.pk, coach_id=coach.pk, now=now)
    conversation.started_at = now
    conversation.save(update_fields=["started_at"])
    return conversation
