"""Why something cannot be done with a contract right now: one answer for the action and for its button."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from contracts.commitments import commitments_of
from contracts.errors import (
    AlreadyBound,
    AlreadyFulfilled,
    AlreadyOpen,
    EndDatePassed,
    NoCountersLeft,
    NoPausesLeft,
    NotRunning,
    ProposalNotAccepted,
    RequestPaused,
    StillBooked,
    StillUnsettled,
    TooManyCounters,
)
from contracts.models import Contract, ContractVersion, Motion
from contracts.period import local_day
from contracts.terms import Terms, proposed_terms
from core.errors import DomainError
from marketplace.models import LearningRequest, Proposal

HOUR = timedelta(hours=1)
COUNTERS_AN_HOUR = 3
COUNTERS_IN_ALL = 10
PAUSES = 3


def refuse(refusal: DomainError | None) -> None:
    if refusal is not None:
        raise refusal


def offer_refusal(proposal: Proposal) -> DomainError | None:
    """Of making a contract from a proposal, leaving aside one that stands already."""
    if proposal.status != Proposal.Status.ACCEPTED:
        return ProposalNotAccepted(subject=proposal)
    if (pause := pause_of_request(proposal)) is not None:
        return pause
    if proposal.contracts.filter(activated_at__isnull=False).exists():
        return AlreadyFulfilled(subject=proposal)
    return None


def pause_of_request(proposal: Proposal) -> DomainError | None:
    """Of anything new from a request that staff have frozen."""
    frozen = proposal.request.status == LearningRequest.Status.SUSPENDED
    return RequestPaused(subject=proposal) if frozen else None


def acceptance_refusal(version: ContractVersion, *, now: datetime) -> DomainError | None:
    """Of an open offer."""
    if version.end_date < local_day(now, version.timezone):
        return EndDatePassed(subject=version)
    return None


def counter_refusal(contract: Contract, *, now: datetime) -> DomainError | None:
    """Both parties' counters count together: three an hour, ten in all."""
    sent = _counters(contract)
    if len(sent) >= COUNTERS_IN_ALL:
        return NoCountersLeft(subject=contract.open_version)
    if len(_of_last_hour(sent, now)) >= COUNTERS_AN_HOUR:
        return TooManyCounters(subject=contract.open_version)
    return None


def next_counter_at(contract: Contract, *, now: datetime) -> datetime | None:
    """When the hour of the oldest counter of this last hour is over; None when none was sent in it."""
    oldest = min(_of_last_hour(_counters(contract), now), default=None)
    return None if oldest is None else oldest + HOUR


def _counters(contract: Contract) -> list[datetime]:
    """When each counter was sent; read anew unless the contract was prepared for drawing."""
    return [
        version.offered_at
        for version in contract.versions.all()
        if version.kind == ContractVersion.Kind.OFFER and version.based_on_id is not None
    ]


def _of_last_hour(sent: list[datetime], now: datetime) -> list[datetime]:
    return [at for at in sent if at > now - HOUR]


def amending_refusal(contract: Contract) -> DomainError | None:
    if contract.status not in Contract.AGREED or contract.agreed_version is None:
        return NotRunning(subject=contract.agreed_version)
    if contract.open_version_id is not None:
        return AlreadyOpen(subject=contract.open_version)
    return None


def amendment_refusal(
    contract: Contract, amendment: ContractVersion, *, now: datetime
) -> DomainError | None:
    """Of accepting the open amendment."""
    terms = proposed_terms(amendment)
    over = terms.end_date < local_day(now, terms.timezone)
    if over or unfit(contract, terms):
        return AlreadyBound(subject=amendment)
    return None


def unfit(contract: Contract, terms: Terms) -> dict[str, list[str]]:
    """What of the terms contradicts the sessions that are used or booked, by field."""
    bound = commitments_of(contract)
    problems = {}
    if terms.session_count < bound.spent:
        text = _("%(count)d sessions are used or booked already.") % {"count": bound.spent}
        problems["session_count"] = [text]
    last = bound.last_booked_end
    if last is not None and terms.end_date < local_day(last, terms.timezone):
        problems["end_date"] = [_("A session is booked after that day.")]
    return problems


def motion_refusal(contract: Contract, *, open_motion: Motion | None) -> DomainError | None:
    """Of asking anything of the other party."""
    if contract.status not in Contract.AGREED:
        return NotRunning(subject=contract.agreed_version)
    if open_motion is not None:
        return AlreadyOpen(subject=contract.agreed_version)
    return None


def pause_refusal(contract: Contract) -> DomainError | None:
    """Of asking for a pause, and of agreeing to one."""
    agreed = contract.agreed_version
    if contract.status != Contract.Status.ACTIVE:
        return NotRunning(subject=agreed)
    agreed_pause = (Motion.Kind.PAUSE, Motion.Status.ACCEPTED)
    if sum((m.kind, m.status) == agreed_pause for m in contract.motions.all()) >= PAUSES:
        return NoPausesLeft(subject=agreed)
    return StillBooked(subject=agreed) if commitments_of(contract).booked else None


def completion_refusal(contract: Contract) -> DomainError | None:
    """Of asking for an early end, and of agreeing to one."""
    bound = commitments_of(contract)
    if bound.booked:
        return StillBooked(subject=contract.agreed_version)
    return StillUnsettled(subject=contract.agreed_version) if bound.unsettled else None
