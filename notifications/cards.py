"""What this app adds to the cards of the apps below."""

from datetime import datetime
from typing import Any

from core.cards import CardPart, Contribution
from sessions.models import CoachingSession


def calendar_links(
    session: CoachingSession, _viewer: Any, now: datetime, _known: None
) -> Contribution:
    """Ways to take a confirmed session into one's own calendar, as long as it lies ahead."""
    starts_at = session.scheduled_at
    ahead = session.status == CoachingSession.Status.CONFIRMED and starts_at and starts_at > now
    if not ahead:
        return Contribution()
    part = CardPart(template="notifications/_calendar_links.html", data={"session_id": session.pk})
    return Contribution(parts=(part,))
