"""The whole contract beside its page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from contracts import presses
from contracts.cards.standing import CONTRACT_TONES, open_motion
from contracts.models import Contract
from core.cards import Card


@dataclass(frozen=True, kw_only=True)
class ContractPanel(Card):
    """The whole contract beside its page: who, how it stands, everything that can be done."""

    contract: Contract
    tone: str
    other: User
    record_url: str
    data_url: str

    @property
    def status_label(self) -> str:
        return str(self.contract.get_status_display())


def build_panel(contract: Contract, viewer: User, _now: datetime, _known: None) -> ContractPanel:
    """Of a contract; apps above add sessions as parts and what they can do as actions."""
    return ContractPanel(
        dom_id=f"contract-{contract.pk}-panel",
        version=contract.version,
        actions=tuple(press.on(contract) for press in _panel_presses(contract)),
        contract=contract,
        tone=CONTRACT_TONES.get(Contract.Status(contract.status), ""),
        other=contract.coach if viewer.pk == contract.student_id else contract.student,
        record_url=reverse("contract-record", args=[contract.pk]),
        data_url=reverse("contract-record-data", args=[contract.pk]),
    )


def _panel_presses(contract: Contract) -> Iterator[presses.Press]:
    if contract.status not in Contract.AGREED:
        return
    yield presses.amend_press(contract)
    yield from presses.motions_to_make(contract, open_motion(contract))
