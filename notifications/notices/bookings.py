"""Notices about a session that is booked, and whether it is agreed."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.models import EventRecord
from notifications.links import Action, Target
from notifications.notices.base import Envelope, plain
from notifications.notices.groups import TIME
from notifications.notices.letter import Button, in_words
from notifications.notices.readers import both, the_coach, the_other
from notifications.notices.sessions import (
    BookedNotice,
    EndedNotice,
    SessionNotice,
    Status,
    find_session,
)
from sessions import answers, events
from sessions.models import CoachingSession


class SessionScheduled(SessionNotice):
    """A booking that waits for the coach. It is told from the session, so that it can be told again."""

    name = "session_scheduled"
    readers = {events.SessionScheduled: the_coach}
    title = _("a session is booked and waits for you")
    notification = _("%(other)s booked %(when)s. Please confirm or decline.")
    why_essential = TIME

    @classmethod
    def envelopes(cls, event: Any, _record: EventRecord) -> list[Envelope]:
        return [cls.about(find_session(event.session_id))]

    @classmethod
    def about(cls, session: CoachingSession) -> Envelope:
        """To the coach. Raises ValueError for a session without a start."""
        if session.scheduled_at is None:
            raise ValueError(f"{session} has no start")
        booking = f"{session.pk}-{session.sequence}-{session.scheduled_at:%Y%m%dT%H%M}"
        params = {
            "starts_at": plain(session.scheduled_at),
            "version": session.version,
            "actor_id": session.contract.student_id,
        }
        return cls.envelope(session, session.contract.coach_id, f"session-{booking}", params)

    @classmethod
    def nudge(cls, session: CoachingSession) -> Envelope:
        """The same question once more, when half of the time to answer is over."""
        first = cls.about(session)
        return replace(first, key=f"{first.key}-half", params={**first.params, "again": True})

    def is_true(self) -> bool:
        answer_by = self.session.answer_by
        waits = answer_by is not None and answer_by > self.now
        return self.session.status == Status.SCHEDULED and waits and self.has_same_start

    def context(self) -> dict[str, Any]:
        answer_by = self.session.answer_by
        return {
            **super().context(),
            "until": in_words(answer_by, self.reader) if answer_by else "",
            "again": bool(self.params.get("again")),
            "rules": self.rules(),
        }

    def buttons(self) -> tuple[Button, ...]:
        """Confirm, decline, or look for another time."""
        session, me, now = self.session, self.reader, self.now
        if session.answer_by is None:
            return super().buttons()
        version, until = session.version, session.answer_by
        confirm = Target(action=Action.CONFIRM_SESSION, id=session.pk, version=version)
        decline = replace(confirm, action=Action.DECLINE_SESSION)
        yes = answers.confirm(session, by=me, version=version, now=now)
        no = answers.decline(session, by=me, version=version, now=now)
        return (
            self.answer_button(yes.name, yes, confirm, expires_at=until),
            self.answer_button(no.name, no, decline, expires_at=until),
            self.propose_another_time(),
        )


class SessionConfirmed(BookedNotice):
    name = "session_confirmed"
    readers = {events.SessionConfirmed: both}
    title = _("a session is confirmed")
    notification = _("Session %(session)s on %(when)s is confirmed.")
    why_essential = TIME
    calendar = "REQUEST"


class SessionDeclined(EndedNotice):
    name = "session_declined"
    readers = {events.SessionDeclined: the_other}
    title = _("a booking is declined")
    notification = _("Session %(session)s on %(when)s was not confirmed.")
    why_essential = TIME


class SessionCancelled(EndedNotice):
    name = "session_cancelled"
    readers = {events.SessionCancelled: both}
    title = _("a session is cancelled")
    notification = _("Session %(session)s on %(when)s is cancelled.")
    why_essential = TIME
    calendar = "CANCEL"

    def context(self) -> dict[str, Any]:
        return {**super().context(), "status": self.params["status"]}
