"""What sessions do when contracts change."""

from contracts.events import ContractAccepted
from contracts.models import Contract
from core.events import on
from core.models import EventRecord
from sessions.actions import open_credits


@on(ContractAccepted)
def credits_come_to_life(event: ContractAccepted, _record: EventRecord) -> None:
    open_credits(Contract.objects.get(pk=event.contract_id))
