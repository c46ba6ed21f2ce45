"""Reads over sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from contracts.models import Contract
from core.numbers import whole_number
from core.zones import zone
from sessions.models import AnyProposal, CoachingSession, NoShowClaim, RescheduleRequest

Status = CoachingSession.Status
Dot = Literal["done", "booked", "open", "void", "problem"]

DOTS: dict[str, Dot] = {
    Status.COMPLETED: "done",
    Status.RESOLVED: "done",
    Status.SCHEDULED: "booked",
    Status.CONFIRMED: "booked",
    Status.AWAITING_OUTCOME: "booked",
    Status.CANCELLED_LATE: "problem",
    Status.NO_SHOW_STUDENT: "problem",
    Status.DISPUTED: "problem",
    Status.VOID: "void",
    Status.UNUSED: "void",
}


@dataclass(frozen=True, kw_only=True)
class Progress:
    """A contract's credits by their latest attempts, ascending."""

    latest: tuple[CoachingSession, ...]
    total: int

    @property
    def dots(self) -> tuple[Dot, ...]:
        return tuple(dot_of(row) for row in self.latest)

    @property
    def completed(self) -> int:
        return sum(is_completed(row) for row in self.latest)

    @property
    def booked(self) -> int:
        return sum(row.status in CoachingSession.BLOCKING for row in self.latest)

    @property
    def next_free(self) -> CoachingSession | None:
        """The first credit that nobody has booked or offered times for."""
        return next((row for row in self.latest if row.status == Status.UNSCHEDULED), None)

    @property
    def count_free(self) -> int:
        return sum(row.status == Status.UNSCHEDULED for row in self.latest)

    @property
    def offered(self) -> tuple[CoachingSession, ...]:
        return tuple(row for row in self.latest if row.status == Status.OFFERED)

    def upcoming(self, now: datetime) -> CoachingSession | None:
        """The booked session that ends next."""
        rows = [
            row
            for row in self.latest
            if row.status in CoachingSession.BLOCKING and row.ends_at and row.ends_at > now
        ]
        return min(rows, key=lambda row: row.span, default=None)


def is_completed(row: CoachingSession) -> bool:
    """Whether the credit counts as held."""
    if row.status == Status.RESOLVED:
        return row.resolution == CoachingSession.Resolution.COMPLETED
    return row.status == Status.COMPLETED


def last_held(rows: Iterable[CoachingSession]) -> CoachingSession | None:
    """The one that began latest of those that were held."""
    held = [row for row in rows if is_completed(row) and row.scheduled_at]
    return max(held, key=lambda row: row.span, default=None)


def pending_reschedule(row: CoachingSession) -> RescheduleRequest | None:
    """The request for another time that waits for an answer."""
    return next((each for each in row.reschedules.all() if each.status == each.WAITING), None)


def week_after(
    session: CoachingSession, named: str | None, *, zone_name: str, now: datetime
) -> datetime | None:
    """When "the next one like this" would be, on a clock of this zone: the first week still to come.

    `named` is the id of the session to be like, as an address brings it; None when it is none.
    """
    named_id = whole_number(named)
    model = session.contract.sessions.filter(pk=named_id).first() if named_id else None
    if model is None or model.scheduled_at is None:
        return None
    tz = zone(zone_name)
    wall, today = (at.astimezone(tz).replace(tzinfo=None) for at in (model.scheduled_at, now))
    weeks = max((today - wall) // timedelta(weeks=1) + 1, 0)
    return wall + timedelta(weeks=weeks)


def asked_id(proposal: AnyProposal) -> int:
    """Who is asked to take one of its starts."""
    return proposal.session.contract.other_party_id(proposal.author_id)


def open_claims(row: CoachingSession) -> list[NoShowClaim]:
    """The claims that wait, the oldest first; read anew unless a card's `fetch` read them."""
    claims = [
        claim for claim in row.no_show_claims.all() if claim.status == NoShowClaim.Status.OPEN
    ]
    return sorted(claims, key=lambda claim: claim.pk)


def dot_of(row: CoachingSession) -> Dot:
    if row.status == Status.RESOLVED and not is_completed(row):
        return "problem"
    return DOTS.get(row.status, "open")


def latest_attempts(rows: Iterable[CoachingSession]) -> tuple[CoachingSession, ...]:
    """Of each credit the newest attempt, ascending by number."""
    newest: dict[int, CoachingSession] = {}
    for row in rows:
        if row.number not in newest or row.attempt > newest[row.number].attempt:
            newest[row.number] = row
    return tuple(newest[number] for number in sorted(newest))


def progress_of(contract: Contract) -> Progress:
    """Where the contract's credits stand, in one query (plus one for the terms in force)."""
    latest = latest_attempts(contract.sessions.all())
    for row in latest:
        row.contract = contract
    total = contract.agreed_version.session_count if contract.agreed_version else 0
    return Progress(latest=latest, total=total)
