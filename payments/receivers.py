"""What money does when sessions and cards change."""

from core.events import on, record
from core.models import EventRecord
from payments.actions import charging
from payments.events import CardSaved, ChargeChanged, event_fields
from payments.models import Charge, SavedCard
from sessions import events as session
from sessions.models import CoachingSession


@on(session.SessionConfirmed, session.SessionRescheduled)
def expect_payment(event: session.SessionEvent, _record: EventRecord) -> None:
    row = CoachingSession.objects.select_related("contract__student", "terms").get(
        pk=event.session_id
    )
    charging.expect(row, now=event.at)
    _follow(event)


@on(
    session.SessionCancelled,
    session.SessionDeclined,
    session.SessionNotHeld,
    session.NoShowSettled,
    session.SessionResolved,
)
def follow_the_end(event: session.SessionEndedEvent, _record: EventRecord) -> None:
    _follow(event)


def _follow(event: session.SessionEvent) -> None:
    for charge in Charge.objects.filter(session=event.session_id, status__in=Charge.LIVE):
        charging.follow(charge, now=event.at)


@on(CardSaved)
def charge_what_waits(event: CardSaved, _record: EventRecord) -> None:
    """A charge that had no card, or one that does not pay, has another now."""
    waiting = Charge.objects.filter(payer=event.user_id, status=Charge.Status.WAITING)
    for charge in waiting.select_related("session").order_by("contract", "id"):
        charging.try_again(charge, now=event.at)


@on(CardSaved)
def name_what_paid(event: CardSaved, _record: EventRecord) -> None:
    """A charge may be paid before we are told which card did it; its cards say so from now on.

    A card that its owner chooses was known before.
    """
    if event.actor_id is not None:
        return
    card = SavedCard.objects.get(pk=event.card_id)
    paid = Charge.objects.filter(payer=event.user_id, method_id=card.method_id)
    for charge in paid.select_related("session", "contract").order_by("contract", "id"):
        record(ChargeChanged(**event_fields(charge, by=None, now=event.at)))
