"""What contracts add to the card of a proposal."""

from datetime import datetime

from accounts.models import User
from contracts import card_actions
from contracts.queries import standing_contract
from core.cards import Contribution
from marketplace.models import Proposal


def contract_of_proposal(
    proposal: Proposal, viewer: User, now: datetime, _known: None
) -> Contribution:
    """What the card of an accepted proposal gets: the way to its contract, or to making one."""
    if proposal.status != Proposal.Status.ACCEPTED:
        return Contribution()
    standing = standing_contract(proposal, now=now)
    if standing is not None:
        return Contribution(actions=(card_actions.open_action(standing),))
    return Contribution(actions=(card_actions.create_action(proposal, viewer, now),))
