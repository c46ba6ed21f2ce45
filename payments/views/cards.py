"""A person's cards and payments."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import PersonRequest, signed_in
from core.cards import fetch, render_card
from core.views import answer, live_page
from payments import inbox
from payments.access import CHARGE_JOINS, find_card, find_setup
from payments.actions import cards
from payments.asking import answer_soon, look_soon
from payments.mode import is_test_money
from payments.models import CardSetup, Charge, SavedCard, StripeCustomer

CHARGES_SHOWN = 50


@live_page
@signed_in
@require_safe
def payments(request: PersonRequest) -> HttpResponse:
    """The cards that are charged, what is to be paid and what was."""
    me, now = request.person, request.now
    charges = list(
        Charge.objects.filter(payer=me)
        .exclude(status=Charge.Status.CALLED_OFF)
        .select_related(*CHARGE_JOINS)
        .order_by("-created_at", "-pk")[:CHARGES_SHOWN]
    )
    known = fetch(charges, now=now)
    drawn = [
        (charge, render_card(charge, viewer=me, now=now, known=known, request=request))
        for charge in charges
    ]
    mine = SavedCard.objects.filter(user=me, removed_at=None)
    context = {
        "cards": [(card, card.is_over(now=now)) for card in mine],
        "charged": next((card.pk for card in mine if not card.is_over(now=now)), None),
        "mandate": cards.mandate(),
        "to_pay": [html for charge, html in drawn if charge.is_live],
        "paid": [html for charge, html in drawn if not charge.is_live],
        "is_test_money": is_test_money(),
    }
    return render(request, "payments/payments.html", context)


@signed_in
@require_POST
def save_card(request: PersonRequest) -> HttpResponse:
    """Lead on to the hosted page that keeps a card."""
    setup = cards.begin_saving(request.person, now=request.now)
    customer = StripeCustomer.objects.get(user=request.person)
    answer_soon(cards.CUSTOMER, customer.pk)
    answer_soon(cards.SETUP, setup.pk)
    return answer(request, reverse("card-setup", args=[setup.pk]), leave=True)


@signed_in
@require_safe
def setup(request: PersonRequest, setup_id: int) -> HttpResponse:
    """The way to the hosted page: a plain link, since no form of ours may lead elsewhere."""
    row = find_setup(request.person, setup_id)
    if row.status != CardSetup.Status.OPEN:
        return redirect("payments")
    context = {"setup": row, "is_test_money": is_test_money(), "waits": not row.url}
    return render(request, "payments/setup.html", context)


@signed_in
@require_safe
def setup_back(request: PersonRequest, setup_id: int) -> HttpResponse:
    """Where the hosted page leads back to. It grants nothing: Stripe is asked what came of it."""
    row = find_setup(request.person, setup_id)
    if row.status == CardSetup.Status.OPEN and row.checkout_id:
        look_soon(inbox.look("checkout.session", row.checkout_id, now=request.now))
    return redirect("payments")


@signed_in
@require_POST
def choose_card(request: PersonRequest, card_id: int) -> HttpResponse:
    card = cards.choose(find_card(request.person, card_id), by=request.person, now=request.now)
    message = _("%(card)s is charged from now on.") % {"card": card}
    return answer(request, "payments", message, leave=True)


@signed_in
@require_POST
def remove_card(request: PersonRequest, card_id: int) -> HttpResponse:
    card = cards.remove(find_card(request.person, card_id), by=request.person, now=request.now)
    answer_soon(cards.REMOVAL, card.pk)
    message = _("%(card)s is no longer charged.") % {"card": card}
    return answer(request, "payments", message, leave=True)
