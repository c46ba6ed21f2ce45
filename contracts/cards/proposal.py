"""What contracts add to the card of a proposal."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from contracts import presses
from contracts.models import Contract
from contracts.rules import pause_of_request
from core.cards import CardAction, Contribution
from marketplace.models import Proposal


def contract_of_proposal(
    proposal: Proposal, _viewer: User, now: datetime, _known: None
) -> Contribution:
    """What the card of an accepted proposal gets: the way to its contract, or to making one."""
    if proposal.status != Proposal.Status.ACCEPTED:
        return Contribution()
    newest = max(proposal.contracts.all(), key=lambda contract: contract.pk, default=None)
    if newest is not None and (newest.activated_at or _still_stands(newest, now)):
        return Contribution(actions=(presses.open_page(newest),))
    pause = pause_of_request(proposal)
    create = CardAction(
        verb="create-contract",
        label=_("Create the contract"),
        url=reverse("contract-create", args=[proposal.pk]),
        method="get",
        opens="drawer",
        tone="primary",
        enabled=pause is None,
        why_not="" if pause is None else str(pause.message),
        outcome=_("You set dates and policy; the other side then accepts or sends other terms."),
    )
    return Contribution(actions=(create,))


def _still_stands(contract: Contract, now: datetime) -> bool:
    version = contract.open_version
    return version is not None and now < version.expires_at
