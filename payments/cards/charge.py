"""The card of a charge. The student reads it as the one who pays, the coach as the one it is held for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.cards import Card, CardAction, card_action
from core.templatetags.money import money
from payments import rules
from payments.cards.words import badge_of, lead_of
from payments.mode import is_test_money
from payments.models import Charge, SavedCard

Status = Charge.Status


@dataclass(frozen=True, kw_only=True)
class KnownCards:
    """By their name at Stripe those that paid, by their owner those that are charged next."""

    paid_with: dict[str, SavedCard]
    next_of: dict[int, SavedCard]


@dataclass(frozen=True, kw_only=True)
class ChargeCard(Card):
    url: str
    eyebrow: str
    title: str
    amount: str
    badge: str
    tone: str
    lead: str
    is_past: bool
    is_test_money: bool


def fetch_charges(charges: Sequence[Charge], now: datetime) -> KnownCards:
    """In two queries, whatever their number."""
    methods = {charge.method_id for charge in charges if charge.method_id}
    payers = {charge.payer_id for charge in charges if charge.is_live}
    usable = SavedCard.objects.filter(user__in=payers).usable(now=now) if payers else ()
    next_of: dict[int, SavedCard] = {}
    for card in usable:
        next_of.setdefault(card.user_id, card)
    paid = SavedCard.objects.filter(method_id__in=methods) if methods else ()
    return KnownCards(paid_with={card.method_id: card for card in paid}, next_of=next_of)


def build_charge_card(charge: Charge, viewer: User, now: datetime, known: KnownCards) -> ChargeCard:
    paid_with, next_card = known.paid_with.get(charge.method_id), known.next_of.get(charge.payer_id)
    badge, tone = badge_of(charge, viewer)
    return ChargeCard(
        dom_id=f"charge-{charge.pk}-card",
        version=charge.version,
        actions=tuple(_actions(charge, viewer, now)),
        refresh_at=min((at for at in _instants(charge) if at > now), default=None),
        url=charge.get_absolute_url() if settings.PAYMENTS != "off" else "",
        eyebrow=_("Contract %(number)s") % {"number": charge.contract.number},
        title=_("Payment for session %(number)d") % {"number": charge.session.number},
        amount=money(charge.amount, charge.currency),
        badge=badge,
        tone=tone,
        lead=lead_of(charge, viewer, card=next_card if charge.is_live else paid_with, now=now),
        is_past=not charge.is_live,
        is_test_money=is_test_money(),
    )


def _instants(charge: Charge) -> Iterator[datetime]:
    if charge.is_live:
        yield charge.pay_by
    if charge.try_at is not None:
        yield charge.try_at


def _actions(charge: Charge, viewer: User, now: datetime) -> Iterator[CardAction]:
    """Only the payer has any, and only what would succeed now or is said why not."""
    if settings.PAYMENTS == "off" or viewer.pk != charge.payer_id or not charge.is_live:
        return
    waits = charge.status == Status.WAITING
    refusal = rules.pay(charge, by=viewer, now=now)
    if charge.status == Status.PAYING:
        page = charge.get_absolute_url()
        yield card_action("pay", _("Go on paying"), page, refusal=refusal, opens="page")
        return
    yield card_action(
        "pay",
        _pay_label(charge),
        reverse("charge-pay", args=[charge.pk]),
        refusal=refusal,
        tone="primary" if waits else "quiet",
    )
    if waits:
        yield card_action("cards", _("Save another card"), reverse("payments"), opens="page")


def _pay_label(charge: Charge) -> str:
    if charge.trouble == Charge.Trouble.CONFIRM:
        return _("Confirm with your bank")
    return _("Pay now")
