"""What happened to sessions. The audit trail is that of their contract."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from accounts.models import User
from core import actions
from core.events import Event
from sessions.models import CoachingSession


@dataclass(frozen=True, kw_only=True)
class SessionEvent(Event):
    """`version` is the session row's own after the change; `number` its credit; `minutes` its length.

    A `sequence` is the row's `calendar_sequence` after the change.
    """

    stream_field: ClassVar[str] = "contract_id"
    contract_id: int
    session_id: int
    number: int
    version: int
    student_id: int
    coach_id: int
    minutes: int


class EventFields(actions.EventFields):
    contract_id: int
    session_id: int
    number: int
    version: int
    student_id: int
    coach_id: int
    minutes: int


def event_fields(session: CoachingSession, *, by: User | None, now: datetime) -> EventFields:
    """The fields that all session events share, to be read after the row was saved."""
    return EventFields(
        **actions.event_fields(actor_id=by.pk if by else None, now=now),
        contract_id=session.contract_id,
        session_id=session.pk,
        number=session.number,
        version=session.version,
        student_id=session.contract.student_id,
        coach_id=session.contract.coach_id,
        minutes=session.duration_minutes,
    )


@dataclass(frozen=True, kw_only=True)
class SessionEndedEvent(SessionEvent):
    """`next_attempt_id` is the fresh row when the credit came back, else None."""

    next_attempt_id: int | None


@dataclass(frozen=True, kw_only=True)
class TimesOffered(SessionEvent):
    offer_id: int
    starts: tuple[datetime, ...]


@dataclass(frozen=True, kw_only=True)
class TimesClosed(SessionEvent):
    """An offer ended without a booking: declined, withdrawn, superseded or lapsed (`outcome`)."""

    offer_id: int
    outcome: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SessionScheduled(SessionEvent):
    """The student picked a start; it waits for the coach until `answer_by`."""

    starts_at: datetime
    answer_by: datetime


@dataclass(frozen=True, kw_only=True)
class SessionConfirmed(SessionEvent):
    """Both agreed on the start. `offer_id` is set when it came from an offer of times."""

    starts_at: datetime
    offer_id: int | None


@dataclass(frozen=True, kw_only=True)
class SessionDeclined(SessionEndedEvent):
    """By the coach, or by silence when `actor_id` is None."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class SessionCancelled(SessionEndedEvent):
    """`status` says which kind: cancelled, cancelled_late, cancelled_by_coach or void."""

    status: str
    reason: str
    starts_at: datetime
    sequence: int


class SessionUnused(SessionEvent):
    """The contract's end date passed and nobody had booked the credit."""


@dataclass(frozen=True, kw_only=True)
class RescheduleRequested(SessionEvent):
    reschedule_id: int
    starts: tuple[datetime, ...]
    reason: str
    is_counter: bool


@dataclass(frozen=True, kw_only=True)
class AvailabilityNoted(SessionEvent):
    """Other sessions took or gave back starts of an offer or of a reschedule request, whose id is set.

    `taken` are all those that are not free now.
    """

    offer_id: int | None
    reschedule_id: int | None
    taken: tuple[datetime, ...]


@dataclass(frozen=True, kw_only=True)
class SessionRescheduled(SessionEvent):
    """A reschedule was approved."""

    reschedule_id: int
    old_start: datetime
    starts_at: datetime
    sequence: int


@dataclass(frozen=True, kw_only=True)
class RescheduleClosed(SessionEvent):
    """Declined, withdrawn, expired or void (`outcome`); the old time stands."""

    reschedule_id: int
    outcome: str
    reason: str


class SessionStarted(SessionEvent):
    """Somebody checked in."""


class SessionAwaitsOutcome(SessionEvent):
    pass


class SessionCompleted(SessionEvent):
    """Marked by a party, or by the clock when `actor_id` is None."""


class SessionNotHeld(SessionEndedEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class NoShowClaimed(SessionEvent):
    absent_id: int
    contest_by: datetime


@dataclass(frozen=True, kw_only=True)
class NoShowSettled(SessionEndedEvent):
    absent_id: int


class SessionDisputed(SessionEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class SessionResolved(SessionEndedEvent):
    outcome: str
    note: str


@dataclass(frozen=True, kw_only=True)
class SessionNotesChanged(SessionEvent):
    wrap_up_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingLinkChanged(SessionEvent):
    """Given, replaced or taken away."""

    sequence: int
