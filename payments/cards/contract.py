"""What money adds to the card of the terms in force."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contract, ContractVersion, PaidThrough
from core.cards import Contribution, card_action
from payments.models import SavedCard


def fetch_payers(versions: Sequence[ContractVersion], _now: datetime) -> frozenset[int]:
    """Which students of these have a card."""
    asked = {
        version.contract.student_id
        for version in versions
        if version.paid_through == PaidThrough.PLATFORM
    }
    if not asked:
        return frozenset()
    cards = SavedCard.objects.filter(user__in=asked, removed_at__isnull=True)
    return frozenset(cards.values_list("user_id", flat=True))


def contract_contribution(
    version: ContractVersion, viewer: User, _now: datetime, payers: frozenset[int]
) -> Contribution:
    """The student without a card is asked for one, once it is agreed that it will be charged."""
    contract = version.contract
    if settings.PAYMENTS == "off" or not _asks(version, contract, viewer, payers):
        return Contribution()
    action = card_action(
        "save-card",
        _("Save a card"),
        reverse("payments"),
        opens="page",
        tone="primary",
        outcome=_("Sessions are paid with it before they take place. You book once it is saved."),
    )
    return Contribution(actions=(action,))


def _asks(
    version: ContractVersion, contract: Contract, viewer: User, payers: frozenset[int]
) -> bool:
    return (
        contract.agreed_version_id == version.pk
        and contract.status == Contract.Status.ACTIVE
        and version.paid_through == PaidThrough.PLATFORM
        and viewer.pk == contract.student_id
        and viewer.pk not in payers
    )
