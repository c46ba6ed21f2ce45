"""Contracts in the timeline: offers, amendments, pauses and ends."""

from django.db import models

from chat.timeline import numbers
from chat.timeline.receivers.scenes import Scene, note_name, scene, touch_last_held
from contracts import events as contract
from contracts.models import Contract, ContractVersion
from core.events import on
from core.models import EventRecord
from marketplace.models import Proposal
from sessions.models import CoachingSession


def contract_scene(event: contract.ContractEvent) -> Scene:
    return scene(event, student_id=event.student_id, coach_id=event.coach_id)


@on(contract.ContractOffered, contract.ContractCountered, contract.AmendmentProposed)
def show_contract_version(event: contract.ContractEvent, _record: EventRecord) -> None:
    place = contract_scene(event)
    place.touch(Proposal(pk=event.proposal_id))
    if previous_id := getattr(event, "previous_version_id", None):
        place.touch(ContractVersion(pk=previous_id))
    number = Contract.objects.values_list("number", flat=True).get(pk=event.contract_id)
    params = {"contract": number, "version": event.version_number}
    place.show(ContractVersion(pk=event.version_id), note_name(event), params)


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
    place = contract_scene(event)
    place.touch(Proposal(pk=event.proposal_id))
    for field in ("revived_version_id", "previous_version_id"):
        if other_id := getattr(event, field, None):
            place.touch(ContractVersion(pk=other_id))
    card = place.touch(ContractVersion(pk=event.version_id))
    details = {
        key: value for key in ("reason", "days_left") if (value := getattr(event, key, None))
    }
    place.note(note_name(event), card, version=event.version_number, **details)


@on(contract.AmendmentAccepted)
def renumber_session_cards(event: contract.AmendmentAccepted, _record: EventRecord) -> None:
    """The cards of its sessions and their wrap-ups say of how many each is."""
    place = contract_scene(event)
    of_contract = models.Q(session__contract=event.contract_id) | models.Q(
        wrap_up__session__contract=event.contract_id
    )
    for entry in place.conversation.entries.filter(of_contract).order_by("seq"):
        numbers.change(place.conversation, entry, ())


@on(
    contract.ContractPaused,
    contract.ContractResumed,
    contract.ContractCompleted,
    contract.ContractCancelled,
)
def change_what_can_be_booked(event: contract.ContractEvent, _record: EventRecord) -> None:
    place = contract_scene(event)
    open_ones = place.conversation.entries.filter(
        session__contract=event.contract_id, session__status__in=CoachingSession.BOOKABLE
    )
    for entry in open_ones.order_by("seq"):
        numbers.change(place.conversation, entry, ())
    touch_last_held(place, event.contract_id)
