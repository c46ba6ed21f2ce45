"""The whole contract beside its page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from contracts import card_actions
from contracts.cards.tones import contract_tone
from contracts.models import Contract
from core.cards import Card, CardAction


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
        actions=tuple(_actions(contract, viewer)),
        contract=contract,
        tone=contract_tone(contract),
        other=contract.other_party(viewer),
        record_url=reverse("contract-record", args=[contract.pk]),
        data_url=reverse("contract-record-data", args=[contract.pk]),
    )


def _actions(contract: Contract, viewer: User) -> Iterator[CardAction]:
    if contract.status not in Contract.AGREED:
        return
    yield card_actions.amend_action(contract, viewer)
    yield from card_actions.wish_actions(contract, viewer)
