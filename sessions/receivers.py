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
from sessions.actions import fit_to_terms, open_credits, void_unscheduled


@on(ContractAccepted)
def credits_come_to_life(event: ContractAccepted, _record: EventRecord) -> None:
    open_credits(_contract(event))


@on(AmendmentAccepted)
def credits_follow_the_terms(event: AmendmentAccepted, record: EventRecord) -> None:
    fit_to_terms(_contract(event), by=record.actor, now=event.at)


@on(ContractCompleted)
def rest_is_void(event: ContractCompleted, record: EventRecord) -> None:
    if event.early:
        void_unscheduled(_contract(event), by=record.actor, now=event.at)


def _contract(event: ContractEvent) -> Contract:
    return Contract.objects.select_related("agreed_version").get(pk=event.contract_id)
