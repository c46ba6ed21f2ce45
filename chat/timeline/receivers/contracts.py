"""Contracts in the timeline: offers, amendments, pauses and ends."""

from django.db import models

from chat.timeline import numbers
from chat.timeline.receivers.writers import TimelineWriter, note_name, touch_last_held, writer_of
from contracts import events as contract
from contracts.models import Contract, ContractVersion
from core.events import on
from core.models import EventRecord
from marketplace.models import Proposal
from sessions.models import CoachingSession


def contract_writer(event: contract.ContractEvent) -> TimelineWriter:
    return writer_of(event, student_id=event.student_id, coach_id=event.coach_id)


@on(contract.ContractOffered, contract.ContractCountered, contract.AmendmentProposed)
def show_contract_version(event: contract.ContractEvent, _record: EventRecord) -> None:
    writer = contract_writer(event)
    writer.touch(Proposal(pk=event.proposal_id))
    if previous_id := getattr(event, "previous_version_id", None):
        writer.touch(ContractVersion(pk=previous_id))
    number = Contract.objects.values_list("number", flat=True).get(pk=event.contract_id)
    params = {"contract": number, "version": event.version_number}
    writer.show(ContractVersion(pk=event.version_id), note_name(event), params)


@on(
    contract.ContractAccepted,
    contract.ContractDeclined,
    contract.ContractWithdrawn,
    contract.ContractLapsed,
    contract.AmendmentAccepted,
    contract.AmendmentClosed,
    contract.PauseProposed,
    contract.ContractPaused,
    contract.ContractResumed,
    contract.CompletionProposed,
    contract.MotionClosed,
    contract.ContractCompleted,
    contract.ContractCancelled,
    contract.ContractEndWarned,
)
def change_contract(event: contract.ContractEvent, _record: EventRecord) -> None:
    """Every card that the contract's state shows on: the proposal, the other version, the version."""
    writer = contract_writer(event)
    writer.touch(Proposal(pk=event.proposal_id))
    for field in ("revived_version_id", "previous_version_id"):
        if other_id := getattr(event, field, None):
            writer.touch(ContractVersion(pk=other_id))
    card = writer.touch(ContractVersion(pk=event.version_id))
    details = {
        key: value for key in ("reason", "days_left") if (value := getattr(event, key, None))
    }
    writer.note(note_name(event), card, version=event.version_number, **details)


@on(contract.AmendmentAccepted)
def renumber_session_cards(event: contract.AmendmentAccepted, _record: EventRecord) -> None:
    """The cards of its sessions and their wrap-ups say of how many each is."""
    writer = contract_writer(event)
    of_contract = models.Q(session__contract=event.contract_id) | models.Q(
        wrap_up__session__contract=event.contract_id
    )
    for entry in writer.conversation.entries.filter(of_contract).order_by("seq"):
        numbers.change(writer.conversation, entry, ())


@on(
    contract.ContractPaused,
    contract.ContractResumed,
    contract.ContractCompleted,
    contract.ContractCancelled,
)
def change_what_can_be_booked(event: contract.ContractEvent, _record: EventRecord) -> None:
    writer = contract_writer(event)
    open_ones = writer.conversation.entries.filter(
        session__contract=event.contract_id, session__status__in=CoachingSession.BOOKABLE
    )
    for entry in open_ones.order_by("seq"):
        numbers.change(writer.conversation, entry, ())
    touch_last_held(writer, event.contract_id)
