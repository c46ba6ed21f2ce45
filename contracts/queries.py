"""Contracts as lists and pages read them."""

from datetime import datetime

from django.db.models import Q, QuerySet

from contracts.models import Contract, ContractVersion, Motion
from marketplace.models import Proposal


def with_people(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    """Everything that a row, a card or a page of a contract reads, in one query."""
    return contracts.select_related(
        "student", "coach", "open_version__author", "agreed_version", "proposal__request"
    )


def with_own_versions(contract: Contract) -> Contract:
    """The same contract; its open and its agreed version know it and need not read it anew."""
    for version in (contract.open_version, contract.agreed_version):
        if version is not None:
            version.contract = contract
    return contract


def versions_for_cards(versions: QuerySet[ContractVersion]) -> QuerySet[ContractVersion]:
    """Everything that a version's card reads of the version itself, in one query."""
    return versions.select_related(
        "contract__student", "contract__coach", "contract__proposal__request", "based_on"
    )


def standing_contract(proposal: Proposal, *, now: datetime) -> Contract | None:
    """What keeps another contract from being made of the proposal: one that both agreed on, or an open offer.

    Reads the proposal's contracts anew unless a card's `fetch` read them.
    """
    newest = max(proposal.contracts.all(), key=lambda contract: contract.pk, default=None)
    if newest is None or newest.activated_at is not None:
        return newest
    version = newest.open_version
    return newest if version is not None and now < version.expires_at else None


# --- What the clock has to do -------------------------------------------------------------


def overdue_versions(now: datetime) -> QuerySet[Contract]:
    """Contracts whose open offer or amendment nobody answered in time."""
    waiting = ContractVersion.Status.OFFERED
    return Contract.objects.filter(
        open_version__status=waiting, open_version__expires_at__lte=now
    ).order_by("pk")


def overdue_motions(now: datetime) -> QuerySet[Contract]:
    return (
        Contract.objects.filter(motions__status=Motion.Status.OPEN, motions__expires_at__lte=now)
        .order_by("pk")
        .distinct()
    )


def paused_since(before: datetime) -> QuerySet[Contract]:
    """Paused contracts whose pause began at that instant or earlier."""
    return (
        Contract.objects.filter(
            status=Contract.Status.PAUSED,
            motions__kind=Motion.Kind.PAUSE,
            motions__status=Motion.Status.ACCEPTED,
            motions__resumed_at__isnull=True,
            motions__decided_at__lte=before,
        )
        .order_by("pk")
        .distinct()
    )


def ending_by(last_day: datetime) -> QuerySet[Contract]:
    """Active contracts whose end date is that day or earlier and whose last warning is still to come."""
    return (
        Contract.objects.active()
        .filter(ends_on__lte=last_day.date())
        .filter(Q(end_warned_days__isnull=True) | Q(end_warned_days__gt=3))
        .order_by("pk")
    )
