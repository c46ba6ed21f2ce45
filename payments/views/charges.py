"""One charge, and paying it."""

from datetime import datetime, timedelta

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.http import PersonRequest, signed_in
from core.cards import render_card
from core.http import wants_json
from core.views import answer, live_page
from payments import inbox
from payments.access import find_charge
from payments.actions import cards, charging
from payments.asking import answer_soon, look_soon
from payments.mode import is_test_money
from payments.models import Charge, SavedCard

CARD_IS_TOLD_WITHIN = timedelta(minutes=1)


@live_page
@signed_in
@require_safe
def charge_detail(request: PersonRequest, charge_id: int) -> HttpResponse:
    """How it stands; for its payer, while paying, the way to the hosted page."""
    me = request.person
    charge = find_charge(me, charge_id)
    if wants_json(request):
        return JsonResponse({"charge": charge_data(charge)})
    is_paying = charge.status == Charge.Status.PAYING and charge.payer_id == me.pk
    context = {
        "charge": charge,
        "card_html": render_card(charge, viewer=me, now=request.now, request=request),
        "is_paying": is_paying,
        "mandate": cards.mandate(),
        "waits": is_paying and not charge.checkout_url,
        "waits_for_card": _waits_for_card(charge, now=request.now),
        "is_test_money": is_test_money(),
    }
    return render(request, "payments/charge.html", context)


def _waits_for_card(charge: Charge, *, now: datetime) -> bool:
    """Paid a moment ago, with a card of which Stripe has still to tell us."""
    is_new = charge.paid_at is not None and now < charge.paid_at + CARD_IS_TOLD_WITHIN
    return is_new and not SavedCard.objects.filter(method_id=charge.method_id).exists()


def charge_data(charge: Charge) -> dict[str, object]:
    return {
        "id": charge.pk,
        "status": charge.status,
        "amount": str(charge.amount),
        "currency": charge.currency,
        "pay_by": charge.pay_by.isoformat(),
        "version": charge.version,
    }


@signed_in
@require_POST
def pay(request: PersonRequest, charge_id: int) -> HttpResponse:
    """Ask for the hosted page, and go where the link to it stands."""
    charge = charging.pay(
        find_charge(request.person, charge_id), by=request.person, now=request.now
    )
    customer = request.person.stripe_customer
    answer_soon(cards.CUSTOMER, customer.pk)
    answer_soon(charging.CHARGE, charge.pk)
    return answer(request, charge, data=lambda: {"charge": charge_data(charge)}, leave=True)


@signed_in
@require_safe
def back(request: PersonRequest, charge_id: int) -> HttpResponse:
    """Where the hosted page leads back to. It grants nothing: Stripe is asked what came of it."""
    charge = find_charge(request.person, charge_id)
    if charge.status == Charge.Status.PAYING and charge.checkout_id:
        look_soon(inbox.look("checkout.session", charge.checkout_id, now=request.now))
    return redirect(charge)
