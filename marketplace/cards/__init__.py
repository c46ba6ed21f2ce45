"""What people see of requests and proposals."""

from marketplace.cards.fetching import fetch_proposals, fetch_requests
from marketplace.cards.proposal import ProposalCard, build_proposal_card
from marketplace.cards.request import (
    PreferredWeek,
    RequestCard,
    build_request_card,
    owner_actions,
    preferred_week,
)
from marketplace.cards.sorting import SORTING_VERBS

__all__ = [
    "SORTING_VERBS",
    "PreferredWeek",
    "ProposalCard",
    "RequestCard",
    "build_proposal_card",
    "build_request_card",
    "fetch_proposals",
    "fetch_requests",
    "owner_actions",
    "preferred_week",
]
