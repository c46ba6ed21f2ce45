"""How a contract stands: what every card of it asks."""

from contracts.models import Contract, Motion

CONTRACT_TONES = {
    Contract.Status.OFFERED: "warn",
    Contract.Status.ACTIVE: "ok",
    Contract.Status.PAUSED: "warn",
    Contract.Status.COMPLETED: "accent",
    Contract.Status.CANCELLED: "danger",
    Contract.Status.DECLINED: "danger",
}


def open_motion(contract: Contract) -> Motion | None:
    if contract.status not in Contract.AGREED:
        return None
    motions = contract.motions.all()
    return next((motion for motion in motions if motion.status == Motion.Status.OPEN), None)
