"""Payments in the timeline: one card for each, which both sides read in their own words."""

from decimal import Decimal
from typing import Any

from chat.timeline import numbers
from chat.timeline.receivers.writers import TimelineWriter, note_name, touch_contract, writer_of
from contracts.models import Contract
from core.events import on
from core.models import EventRecord
from core.templatetags.money import money
from payments import events as payments
from payments.models import Charge
from sessions.models import CoachingSession


def charge_writer(event: payments.ChargeEvent) -> TimelineWriter:
    return writer_of(event, student_id=event.student_id, coach_id=event.coach_id)


@on(payments.ChargeDue)
def show_charge(event: payments.ChargeDue, _record: EventRecord) -> None:
    charge_writer(event).show(Charge(pk=event.charge_id), note_name(event), _params(event))


@on(payments.ChargeSucceeded, payments.ChargeFailed)
def tell_of_charge(event: payments.ChargeEvent, _record: EventRecord) -> None:
    writer = charge_writer(event)
    writer.note(note_name(event), writer.touch(Charge(pk=event.charge_id)), **_params(event))


@on(payments.ChargeChanged, payments.ChargeCalledOff)
def change_charge(event: payments.ChargeEvent, _record: EventRecord) -> None:
    """The card says it."""
    charge_writer(event).touch(Charge(pk=event.charge_id))


def _params(event: payments.ChargeEvent) -> dict[str, Any]:
    return {"number": event.number, "money": money(Decimal(event.amount), event.currency)}


@on(payments.CardSaved, payments.CardRemoved)
def change_what_can_be_booked(event: payments.CardEvent, _record: EventRecord) -> None:
    """The contracts of its owner that are paid through us ask for a card, or no longer do."""
    running = Contract.objects.active().filter(
        student=event.user_id, agreed_version__paid_through="platform"
    )
    for student_id, coach_id, pk in running.order_by("id").values_list("student", "coach", "pk"):
        writer = writer_of(event, student_id=student_id, coach_id=coach_id)
        touch_contract(writer, pk, besides=0)
        open_ones = writer.conversation.entries.filter(
            session__contract=pk, session__status__in=CoachingSession.BOOKABLE
        )
        for entry in open_ones.order_by("seq"):
            numbers.change(writer.conversation, entry, ())
