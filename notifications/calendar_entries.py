"""What a session is called in calendars, and the pages of theirs that add one by hand."""

from datetime import datetime
from typing import Literal
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from accounts.models import User
from core.bidi import isolated
from core.zones import both_spans
from notifications.addresses import absolute
from sessions.models import CoachingSession

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]
# What stands in calendars, in a feed as in what is added by hand: booked, or held.
STANDING = (*CoachingSession.BLOCKING, "awaiting_outcome", "completed")


def title_of(session: CoachingSession, reader: User) -> str:
    return _("%(title)s with %(other)s") % {
        "title": isolated(session.contract.proposal.request.title),
        "other": _other(session, reader),
    }


def _other(session: CoachingSession, reader: User) -> User:
    contract = session.contract
    return contract.coach if reader.pk == contract.student_id else contract.student


def details_of(session: CoachingSession, reader: User, starts_at: datetime) -> str:
    """Calendar programs show their owner's clock only, so the text says both."""
    other = _other(session, reader)
    ends_at = starts_at + session.length
    clocks = both_spans(starts_at, ends_at, mine=reader.timezone, theirs=other.timezone)
    place = {"number": session.number, "contract": session.contract.number}
    what = _("Session %(number)s of contract %(contract)s. Move or cancel it on its page.") % place
    return f"{clocks.text}. {what}"


def google_address(session: CoachingSession, reader: User) -> str:
    """A page of Google Calendar with everything filled in."""
    starts_at, ends_at = session.span
    query = {
        "action": "TEMPLATE",
        "text": title_of(session, reader),
        "dates": f"{starts_at:%Y%m%dT%H%M%SZ}/{ends_at:%Y%m%dT%H%M%SZ}",
        "details": f"{details_of(session, reader, starts_at)} {absolute(f'/sessions/{session.pk}')}",
        "location": session.meeting_url,
    }
    return f"https://calendar.google.com/calendar/render?{urlencode(query)}"


def outlook_address(session: CoachingSession, reader: User) -> str:
    """A page of Outlook with everything filled in."""
    starts_at, ends_at = session.span
    query = {
        "rru": "addevent",
        "subject": title_of(session, reader),
        "startdt": f"{starts_at:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{ends_at:%Y-%m-%dT%H:%M:%SZ}",
        "body": f"{details_of(session, reader, starts_at)} {absolute(f'/sessions/{session.pk}')}",
        "location": session.meeting_url,
    }
    return f"https://outlook.live.com/calendar/0/action/compose?{urlencode(query)}"
