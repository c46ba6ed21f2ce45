"""What all notices about sessions have in common."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contract
from core.bidi import isolated
from core.models import EventRecord
from core.zones import BothSpans, LocalTime
from notifications.addresses import absolute, conversation_path
from notifications.links import Action, LetterLinks, Target
from notifications.notices.base import Envelope, Notice, event_key, event_params, plain
from notifications.notices.groups import SESSIONS
from notifications.notices.letter import Button, Facts, Invitation, instant, on_both_clocks
from sessions.aftermath import aftermath
from sessions.answers import Answer
from sessions.models import CoachingSession
from sessions.policy import Role, policy_for

Status = CoachingSession.Status


class SessionNotice(Notice):
    """To the parties of a session, about the start that it had when it happened."""

    group = SESSIONS

    @classmethod
    def envelopes(cls, event: Any, record: EventRecord) -> list[Envelope]:
        reader_ids = cls.readers_of(event)
        if not reader_ids:
            return []
        session = find_session(event.session_id)
        params, key = event_params(event), event_key(record)
        return [
            cls.envelope(session, reader_id, key, params, in_app=reader_id != event.actor_id)
            for reader_id in reader_ids
        ]

    @classmethod
    def envelope(
        cls,
        session: CoachingSession,
        reader_id: int,
        key: str,
        params: Mapping[str, Any],
        *,
        in_app: bool = True,
    ) -> Envelope:
        """`when` is the session's start unless `params` has another."""
        contract = session.contract
        names = {
            "session_id": session.pk,
            "session": session.number,
            "contract": contract.number,
            "title": contract.proposal.request.title,
            "other_id": contract.other_party_id(reader_id),
            "pair": [contract.student_id, contract.coach_id],
            "when": params.get("starts_at") or plain(session.scheduled_at),
            "minutes": session.duration_minutes,
        }
        return Envelope(
            notice=cls,
            reader_id=reader_id,
            key=key,
            params={**params, **names},
            path=f"/sessions/{session.pk}",
            in_app=in_app,
            mail=cls.is_mailed(session),
        )

    @classmethod
    def is_mailed(cls, _session: CoachingSession) -> bool:
        return True

    @cached_property
    def session(self) -> CoachingSession:
        related = ("student", "coach", "proposal__request", "agreed_version")
        joined = (f"contract__{name}" for name in related)
        sessions = CoachingSession.objects.select_related(*joined, "terms")
        return sessions.prefetch_related("reschedules").get(pk=self.params["session_id"])

    @cached_property
    def links(self) -> LetterLinks:
        return LetterLinks(reader=self.reader, now=self.now)

    @property
    def contract(self) -> Contract:
        return self.session.contract

    @property
    def thread(self) -> str:
        return f"contract-{self.contract.pk}"

    @property
    def ask_url(self) -> str:
        return absolute(conversation_path(self.contract.student_id, self.contract.coach_id))

    @property
    def role(self) -> Role:
        return "student" if self.reader.pk == self.contract.student_id else "coach"

    @property
    def other(self) -> User:
        return self.contract.coach if self.role == "student" else self.contract.student

    @property
    def starts_at(self) -> datetime | None:
        """The start that it is about; without one in the params, the one that the session has."""
        told = self.params.get("starts_at")
        return instant(told) if told else self.session.scheduled_at

    @property
    def has_same_start(self) -> bool:
        return self.starts_at == self.session.scheduled_at

    @property
    def local_start(self) -> LocalTime | None:
        if self.starts_at is None:
            return None
        return LocalTime(instant=self.starts_at, zone_name=self.reader.timezone)

    def context(self) -> dict[str, Any]:
        local = self.local_start
        return {
            "title": self.contract.proposal.request.title,
            "number": self.session.number,
            "day": local and local.date_text,
            "time": local and local.time_and_place,
            "starts": local and self.on_both_clocks(local.instant),
            "reason": self.params.get("reason", ""),
            "by_me": self.by_me,
            "by_clock": self.by_clock,
        }

    def on_both_clocks(self, starts_at: datetime) -> BothSpans:
        minutes = self.session.duration_minutes
        return on_both_clocks(starts_at, minutes=minutes, reader=self.reader, other=self.other)

    def rules(self) -> str:
        """What cancelling and moving mean from now on, in the words of the card."""
        if self.session.scheduled_at is None:
            return ""
        words = policy_for(self.session).words(
            self.role, now=self.now, zone_name=self.reader.timezone
        )
        return " ".join(words)

    def buttons(self) -> tuple[Button, ...]:
        return (Button(label=_("Open the session"), url=self.session_url),)

    @property
    def session_url(self) -> str:
        return absolute(f"/sessions/{self.session.pk}")

    def answer_button(
        self, label: str, answer: Answer, target: Target, *, expires_at: datetime
    ) -> Button:
        """The link that gives this answer, until then."""
        url = self.links.address(target, expires_at=expires_at)
        return Button(label=label, url=url, tone=answer.tone)

    def propose_another_time(self) -> Button:
        url = self.links.opening_address(Action.OPEN_SESSION, self.session.pk)
        return Button(label=_("Propose another time"), url=url, tone="quiet")

    def facts(self) -> Facts:
        contract = self.contract
        return (
            (_("Contract"), f"{contract.number} · {isolated(contract.proposal.request.title)}"),
            (_("Session"), self.session.number_of_total),
            (_("Length"), _("%(minutes)s minutes") % {"minutes": self.session.duration_minutes}),
        )

    def invitation(self) -> Invitation | None:
        """What the reader's calendar has to hear; only a session that was confirmed is ever in it."""
        if not (self.calendar and self.starts_at and self.session.confirmed_by_coach):
            return None
        from notifications import ics

        body = ics.invitation(
            self.session,
            reader=self.reader,
            method=self.calendar,
            starts_at=self.starts_at,
            sequence=self.params.get("sequence", self.session.calendar_sequence),
            now=self.now,
        )
        return Invitation(method=self.calendar, body=body)


class BookedNotice(SessionNotice):
    """The session is agreed and lies ahead, by more than `misleads_for`."""

    misleads_for = timedelta(0)

    def is_true(self) -> bool:
        starts_at = self.session.scheduled_at
        is_ahead = starts_at is not None and starts_at - self.misleads_for > self.now
        return self.session.status == Status.CONFIRMED and is_ahead and self.has_same_start

    def context(self) -> dict[str, Any]:
        return {**super().context(), "rules": self.rules()}


class EndedNotice(SessionNotice):
    """The session is over in some way; `aftermath` says what it leads to, in the words of the card."""

    def context(self) -> dict[str, Any]:
        words = aftermath(self.session, self.role, now=self.now, zone_name=self.reader.timezone)
        return {**super().context(), "aftermath": words}


def find_session(session_id: int) -> CoachingSession:
    """With everything that a notice names."""
    related = ("contract__proposal__request",)
    return CoachingSession.objects.select_related(*related).get(pk=session_id)
