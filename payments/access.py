"""The rows that an address or a press names, as far as this person may see them; else Http404."""

from django.shortcuts import get_object_or_404

from accounts.models import User
from payments.models import CardSetup, Charge, SavedCard

CHARGE_JOINS = ("contract__student", "contract__coach", "session__terms", "payer")


def find_charge(person: User, charge_id: int) -> Charge:
    rows = Charge.objects.visible_to(person).select_related(*CHARGE_JOINS)
    return get_object_or_404(rows, pk=charge_id)


def find_setup(person: User, setup_id: int) -> CardSetup:
    return get_object_or_404(CardSetup, pk=setup_id, user=person)


def find_card(person: User, card_id: int) -> SavedCard:
    return get_object_or_404(SavedCard, pk=card_id, user=person, removed_at=None)
