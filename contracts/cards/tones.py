"""The colour in which a contract's state is shown."""

from contracts.models import Contract

TONES = {
    Contract.Status.OFFERED: "warn",
    Contract.Status.ACTIVE: "ok",
    Contract.Status.PAUSED: "warn",
    Contract.Status.COMPLETED: "accent",
    Contract.Status.CANCELLED: "danger",
    Contract.Status.DECLINED: "danger",
}


def contract_tone(contract: Contract) -> str:
    """Empty for a state that is nothing to mark."""
    return TONES.get(Contract.Status(contract.status), "")
