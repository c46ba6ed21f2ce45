"""What happened to requests and proposals. Every event knows both people of the pair it concerns."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Event


@dataclass(frozen=True, kw_only=True)
class RequestEvent(Event):
    stream_field: ClassVar[str] = "request_id"
    request_id: int
    student_id: int


class RequestDrafted(RequestEvent):
    pass


class RequestPosted(RequestEvent):
    """It is open for proposals, for the first time or again."""


@dataclass(frozen=True, kw_only=True)
class RequestEdited(RequestEvent):
    """`proposer_ids` are the coaches with a pending proposal, who should look again."""

    version: int
    changed_fields: tuple[str, ...]
    proposer_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class RequestClosed(RequestEvent):
    """Withdrawn or expired (`status`); its pending proposals became not selected."""

    status: str
    proposal_ids: tuple[int, ...]
    coach_ids: tuple[int, ...]


class RequestExpiryWarned(RequestEvent):
    pass


class RequestKeptOpen(RequestEvent):
    """The student still looks for a coach; the time to expiry starts again."""


@dataclass(frozen=True, kw_only=True)
class RequestSuspended(RequestEvent):
    reason: str


class RequestReinstated(RequestEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class ProposalEvent(RequestEvent):
    proposal_id: int
    coach_id: int
    version: int


class ProposalSubmitted(ProposalEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class ProposalEdited(ProposalEvent):
    changed_fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ProposalAccepted(ProposalEvent):
    """One winner; `not_selected_ids` are the other pending ones, of `not_selected_coach_ids`, same order."""

    not_selected_ids: tuple[int, ...]
    not_selected_coach_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ProposalDeclined(ProposalEvent):
    reason: str


class ProposalWithdrawn(ProposalEvent):
    pass


class ProposalExpired(ProposalEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class ProposalReleased(ProposalEvent):
    """The award led to no contract; the request is open again. `former_coach_ids` may renew."""

    former_coach_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CoachInvited(RequestEvent):
    coach_id: int


@dataclass(frozen=True, kw_only=True)
class SavedSearchMatched(Event):
    """New requests answer somebody's saved search; `user_id` is told once of each."""

    stream_field: ClassVar[str] = "saved_search_id"
    saved_search_id: int
    user_id: int
    name: str
    request_ids: tuple[int, ...]
