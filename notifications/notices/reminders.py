"""Reminders of agreed sessions, told by the clock."""

from collections.abc import Iterator
from datetime import timedelta
from math import ceil
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from core.zones import LocalTime
from notifications.notices.base import Envelope, plain
from notifications.notices.groups import REMINDERS
from notifications.notices.sessions import BookedNotice
from sessions.models import CoachingSession
from sessions.policy import policy_for


class SessionReminder(BookedNotice):
    """Due from `before` the start until `useless` before it, when the next one or nothing follows."""

    group = REMINDERS
    source = "notifications.reminders"
    before: ClassVar[timedelta]
    useless: ClassVar[timedelta] = timedelta(0)

    @classmethod
    def key_of(cls, session: CoachingSession) -> str:
        """Once per row and start, so that a moved session is reminded of again."""
        return f"session-{session.pk}-{session.sequence}"

    @classmethod
    def to_both(cls, session: CoachingSession) -> Iterator[Envelope]:
        params = {"starts_at": plain(session.scheduled_at), "actor_id": None}
        for reader_id in (session.contract.student_id, session.contract.coach_id):
            yield cls.envelope(session, reader_id, cls.key_of(session), params)

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            **self._ahead(),
            "meeting_url": self.session.meeting_url,
        }

    def _ahead(self) -> dict[str, int]:
        """How far away the start is as the mail leaves, which may be later than it was due."""
        start = self.local_start
        if start is None:
            return {}
        today = LocalTime(instant=self.now, zone_name=start.zone_name).day
        return {
            "days_ahead": (start.day - today).days,
            "minutes_ahead": ceil((start.instant - self.now) / timedelta(minutes=1)),
        }


class SessionReminder24h(SessionReminder):
    """Held up until the last two hours, a day's notice would only mislead."""

    name = "session_reminder_24h"
    title = _("a session is a day away")
    notification = _("Coming up: session %(session)s, %(when)s.")
    before = timedelta(hours=24)
    useless = timedelta(hours=2)
    misleads_for = useless


class SessionReminder1h(SessionReminder):
    name = "session_reminder_1h"
    title = _("a session is an hour away")
    notification = _("Soon: session %(session)s, %(when)s.")
    before = timedelta(hours=1)
    useless = timedelta(minutes=10)
    is_urgent = True

    def context(self) -> dict[str, Any]:
        words = policy_for(self.session).join_words(zone_name=self.reader.timezone)
        return {**super().context(), "join": words}


class SessionReminder10m(SessionReminder):
    name = "session_reminder_10m"
    title = _("a session is ten minutes away")
    notification = _("In ten minutes: session %(session)s. You can join now.")
    before = timedelta(minutes=10)
    has_mail = False


SESSION_REMINDERS = (SessionReminder24h, SessionReminder1h, SessionReminder10m)
