"""What people see of contracts: a version's card, the whole beside its page, a row of a list."""

from contracts.cards.fetching import fetch_contracts_of, fetch_versions
from contracts.cards.panel import ContractPanel, build_panel
from contracts.cards.proposal import contract_of_proposal
from contracts.cards.row import ContractRow, Progress, build_rows
from contracts.cards.version import ContractCard, Turn, build_version_card

__all__ = [
    "ContractCard",
    "ContractPanel",
    "ContractRow",
    "Progress",
    "Turn",
    "build_panel",
    "build_rows",
    "build_version_card",
    "contract_of_proposal",
    "fetch_contracts_of",
    "fetch_versions",
]
