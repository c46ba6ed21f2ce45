"""The record that people keep as data: the contract, the versions agreed on, and what happened."""

from datetime import datetime
from typing import Any

from contracts.data import contract_summary, event_data, motion_data, version_data
from contracts.history import records_of
from contracts.models import Contract, ContractVersion


def agreed_versions(contract: Contract) -> list[ContractVersion]:
    """Every version that was in force, oldest first."""
    accepted = contract.versions.filter(status=ContractVersion.Status.ACCEPTED)
    return list(accepted.select_related("based_on", "author").order_by("number"))


def record_data(contract: Contract, *, now: datetime) -> dict[str, Any]:
    """As JSON, complete: the same for both parties."""
    return {
        "made_at": now.isoformat(),
        "contract": contract_summary(contract),
        "agreed_versions": [version_data(version) for version in agreed_versions(contract)],
        "motions": [motion_data(motion) for motion in contract.motions.all()],
        "events": [event_data(record) for record in records_of(contract)],
    }
