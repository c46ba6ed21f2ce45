"""What may be done with a contract, by whom and when: one function for each verb.

Each answers with the refusal that the verb would meet now, or with None. The action asks under the lock,
the card for its button, the page of a form before it is shown.
"""

from datetime import datetime

from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.commitments import commitments_of
from contracts.counters import counters_of, next_counter_at, within_an_hour
from contracts.errors import (
    AlreadyBound,
    AlreadyFulfilled,
    AlreadyOffered,
    AlreadyOpen,
    EndDatePassed,
    NoCountersLeft,
    NoPausesLeft,
    NotAParty,
    NothingOpen,
    NotPaused,
    NotRunning,
    NotYourTerms,
    NotYourTurn,
    OfferLapsed,
    ProposalNotAccepted,
    RequestPaused,
    StillBooked,
    StillUnsettled,
    TooManyCounters,
)
from contracts.models import Contract, ContractVersion, Motion
from contracts.period import local_day
from contracts.queries import standing_contract
from contracts.terms import Terms, proposed_terms
from core.errors import DomainError, Stale
from marketplace.models import LearningRequest, Proposal

COUNTERS_AN_HOUR = 3
COUNTERS_IN_ALL = 10
PAUSES = 3

Kind = ContractVersion.Kind


def party(contract: Contract, *, by: User) -> DomainError | None:
    """Anything at all: only the two people of the contract."""
    return None if by.pk in (contract.student_id, contract.coach_id) else NotAParty()


# --- offers -------------------------------------------------------------------------------------


def offer(proposal: Proposal, *, by: User, now: datetime) -> DomainError | None:
    """Make a contract from an accepted proposal: either party, while nothing that came of it stands."""
    if by.pk not in (proposal.request.student_id, proposal.coach_id):
        return NotAParty()
    if (standing := standing_contract(proposal, now=now)) is not None:
        if standing.status in Contract.LIVE:
            return AlreadyOffered(subject=standing.newest_version())
        return AlreadyFulfilled(subject=proposal)
    if proposal.status != Proposal.Status.ACCEPTED:
        return ProposalNotAccepted(subject=proposal)
    return _frozen(proposal, subject=proposal)


def _frozen(proposal: Proposal, *, subject: Model) -> DomainError | None:
    """Nothing new comes of a request that staff have frozen; what was agreed before stands."""
    frozen = proposal.request.status == LearningRequest.Status.SUSPENDED
    return RequestPaused(subject=subject) if frozen else None


def counter(version: ContractVersion, *, by: User, now: datetime) -> DomainError | None:
    """Answer an open offer with other terms. Both parties' counters count: three an hour, ten in all."""
    return (
        _answer(version, Kind.OFFER, by=by, now=now)
        or _frozen(version.contract.proposal, subject=version)
        or _one_more_counter(version, by=by, now=now)
    )


def _one_more_counter(version: ContractVersion, *, by: User, now: datetime) -> DomainError | None:
    sent = counters_of(version.contract)
    if len(sent) >= COUNTERS_IN_ALL:
        return NoCountersLeft(subject=version)
    if len(within_an_hour(sent, now=now)) < COUNTERS_AN_HOUR:
        return None
    again = next_counter_at(version.contract, now=now) or now
    return TooManyCounters.until(again, by=by, now=now, subject=version)


def accept(version: ContractVersion, *, by: User, now: datetime) -> DomainError | None:
    """Agree to an open offer, as long as its end date is not over."""
    refusal = _answer(version, Kind.OFFER, by=by, now=now) or _frozen(
        version.contract.proposal, subject=version
    )
    if refusal is None and version.end_date < local_day(now, version.timezone):
        return EndDatePassed(subject=version)
    return refusal


def decline(version: ContractVersion, *, by: User, now: datetime) -> DomainError | None:
    """Refuse an open offer."""
    return _answer(version, Kind.OFFER, by=by, now=now)


def withdraw(version: ContractVersion, *, by: User, now: datetime) -> DomainError | None:
    """Take one's own open offer back."""
    return _take_back(version, Kind.OFFER, by=by, now=now)


def _answer(
    version: ContractVersion, kind: ContractVersion.Kind, *, by: User, now: datetime
) -> DomainError | None:
    refusal = party(version.contract, by=by) or _is_open(version, kind, now=now)
    if refusal is None and version.author_id == by.pk:
        return NotYourTurn(subject=version)
    return refusal


def _take_back(
    version: ContractVersion, kind: ContractVersion.Kind, *, by: User, now: datetime
) -> DomainError | None:
    refusal = party(version.contract, by=by) or _is_open(version, kind, now=now)
    if refusal is None and version.author_id != by.pk:
        return NotYourTerms(subject=version)
    return refusal


def _is_open(
    version: ContractVersion, kind: ContractVersion.Kind, *, now: datetime
) -> DomainError | None:
    """Of this kind, and the one that waits for an answer now."""
    open_id = version.contract.open_version_id
    if version.kind != kind or open_id is None:
        return NothingOpen(subject=version)
    if open_id != version.pk:
        return Stale(subject=version)
    return OfferLapsed(subject=version) if now >= version.expires_at else None


# --- amendments ---------------------------------------------------------------------------------


def running(contract: Contract) -> DomainError | None:
    """Whatever needs terms in force: the contract is active or paused."""
    if contract.status in Contract.AGREED:
        return None
    return NotRunning(subject=contract.agreed_version or contract.newest_version())


def propose_amendment(contract: Contract, *, by: User) -> DomainError | None:
    """Put other terms before the other party, one set at a time."""
    refusal = party(contract, by=by) or running(contract)
    if refusal is None and contract.open_version_id is not None:
        return AlreadyOpen(subject=contract.open_version)
    return refusal


def accept_amendment(amendment: ContractVersion, *, by: User, now: datetime) -> DomainError | None:
    """Agree to an open amendment that the sessions used or booked meanwhile still fit."""
    refusal = _answer(amendment, Kind.AMENDMENT, by=by, now=now)
    if refusal is not None:
        return refusal
    terms = proposed_terms(amendment)
    over = terms.end_date < local_day(now, terms.timezone)
    if over or unfit(amendment.contract, terms):
        return AlreadyBound(subject=amendment)
    return None


def decline_amendment(amendment: ContractVersion, *, by: User, now: datetime) -> DomainError | None:
    """Refuse an open amendment."""
    return _answer(amendment, Kind.AMENDMENT, by=by, now=now)


def withdraw_amendment(
    amendment: ContractVersion, *, by: User, now: datetime
) -> DomainError | None:
    """Take one's own open amendment back."""
    return _take_back(amendment, Kind.AMENDMENT, by=by, now=now)


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


# --- pauses and ends ----------------------------------------------------------------------------


def propose_pause(contract: Contract, *, by: User) -> DomainError | None:
    """Ask the other party for a pause: three at most, while nothing is booked."""
    return _propose(contract, by=by) or _pause(contract)


def propose_completion(contract: Contract, *, by: User) -> DomainError | None:
    """Ask the other party for an early end: nothing may be booked or await its outcome."""
    return _propose(contract, by=by) or _complete(contract)


def _propose(contract: Contract, *, by: User) -> DomainError | None:
    refusal = party(contract, by=by) or running(contract)
    if refusal is None and contract.open_motion() is not None:
        return AlreadyOpen(subject=contract.agreed_version)
    return refusal


def accept_pause(contract: Contract, *, by: User, now: datetime) -> DomainError | None:
    """Agree to the pause that the other party asked for."""
    return _answer_motion(contract, Motion.Kind.PAUSE, by=by, now=now) or _pause(contract)


def accept_completion(contract: Contract, *, by: User, now: datetime) -> DomainError | None:
    """Agree to the early end that the other party asked for."""
    return _answer_motion(contract, Motion.Kind.COMPLETION, by=by, now=now) or _complete(contract)


def decline_motion(contract: Contract, *, by: User, now: datetime) -> DomainError | None:
    """Say no to what the other party asked for."""
    return _answer_motion(contract, *Motion.Kind, by=by, now=now)


def _answer_motion(
    contract: Contract, *kinds: Motion.Kind, by: User, now: datetime
) -> DomainError | None:
    if (refusal := party(contract, by=by)) is not None:
        return refusal
    motion, agreed = contract.open_motion(), contract.agreed_version
    if motion is None or motion.kind not in kinds:
        return NothingOpen(subject=agreed)
    if motion.author_id == by.pk:
        return NotYourTurn(subject=agreed)
    return OfferLapsed(subject=agreed) if now >= motion.expires_at else None


def withdraw_motion(contract: Contract, *, by: User) -> DomainError | None:
    """Take back what one asked for oneself."""
    if (refusal := party(contract, by=by)) is not None:
        return refusal
    motion, agreed = contract.open_motion(), contract.agreed_version
    if motion is None:
        return NothingOpen(subject=agreed)
    return None if motion.author_id == by.pk else NotYourTerms(subject=agreed)


def _pause(contract: Contract) -> DomainError | None:
    agreed = contract.agreed_version
    if contract.status != Contract.Status.ACTIVE:
        return NotRunning(subject=agreed)
    agreed_pause = (Motion.Kind.PAUSE, Motion.Status.ACCEPTED)
    if sum((m.kind, m.status) == agreed_pause for m in contract.motions.all()) >= PAUSES:
        return NoPausesLeft(subject=agreed)
    return StillBooked(subject=agreed) if commitments_of(contract).booked else None


def _complete(contract: Contract) -> DomainError | None:
    bound = commitments_of(contract)
    if bound.booked:
        return StillBooked(subject=contract.agreed_version)
    return StillUnsettled(subject=contract.agreed_version) if bound.unsettled else None


def resume(contract: Contract, *, by: User) -> DomainError | None:
    """End a pause: either party."""
    refusal = party(contract, by=by)
    if refusal is None and contract.status != Contract.Status.PAUSED:
        return NotPaused(subject=contract.agreed_version)
    return refusal


def cancel(contract: Contract, *, by: User) -> DomainError | None:
    """End a running contract for good: either party."""
    return party(contract, by=by) or running(contract)
