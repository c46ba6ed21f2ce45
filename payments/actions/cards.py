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
from payments.models import CardSetup, SavedCard, StripeCall, StripeCustomer

State = CardSetup.Status
CUSTOMER, SETUP, REMOVAL = "customer", "card setup", "card removal"
# A page that was never made, because Stripe did not answer, is asked for anew after this.
PATIENCE = timedelta(hours=1)


def mandate() -> str:
    """What a person agrees to by saving a card."""
    return _(
        "I let Skileez charge this card for sessions that I agree on, at the price of the contract: seven"
        " days before each session, or at once if it is sooner. I can remove the card at any time."
    )


def customer_of(user: User, *, now: datetime) -> StripeCustomer:
    """The person as a customer, asked for at Stripe once. Within an action."""
    customer, is_new = StripeCustomer.objects.get_or_create(user=user, defaults={"created_at": now})
    if is_new:
        write = writes.customer(
            email=user.email, name=user.display_name, metadata={"user": str(user.pk)}
        )
        calls.order(write, about=Subject(CUSTOMER, customer.pk), now=now)
    return customer


@action
def begin_saving(user: User, *, now: datetime) -> CardSetup:
    """Ask for the hosted page that keeps a card; while one is open, that one."""
    customer = customer_of(user, now=now)
    customer = locked(StripeCustomer.objects.filter(pk=customer.pk)).get()
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
def know_page(call: StripeCall, outcome: Outcome, _now: datetime) -> None:
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
    known = locked(SavedCard.objects.filter(method_id=answer.id)).first()
    if answer.customer is None:
        if known is not None:
            _remove(known, now=now)
        return True
    owner = StripeCustomer.objects.filter(customer_id=answer.customer).first()
    if owner is None:
        return False
    locked(StripeCustomer.objects.filter(pk=owner.pk)).get()
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
    check(rules.choose_card(row, by=by))
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
