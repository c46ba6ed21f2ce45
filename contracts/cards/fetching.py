"""What the cards of many versions or proposals need beyond their rows, read at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects

from contracts.models import Contract, ContractVersion
from marketplace.models import Proposal


def fetch_versions(versions: Sequence[ContractVersion], _now: datetime) -> None:
    """For the cards of many versions: wishes about those in force, the counters before the open ones.

    The versions of one contract share its object, so that it is read once, and it knows those of them.
    """
    shared = {version.contract_id: version.contract for version in versions}
    for version in versions:
        contract = version.contract = shared[version.contract_id]
        if contract.agreed_version_id == version.pk:
            contract.agreed_version = version
        if contract.open_version_id == version.pk:
            contract.open_version = version
    in_force = [v.contract for v in versions if v.contract.agreed_version_id == v.pk]
    prefetch_related_objects(in_force, "motions")
    on_offer = [v.contract for v in versions if v.contract.open_version_id == v.pk]
    prefetch_related_objects(on_offer, "versions")


def fetch_contracts_of(proposals: Sequence[Proposal], _now: datetime) -> None:
    """For the way from an accepted proposal to its contract."""
    accepted = [p for p in proposals if p.status == Proposal.Status.ACCEPTED]
    contracts = Contract.objects.select_related("open_version")
    prefetch_related_objects(accepted, Prefetch("contracts", contracts))
