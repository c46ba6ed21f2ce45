"""What speaks against each verb of the workspace."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat.models import Conversation
from core.errors import DomainError
from core.quotas import DAY, Quota
from marketplace.rules import write_first

STARTS = Quota(
    name="starts",
    most=20,
    newcomers=10,
    within=DAY,
    says=_(
        "You have opened %(most)s conversations within %(within)s. You can open the next %(when)s."
    ),
)


def start_conversation(coach: User, *, by: User, now: datetime) -> DomainError | None:
    """Who may write to this coach first, as often as `STARTS` allows."""
    started = Conversation.objects.filter(student=by)
    refusal = write_first(coach, by=by)
    return refusal or STARTS.refusal(started, at="started_at", by=by, now=now)
