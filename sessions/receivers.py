"""What sessions do when contracts change."""

from contracts.events import (
    AmendmentAccepted,
    ContractAccepted,
    ContractCompleted,
    ContractEvent,
)
from contracts.models import Contract
from core.events import on
from core.models import EventRecord
from sessions import settlement
from sessions.actions import open_credits


@on(ContractAccepted)
def credits_come_to_life(event: ContractAccepted, _record: EventRecord) -> None:
    open_credits(_contract(event))


@on(AmendmentAccepted)
def credits_follow_the_terms(event: AmendmentAccepted, record: EventRecord) -> None:
    settlement.fit_to_terms(_contract(event), by=record.actor, now=event.at)


@on(ContractCompleted)
def rest_is_void(event: ContractCompleted, record: EventRecord) -> None:
    if event.early:
        settlement.void_unscheduled(_contract(event), by=record.actor, now=event.at)


def _contract(event: ContractEvent) -> Contract:
    return Contract.objects.select_related("agreed_version").get(pk=event.contract_id)
