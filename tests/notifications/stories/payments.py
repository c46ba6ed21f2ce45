"""Stories of what students are charged."""

from django.test import override_settings

from core.transactions import action
from payments.actions import answering, charging
from payments.actions.steps import hold_charge
from payments.answers import Intent
from payments.models import Charge, SavedCard
from tests import factories
from tests.factories import NOW
from tests.notifications.stories.cast import START, Cast, story

money_moves = override_settings(PAYMENTS="sandbox", PAYMENT_CURRENCIES=["EUR"])


@action
def due(cast: Cast) -> Charge:
    """Of a session that was agreed on, with a card that was removed since."""
    SavedCard.objects.create(
        user=cast.student, method_id="pm_x", brand="visa", last4="4242", exp_month=12,
        exp_year=2034, is_default=True, saved_at=NOW,
    )  # fmt: skip
    contract = factories.active_contract(cast.student, cast.coach, paid_through="platform")
    session = contract.sessions.get(number=1)
    factories.confirmed_session(session, starts_at=START)
    return Charge.objects.get()


@story("charge_failed")
@money_moves
def the_card_is_declined(cast: Cast) -> None:
    fail(due(cast))


@action
def fail(charge: Charge) -> None:
    charging.fail(hold_charge(charge), trouble="hard", code="stolen_card", now=NOW)


@story("charge_paid")
@money_moves
def the_session_is_paid(cast: Cast) -> None:
    pay(due(cast))


@action
def pay(charge: Charge) -> None:
    intent = Intent(
        id="pi_x", status="succeeded", amount=4_000, amount_received=4_000, currency="eur",
        customer=None, card="pm_x", charge="ch_x", failure="", confirm_url=None, metadata={},
    )  # fmt: skip
    answering.note_payment(hold_charge(charge), intent, now=NOW)
