"""Charging a session before it takes place.

Whatever wakes us (an agreed session, the clock, an answer, a webhook) leads to the same two steps: note
what is known, then do what `policy.next_step` says of the rows under their locks.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import PaidThrough
from core.actions import check, save_next_version
from core.events import record
from core.money import minor_units
from core.transactions import action, locked
from payments import calls, rules, writes
from payments.actions.cards import customer_of
from payments.actions.steps import credit_of, hold_charge
from payments.calls import Subject
from payments.events import ChargeCalledOff, ChargeChanged, ChargeDue, ChargeFailed, event_fields
from payments.models import Charge, ChargeLine, CreditPayment, SavedCard, StripeCustomer
from payments.policy import Step, charge_at, next_step, pay_by, retry_at
from sessions.actions import cancel_unpaid
from sessions.models import CoachingSession

Status, Trouble = Charge.Status, Charge.Trouble
CHARGE = "charge"
# The shortest and the longest life of a hosted page, with a margin for clocks.
SHORTEST_VISIT, LONGEST_VISIT = timedelta(minutes=31), timedelta(hours=23)


# --- what a session calls for -----------------------------------------------------------------------


def expect(session: CoachingSession, *, now: datetime) -> None:
    """A session was agreed on, at this start: charge it in time, unless its credit is paid already.

    Within the action that agreed on it, under the locks of its contract and itself.
    """
    if session.terms.paid_through != PaidThrough.PLATFORM or settings.PAYMENTS == "off":
        return
    if session.agreed_at is None or session.status != CoachingSession.Status.CONFIRMED:
        return
    starts_at, _ends_at = session.span
    due, until = charge_at(session.agreed_at, starts_at), pay_by(session.agreed_at, starts_at)
    credit = _hold_credit(session)
    charge = session.charges.exclude(status=Status.CALLED_OFF).first()
    if charge is not None:
        _move(hold_charge(charge), due=due, until=until, now=now)
    elif credit.status != CreditPayment.Status.HELD:
        _make(session, credit, due=due, until=until, now=now)


def _hold_credit(session: CoachingSession) -> CreditPayment:
    credit, _is_new = CreditPayment.objects.get_or_create(
        contract=session.contract, number=session.number
    )
    return locked(CreditPayment.objects.filter(pk=credit.pk)).get()


def _make(
    session: CoachingSession,
    credit: CreditPayment,
    *,
    due: datetime,
    until: datetime,
    now: datetime,
) -> None:
    if former := _former(credit, now=now):
        former.session = session
        _move(former, due=due, until=until, now=now)
        return
    charge = Charge.objects.create(
        contract=session.contract,
        session=session,
        payer=session.contract.student,
        amount=session.terms.price_per_session,
        currency=session.contract.currency,
        charge_at=due,
        pay_by=until,
        try_at=due,
        created_at=now,
    )
    ChargeLine.objects.create(charge=charge, credit=credit, amount=charge.amount)
    credit.status = CreditPayment.Status.DUE
    save_next_version(credit)
    record(ChargeDue(**event_fields(charge, by=None, now=now)))


def _former(credit: CreditPayment, *, now: datetime) -> Charge | None:
    """The charge of an earlier attempt, if its money may still come: it is then for this one."""
    line = credit.lines.filter(is_called_off=False).select_related("charge__session").first()
    if line is None:
        return None
    former = hold_charge(line.charge)
    call_off(former, now=now)
    return former if former.is_live else None


def _move(charge: Charge, *, due: datetime, until: datetime, now: datetime) -> None:
    """The session has another start: so has what is due for it."""
    if not charge.is_live:
        return
    charge.charge_at, charge.pay_by = due, until
    if charge.try_at is not None:
        charge.try_at = max(due, charge.try_at) if charge.attempt else due
    save_next_version(charge)
    record(ChargeChanged(**event_fields(charge, by=None, now=now)))


# --- what the rows call for -------------------------------------------------------------------------


@action
def follow(charge: Charge, *, now: datetime) -> Charge:
    """Do what is to be done about this charge now. Again, it does nothing."""
    row = hold_charge(charge)
    match next_step(row, row.session, has_card=_card_of(row.payer, now=now) is not None, now=now):
        case Step.CHARGE:
            _charge(row, now=now)
        case Step.ASK_PAYER:
            fail(row, trouble=Trouble.NO_CARD, code="", now=now)
        case Step.END_VISIT:
            _end_visit(row, now=now)
        case Step.GIVE_UP:
            _give_up(row, now=now)
        case Step.CALL_OFF:
            call_off(row, now=now)
        case Step.NOTHING:
            pass
    return row


def _card_of(payer: User, *, now: datetime) -> SavedCard | None:
    return SavedCard.objects.filter(user=payer).usable(now=now).first()


def _charge(charge: Charge, *, now: datetime) -> None:
    """Ask for the money of the saved card, without its owner."""
    card = _card_of(charge.payer, now=now)
    customer = StripeCustomer.objects.get(user=charge.payer)
    assert card is not None
    charge.status, charge.try_at = Status.CHARGING, None
    charge.attempt += 1
    save_next_version(charge)
    write = writes.off_session_intent(
        customer=customer.customer_id,
        card=card.method_id,
        amount=minor_units(charge.amount),
        currency=charge.currency.lower(),
        description=description(charge),
        metadata=_names(charge),
    )
    about = Subject(CHARGE, charge.pk)
    calls.order(write, about=about, now=now, round_number=charge.attempt)
    record(ChargeChanged(**event_fields(charge, by=None, now=now)))


def description(charge: Charge) -> str:
    """What stands on the hosted page and the receipt."""
    names = {"number": charge.session.number, "contract": charge.contract.number}
    return _("Session %(number)d of %(contract)s") % names


def _names(charge: Charge) -> dict[str, str]:
    return {"charge": str(charge.pk), "contract": charge.contract.number}


def fail(charge: Charge, *, trouble: str, code: str, now: datetime) -> None:
    """A try brought no money. What may work another day is tried again, as long as there is time."""
    again = None
    if trouble == Trouble.SOFT:
        again = retry_at(charge.attempt, now=now, until=charge.pay_by)
    charge.status = Status.DUE if again else Status.WAITING
    charge.trouble, charge.failure_code, charge.try_at = trouble, code[:64], again
    save_next_version(charge)
    record(
        ChargeFailed(
            **event_fields(charge, by=None, now=now),
            trouble=trouble,
            attempt=charge.attempt,
            retry_at=again,
        )
    )


def _give_up(charge: Charge, *, now: datetime) -> None:
    """It is not paid in time: the session is cancelled, with no mark on anybody, and the charge with it.

    Money that is still under way goes to the credit when it arrives.
    """
    cancel_unpaid(charge.session, now=now)


def call_off(charge: Charge, *, now: datetime) -> None:
    """Nothing is to be paid any more; what is under way is stopped first, or let come."""
    if charge.status == Status.PAYING and charge.checkout_id:
        _end_visit(charge, now=now)
    if charge.status not in (Status.DUE, Status.WAITING):
        return
    credit = credit_of(charge)
    charge.lines.update(is_called_off=True)
    charge.status, charge.try_at = Status.CALLED_OFF, None
    save_next_version(charge)
    if credit.status == CreditPayment.Status.DUE:
        credit.status = CreditPayment.Status.OPEN
        save_next_version(credit)
    record(ChargeCalledOff(**event_fields(charge, by=None, now=now)))


# --- at the hosted page -----------------------------------------------------------------------------


@action
def pay(charge: Charge, *, by: User, now: datetime) -> Charge:
    """Let its payer pay on the hosted page; while one is open, on that one, from whichever tab.

    Raises NotAllowed, NotPossibleNow.
    """
    customer = customer_of(by, now=now)
    row = hold_charge(charge)
    check(rules.pay(row, by=by, now=now))
    if row.status == Status.PAYING:
        return row
    row.status = Status.PAYING
    row.visits += 1
    row.checkout_id = row.checkout_url = ""
    row.checkout_ends_at = None
    save_next_version(row)
    if customer.customer_id:
        ask_for_page(row, customer, now=now)
    record(ChargeChanged(**event_fields(row, by=by, now=now)))
    return row


def ask_for_page(charge: Charge, customer: StripeCustomer, *, now: datetime) -> None:
    page = settings.SITE_URL + reverse("charge-detail", args=[charge.pk])
    write = writes.payment_checkout(
        customer=customer.customer_id,
        amount=minor_units(charge.amount),
        currency=charge.currency.lower(),
        name=description(charge),
        back_url=f"{page}/back",
        left_url=page,
        expires_at=min(max(charge.pay_by, now + SHORTEST_VISIT), now + LONGEST_VISIT),
        metadata=_names(charge),
    )
    calls.order(write, about=Subject(CHARGE, charge.pk), now=now, round_number=charge.visits)


def _end_visit(charge: Charge, *, now: datetime) -> None:
    """Close the hosted page; only what Stripe then says of it ends the visit here."""
    write = writes.checkout_end(charge.checkout_id)
    calls.order(write, about=Subject(CHARGE, charge.pk), now=now, round_number=charge.visits)


def come_back(charge: Charge, *, now: datetime) -> None:
    """The visit is over and brought no money: as before it, the card is tried or its payer is waited for."""
    charge.status = Status.DUE if charge.try_at else Status.WAITING
    if not charge.trouble and not charge.try_at:
        charge.trouble = Trouble.NO_CARD
    charge.checkout_url = ""
    save_next_version(charge)
    record(ChargeChanged(**event_fields(charge, by=None, now=now)))


@action
def try_again(charge: Charge, *, now: datetime) -> None:
    """There is another card: what waited for its payer is charged at once."""
    row = hold_charge(charge)
    if row.status != Status.WAITING:
        return
    row.status, row.try_at = Status.DUE, max(now, row.charge_at)
    save_next_version(row)
    record(ChargeChanged(**event_fields(row, by=None, now=now)))
    follow(row, now=now)
