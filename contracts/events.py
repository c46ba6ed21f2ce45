"""What happened to contracts."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from accounts.models import User
from contracts.models import ContractVersion
from core import actions
from core.events import Event


@dataclass(frozen=True, kw_only=True)
class ContractEvent(Event):
    """`version_id` and `version_number` name the set of terms that the event is about."""

    stream_field: ClassVar[str] = "contract_id"
    contract_id: int
    student_id: int
    coach_id: int
    proposal_id: int
    version_id: int
    version_number: int


class EventFields(actions.EventFields):
    """What every event of a contract holds."""

    contract_id: int
    student_id: int
    coach_id: int
    proposal_id: int
    version_id: int
    version_number: int


def event_fields(version: ContractVersion, *, by: User | None, now: datetime) -> EventFields:
    """The fields of an event about this set of terms; `by` is None for the clock."""
    contract = version.contract
    return EventFields(
        **actions.event_fields(actor_id=None if by is None else by.pk, now=now),
        contract_id=contract.pk,
        student_id=contract.student_id,
        coach_id=contract.coach_id,
        proposal_id=contract.proposal_id,
        version_id=version.pk,
        version_number=version.number,
    )


class ContractOffered(ContractEvent):
    """Version 1: the contract exists and has its number."""


@dataclass(frozen=True, kw_only=True)
class ContractCountered(ContractEvent):
    previous_version_id: int


class ContractAccepted(ContractEvent):
    """The contract is active; its credits come to life above."""


@dataclass(frozen=True, kw_only=True)
class ContractDeclined(ContractEvent):
    """`revived_version_id` is the version that stands again, None when the offer is over."""

    reason: str
    revived_version_id: int | None


@dataclass(frozen=True, kw_only=True)
class ContractWithdrawn(ContractEvent):
    revived_version_id: int | None


class ContractLapsed(ContractEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class AmendmentProposed(ContractEvent):
    previous_version_id: int


@dataclass(frozen=True, kw_only=True)
class AmendmentAccepted(ContractEvent):
    previous_version_id: int


@dataclass(frozen=True, kw_only=True)
class AmendmentClosed(ContractEvent):
    """Declined, withdrawn, lapsed or void (`outcome`); the old terms, `previous_version_id`, stand."""

    previous_version_id: int
    outcome: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class MotionEvent(ContractEvent):
    motion_id: int


@dataclass(frozen=True, kw_only=True)
class PauseProposed(MotionEvent):
    reason: str


class ContractPaused(MotionEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class ContractResumed(MotionEvent):
    """By a party, or by the clock after 30 days. The end date moved by the days of the pause."""

    ends_on: date


@dataclass(frozen=True, kw_only=True)
class CompletionProposed(MotionEvent):
    reason: str


@dataclass(frozen=True, kw_only=True)
class MotionClosed(MotionEvent):
    """A proposed pause or early completion (`kind`) came to nothing: `outcome` says how."""

    kind: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ContractCompleted(ContractEvent):
    """`early` when both agreed to end it before every credit was settled; the rest becomes void."""

    early: bool


@dataclass(frozen=True, kw_only=True)
class ContractCancelled(ContractEvent):
    reason: str


@dataclass(frozen=True, kw_only=True)
class ContractEndWarned(ContractEvent):
    """The end date is near and `unscheduled` credits have no time yet."""

    days_left: int
    ends_on: date
    unscheduled: int
