"""Saving cards: a person becomes a customer once, and cards come and go as Stripe says."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.actions import check
from core.events import record
from core.transactions import action, locked
from payments import calls, inbox, rules, writes
from payments.answers import Answer, Card, Checkout
from payments.calls import Outcome, Subject
from payments.events import CardRemoved, CardSaved, card_fields
from payments.failures import Refused
from payments.models import CardSetup, SavedCard, StripeCall, StripeCustomer

State = CardSetup.Status
CUSTOMER, SETUP, REMOVAL = "customer", "card setup", "card removal"
# A page that was never made, because Stripe did not answer, is asked for anew after this.
PATIENCE = timedelta(hours=1)
EMAIL_REFUSED = "email_invalid"
NO_SUCH_CUSTOMER = ("resource_missing", "customer")


def mandate() -> str:
    """What a person agrees to by saving a card."""
    return _(
        "I let Skileez charge this card for sessions that I agree on, at the price of the contract: seven"
        " days before each session, or at once if it is sooner. I can remove the card at any time."
    )


def customer_of(user: User, *, now: datetime) -> StripeCustomer:
    """The person as a customer, asked for at Stripe once. Within an action, before it locks other rows.

    Its lock makes whoever waits for its name, and the name when it comes, wait for each other.
    """
    StripeCustomer.objects.get_or_create(user=user, defaults={"created_at": now})
    customer = locked(StripeCustomer.objects.filter(user=user)).get()
    if not customer.customer_id:
        ask_for_customer(customer, now=now)
    return customer


def ask_for_customer(customer: StripeCustomer, *, now: datetime) -> None:
    """By one call at a time, and without an address that Stripe did not take."""
    asked = StripeCall.objects.filter(subject_kind=CUSTOMER, subject_id=customer.pk)
    latest = asked.order_by("round").last()
    if latest is not None and latest.status in StripeCall.OPEN:
        return
    is_refused = latest is not None and latest.failure_code == EMAIL_REFUSED
    write = writes.customer(
        email=None if is_refused else customer.user.email,
        name=customer.user.display_name,
        metadata={"user": str(customer.user_id)},
    )
    next_round = latest.round + 1 if latest else 1
    about = Subject(CUSTOMER, customer.pk)
    calls.order(write, about=about, now=now, round_number=next_round)


def forget_if_gone(user_id: int, call: StripeCall, outcome: Outcome, *, now: datetime) -> bool:
    """Whether Stripe does not know this customer any more: its cards are gone, and it is asked for anew.

    Within an action, before it locks other rows.
    """
    if not isinstance(outcome, Refused) or (outcome.code, outcome.param) != NO_SUCH_CUSTOMER:
        return False
    gone = StripeCustomer.objects.filter(user=user_id, customer_id=call.params["customer"])
    customer = locked(gone).first()
    if customer is not None:
        customer.customer_id = ""
        customer.save()
        cards = locked(SavedCard.objects.filter(user=user_id, removed_at__isnull=True))
        for card in cards.order_by("is_default", "id"):
            _remove(card, now=now)
        ask_for_customer(customer, now=now)
    return True


@action
def begin_saving(user: User, *, now: datetime) -> CardSetup:
    """Ask for the hosted page that keeps a card; while one is open, that one."""
    customer = customer_of(user, now=now)
    setup = CardSetup.objects.filter(user=user, status=State.OPEN).first()
    if setup is not None and _is_over(setup, now=now):
        setup.status = State.OVER
        setup.save()
        setup = None
    if setup is None:
        setup = CardSetup.objects.create(user=user, mandate=mandate(), asked_at=now)
    if customer.customer_id:
        ask_for_page(setup, customer, now=now)
    return setup


def _is_over(setup: CardSetup, *, now: datetime) -> bool:
    return now >= (setup.ends_at or setup.asked_at + PATIENCE)


def ask_for_page(setup: CardSetup, customer: StripeCustomer, *, now: datetime) -> None:
    page = settings.SITE_URL + reverse("card-setup", args=[setup.pk])
    write = writes.setup_checkout(
        customer=customer.customer_id,
        currency=settings.PAYMENT_CURRENCIES[0].lower(),
        back_url=f"{page}/back",
        left_url=settings.SITE_URL + reverse("payments"),
        metadata={"card_setup": str(setup.pk)},
    )
    calls.order(write, about=Subject(SETUP, setup.pk), now=now)


@calls.hears(SETUP)
def know_page(call: StripeCall, outcome: Outcome, now: datetime) -> None:
    owner = CardSetup.objects.get(pk=call.subject_id).user_id
    forget_if_gone(owner, call, outcome, now=now)
    setup = locked(CardSetup.objects.filter(pk=call.subject_id)).get()
    if isinstance(outcome, Checkout):
        setup.checkout_id, setup.url = outcome.id, outcome.url or ""
        setup.ends_at = outcome.expires_at
    elif setup.status == State.OPEN:
        setup.status = State.OVER
    setup.save()


def sync_setup(checkout: Checkout, now: datetime) -> bool:
    """How the hosted page stands, and the card that it saved; an event of its own tells of that, too."""
    name = checkout.metadata.get("card_setup", "")
    owner = StripeCustomer.objects.filter(customer_id=checkout.customer or "-").values("user")
    mine = CardSetup.objects.filter(user__in=owner, pk=int(name) if name.isdecimal() else 0)
    setup = locked(mine).first()
    if setup is None:
        return False
    if setup.status == State.OPEN and checkout.status != "open":
        setup.status = State.DONE if checkout.status == "complete" else State.OVER
        setup.save()
    if checkout.saved is not None:
        sync_card(checkout.saved, now)
    return True


@inbox.syncs("payment_method")
def sync_card(answer: Answer, now: datetime) -> bool:
    """The card as Stripe has it: kept while it is attached to somebody of ours, removed when it is not."""
    assert isinstance(answer, Card)
    cards = locked(SavedCard.objects.filter(method_id=answer.id))
    if answer.customer is None:
        for card in cards:
            _remove(card, now=now)
        return True
    owner = locked(StripeCustomer.objects.filter(customer_id=answer.customer)).first()
    if owner is None:
        return False
    known = cards.first()
    if known is None:
        _save(answer, owner.user, now=now)
    else:
        known.exp_month, known.exp_year = answer.exp_month, answer.exp_year
        known.last4 = answer.last4
        known.save()
    return True


def _save(card: Card, owner: User, *, now: datetime) -> None:
    """The newest is the one that is charged from now on."""
    SavedCard.objects.filter(user=owner, is_default=True).update(is_default=False)
    saved = SavedCard.objects.create(
        user=owner,
        method_id=card.id,
        brand=card.brand,
        last4=card.last4,
        exp_month=card.exp_month,
        exp_year=card.exp_year,
        is_default=True,
        saved_at=now,
    )
    record(CardSaved(**card_fields(saved, by=owner, now=now)))


def _remove(card: SavedCard, *, now: datetime) -> None:
    if card.removed_at is not None:
        return
    was_default, card.is_default, card.removed_at = card.is_default, False, now
    card.save()
    following = SavedCard.objects.filter(user=card.user_id).usable(now=now).first()
    if was_default and following is not None:
        following.is_default = True
        following.save()
    record(CardRemoved(**card_fields(card, by=None, now=now)))


@action
def choose(card: SavedCard, *, by: User, now: datetime) -> SavedCard:
    """Charge this one from now on; what waits for its payer is charged at once. Again, it does nothing.

    Raises NotAllowed, NotPossibleNow.
    """
    row = locked(SavedCard.objects.filter(pk=card.pk)).get()
    check(rules.choose_card(row, by=by, now=now))
    if row.is_default:
        return row
    SavedCard.objects.filter(user=by, is_default=True).update(is_default=False)
    row.is_default = True
    row.save()
    record(CardSaved(**card_fields(row, by=by, now=now)))
    return row


@action
def remove(card: SavedCard, *, by: User, now: datetime) -> SavedCard:
    """Charge it no more, and have Stripe forget it. Again, it does nothing. Raises NotAllowed."""
    row = locked(SavedCard.objects.filter(pk=card.pk)).get()
    check(rules.remove_card(row, by=by))
    _remove(row, now=now)
    calls.order(writes.card_removal(row.method_id), about=Subject(REMOVAL, row.pk), now=now)
    return row
