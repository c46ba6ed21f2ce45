"""What speaks against each verb on people's hours; None where nothing does."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rules import own_account
from calendars.hours import free_spans
from calendars.models import Calendar
from calendars.spans import Span
from core.errors import DomainError, NotPossibleNow


def close_hours(calendar: Calendar, span: Span, *, by: User, now: datetime) -> DomainError | None:
    """Whose hours they are, while some of the time is open and to come."""
    if refusal := own_account(calendar.user, by=by):
        return refusal
    if span.ends_at <= now:
        return NotPossibleNow(_("This time has passed."))
    if not free_spans(calendar, span):
        return NotPossibleNow(_("None of your hours lie in this time: there is nothing to close."))
    return None
