"""What Stripe says of a charge, asked, telling or looked at: one step for all."""

import logging
from datetime import datetime

from core.actions import save_next_version
from core.events import record
from core.money import minor_units
from core.transactions import locked
from payments import calls, inbox
from payments.actions import cards, charging
from payments.actions.steps import credit_of, hold_charge
from payments.answers import Answer, Checkout, Customer, Intent
from payments.calls import Outcome
from payments.events import ChargeChanged, ChargeSucceeded, event_fields
from payments.failures import CardRefused, GatewayFailure, decline_of
from payments.ledger import Kind, Line, post
from payments.models import CardSetup, Charge, CreditPayment, StripeCall, StripeCustomer

logger = logging.getLogger(__name__)
Status, Trouble = Charge.Status, Charge.Trouble


class WrongAmount(ValueError):
    """Stripe took another amount than was asked for: a fault of ours."""


@calls.hears(cards.CUSTOMER)
def know_customer(call: StripeCall, outcome: Outcome, now: datetime) -> None:
    """The name that Stripe gave; the hosted pages that waited for it are asked for, or over without one."""
    customer = locked(StripeCustomer.objects.filter(pk=call.subject_id)).get()
    if not isinstance(outcome, Customer):
        _do_without(customer, call, now=now)
        return
    customer.customer_id = outcome.id
    customer.save()
    for setup in CardSetup.objects.filter(user=customer.user_id, status=CardSetup.Status.OPEN):
        cards.ask_for_page(setup, customer, now=now)
    for charge in Charge.objects.filter(payer=customer.user_id, status=Status.PAYING):
        charging.ask_for_page(charge, customer, now=now)


def _do_without(customer: StripeCustomer, call: StripeCall, *, now: datetime) -> None:
    """Stripe took them for nobody: asked once more without the address, else at the next press."""
    if call.failure_code == cards.EMAIL_REFUSED and "email" in call.params:
        cards.ask_for_customer(customer, now=now)
        return
    setups = CardSetup.objects.filter(user=customer.user_id, status=CardSetup.Status.OPEN)
    setups.update(status=CardSetup.Status.OVER)
    waiting = Charge.objects.filter(payer=customer.user_id, status=Status.PAYING, checkout_id="")
    for charge in waiting.select_related("session").order_by("contract", "id"):
        charging.come_back(hold_charge(charge), now=now)
        charging.follow(charge, now=now)


@calls.hears(charging.CHARGE)
def hear(call: StripeCall, outcome: Outcome, now: datetime) -> None:
    """The answer to our own question."""
    charge = Charge.objects.select_related("session").get(pk=call.subject_id)
    is_gone = cards.forget_if_gone(charge.payer_id, call, outcome, now=now)
    if isinstance(outcome, Intent | Checkout):
        sync_charge(outcome, now)
    elif call.verb == "payment_intents.create":
        trouble = Trouble.NO_CARD if is_gone else Trouble.HARD
        _hear_refusal(call, outcome, hold_charge(charge), else_trouble=trouble, now=now)
    elif call.verb == "checkout.sessions.expire":
        inbox.look("checkout.session", *call.ids, now=now)
    elif (row := hold_charge(charge)).status == Status.PAYING and call.round == row.visits:
        charging.come_back(row, now=now)
    charging.follow(charge, now=now)


def _hear_refusal(
    call: StripeCall, outcome: Outcome, row: Charge, *, else_trouble: str, now: datetime
) -> None:
    """The bank said no, or the card is not what we took it for: another card is needed then."""
    if row.status != Status.CHARGING or call.round != row.attempt:
        return
    if isinstance(outcome, CardRefused):
        charging.fail(row, trouble=outcome.decline.value, code=outcome.code, now=now)
    elif isinstance(outcome, GatewayFailure):
        charging.fail(row, trouble=else_trouble, code=getattr(outcome, "code", ""), now=now)


@inbox.syncs("payment_intent")
def sync_intent(answer: Answer, now: datetime) -> bool:
    assert isinstance(answer, Intent)
    return sync_charge(answer, now)


@inbox.syncs("checkout.session")
def sync_checkout(answer: Answer, now: datetime) -> bool:
    assert isinstance(answer, Checkout)
    return cards.sync_setup(answer, now) if answer.mode == "setup" else sync_charge(answer, now)


def sync_charge(answer: Intent | Checkout, now: datetime) -> bool:
    """Note what a payment or a hosted page says of its charge. False when it is about none of ours.

    The name of the object is held already. Nothing is noted twice: what was paid stays paid.
    """
    charge = _find(answer)
    if charge is None:
        return False
    row = hold_charge(charge)
    intent = answer.payment if isinstance(answer, Checkout) else answer
    if intent is not None and intent.status == "succeeded":
        note_payment(row, intent, now=now)
    elif isinstance(answer, Checkout):
        _note_visit(row, answer, now=now)
    else:
        _note_failure(row, answer, now=now)
    charging.follow(row, now=now)
    return True


def _find(answer: Intent | Checkout) -> Charge | None:
    """By the name of ours that it carries, and only of the person who is to pay."""
    name = answer.metadata.get("charge", "")
    if not name.isdecimal() or not answer.customer:
        return None
    payers = StripeCustomer.objects.filter(customer_id=answer.customer).values("user")
    rows = Charge.objects.filter(pk=int(name), payer__in=payers)
    return rows.select_related("session").first()


def note_payment(charge: Charge, intent: Intent, *, now: datetime) -> None:
    """The money is there: the book and the row say so together."""
    if charge.status == Status.PAID:
        if charge.intent_id != intent.id:
            logger.error("%s was paid twice, by %s as well", charge, intent.id)
        return
    received = (intent.amount_received, intent.currency.upper())
    if received != (minor_units(charge.amount), charge.currency):
        raise WrongAmount(f"{charge}: {received}")
    credit = locked(CreditPayment.objects.filter(pk=credit_of(charge).pk)).get()
    post(
        f"charge:{charge.pk}:succeeded",
        "C1",
        [
            Line(account=Kind.STRIPE, amount=intent.amount_received),
            Line(account=Kind.HELD, amount=-intent.amount_received, credit=credit),
        ],
        currency=charge.currency,
        at=now,
    )
    charge.status, charge.paid_at, charge.try_at = Status.PAID, now, None
    charge.intent_id, charge.stripe_charge_id = intent.id, intent.charge or ""
    charge.method_id, charge.trouble, charge.failure_code = intent.card or "", "", ""
    save_next_version(charge)
    credit.status = CreditPayment.Status.HELD
    save_next_version(credit)
    record(ChargeSucceeded(**event_fields(charge, by=None, now=now)))


def _note_visit(charge: Charge, page: Checkout, *, now: datetime) -> None:
    """The page that its payer is led to, or that it is over and nothing was paid there."""
    if charge.status != Status.PAYING or not _is_of_this_visit(page, charge):
        return
    if page.status == "expired":
        charging.come_back(charge, now=now)
    elif page.status == "open" and not charge.checkout_id:
        charge.checkout_id, charge.checkout_url = page.id, page.url or ""
        charge.checkout_ends_at = page.expires_at
        save_next_version(charge)
        record(ChargeChanged(**event_fields(charge, by=None, now=now)))


def _is_of_this_visit(page: Checkout, charge: Charge) -> bool:
    """The page of an earlier visit may still be told of, while that of this one is being made."""
    if charge.checkout_id:
        return charge.checkout_id == page.id
    call = page.metadata.get("call", "")
    return bool(call) and _is_made_by(charge, "checkout.sessions.create", charge.visits, call)


def _is_made_by(charge: Charge, verb: str, round_number: int, name: str) -> bool:
    """Whether the call of this name is the one that this round of the charge made."""
    return StripeCall.objects.filter(
        pk=name,
        subject_kind=charging.CHARGE,
        subject_id=charge.pk,
        verb=verb,
        round=round_number,
    ).exists()


def _note_failure(charge: Charge, intent: Intent, *, now: datetime) -> None:
    """Of our own try only: at the hosted page its payer sees it and can go on."""
    call = intent.metadata.get("call", "")
    if charge.status != Status.CHARGING or not call or not intent.failure:
        return
    if not _is_made_by(charge, "payment_intents.create", charge.attempt, call):
        return
    trouble = decline_of(intent.failure).value
    charging.fail(charge, trouble=trouble, code=intent.failure, now=now)
