"""Notices about what changes a booked session: another time, or another place to meet."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.models import EventRecord
from core.zones import BothSpans
from notifications.links import Action, Target
from notifications.notices.base import Envelope
from notifications.notices.choices import ChoiceNotice
from notifications.notices.groups import PLACE, TIME
from notifications.notices.letter import Button, in_words, instant
from notifications.notices.readers import both, if_outcome, the_other
from notifications.notices.sessions import BookedNotice, SessionNotice, Status, find_session
from sessions import answers, events
from sessions.answers import Answer
from sessions.models import CoachingSession, RescheduleRequest
from sessions.policy import policy_for, rescheduled_late_after


class RescheduleNotice(SessionNotice):
    @cached_property
    def reschedule(self) -> RescheduleRequest:
        reschedule = RescheduleRequest.objects.get(pk=self.params["reschedule_id"])
        reschedule.session = self.session
        return reschedule


class RescheduleRequested(RescheduleNotice, ChoiceNotice):
    """The proposed starts beside the present one, until the question is answered."""

    name = "reschedule_requested"
    readers = {events.RescheduleRequested: the_other}
    title = _("another time is asked for")
    notification = _("%(other)s asks to move session %(session)s.")

    @classmethod
    def envelopes(cls, event: Any, _record: EventRecord) -> list[Envelope]:
        return [cls.about(find_session(event.session_id))]

    @classmethod
    def about(cls, session: CoachingSession) -> Envelope:
        """To the one who has to answer. Raises RescheduleRequest.DoesNotExist when none is pending."""
        pending = session.reschedules.get(status=RescheduleRequest.Status.PENDING)
        return cls.envelope(
            session,
            session.contract.other_party_id(pending.author_id),
            f"reschedule-{pending.pk}",
            {"reschedule_id": pending.pk, "actor_id": pending.author_id},
        )

    @property
    def choices(self) -> Sequence[datetime]:
        return self.reschedule.start_times

    def is_true(self) -> bool:
        return self.reschedule.is_waiting(self.now)

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "until": in_words(self.reschedule.expires_at, self.reader),
            "asked_for": self.reschedule.reason,
            "is_counter": self.reschedule.counters_id is not None,
            "approval": self._approval(),
        }

    def _approval(self) -> str:
        """What agreeing will mean for cancelling, in the words of the card."""
        late = rescheduled_late_after(self.session, self.reschedule)
        return policy_for(self.session).approval_words(self.role, rescheduled_late=late)

    def buttons(self) -> tuple[Button, ...]:
        asked = self.reschedule
        approve = Target(action=Action.APPROVE_RESCHEDULE, id=asked.pk, version=asked.version)
        keep = replace(approve, action=Action.DECLINE_RESCHEDULE)
        no = answers.decline_reschedule(asked, by=self.reader, now=self.now)
        return (
            *self.choice_buttons(self._approve, approve, expires_at=asked.expires_at),
            self.answer_button(no.name, no, keep, expires_at=asked.expires_at),
            self.propose_another_time(),
        )

    def _approve(self, starts_at: datetime) -> Answer:
        return answers.approve_reschedule(
            self.reschedule, by=self.reader, starts_at=starts_at, now=self.now
        )


class SessionRescheduled(BookedNotice):
    name = "session_rescheduled"
    readers = {events.SessionRescheduled: both}
    title = _("a session is moved")
    notification = _("Session %(session)s is moved to %(when)s.")
    why_essential = TIME
    calendar = "REQUEST"

    def context(self) -> dict[str, Any]:
        return {**super().context(), "old_start": self._old_start()}

    def _old_start(self) -> BothSpans:
        return self.on_both_clocks(instant(self.params["old_start"]))


class MeetingLinkChanged(SessionNotice):
    name = "meeting_link_changed"
    readers = {events.MeetingLinkChanged: both}
    title = _("a meeting link changes")
    notification = _("%(other)s changed the meeting link of session %(session)s.")
    why_essential = PLACE
    calendar = "REQUEST"

    @classmethod
    def is_mailed(cls, session: CoachingSession) -> bool:
        """A link that was given before the invitation goes out with it."""
        return session.status == Status.CONFIRMED

    def is_true(self) -> bool:
        session = self.session
        is_newest = self.params["sequence"] == session.calendar_sequence
        return session.status == Status.CONFIRMED and is_newest and session.span[1] > self.now

    def context(self) -> dict[str, Any]:
        return {**super().context(), "meeting_url": self.session.meeting_url}


class RescheduleDeclined(RescheduleNotice):
    name = "reschedule_declined"
    readers = {events.RescheduleClosed: if_outcome("declined", the_other)}
    title = _("another time is declined")
    notification = _("%(other)s declined to move session %(session)s.")

    def context(self) -> dict[str, Any]:
        return {**super().context(), "rules": self.rules()}


class RescheduleExpired(RescheduleNotice):
    name = "reschedule_expired"
    readers = {events.RescheduleClosed: if_outcome("expired", both)}
    title = _("a request for another time runs out")
    notification = _("The request to move session %(session)s ran out.")

    def context(self) -> dict[str, Any]:
        asked_by_me = self.reschedule.author_id == self.reader.pk
        return {**super().context(), "rules": self.rules(), "asked_by_me": asked_by_me}


class RescheduleWithdrawn(SessionNotice):
    name = "reschedule_withdrawn"
    readers = {events.RescheduleClosed: if_outcome("withdrawn", the_other)}
    title = _("a request for another time is taken back")
    notification = _("%(other)s took back the request to move session %(session)s.")
    has_mail = False
