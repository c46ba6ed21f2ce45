"""One contract in a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from contracts.cards.tones import contract_tone
from contracts.commitments import commitments_of
from contracts.listing import ListedContract
from contracts.models import Contract
from contracts.terms import terms_of
from contracts.wording import headline
from core.cards import fetch


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How many of the agreed sessions are done."""

    completed: int
    total: int


@dataclass(frozen=True, kw_only=True)
class ContractRow:
    """One contract in a list, for this viewer."""

    contract: Contract
    url: str
    title: str
    other: User
    line: str
    tone: str
    status_label: str
    answer_by: datetime | None
    progress: Progress | None

    @property
    def needs_me(self) -> bool:
        return self.answer_by is not None


def build_rows(listed: Sequence[ListedContract], viewer: User, now: datetime) -> list[ContractRow]:
    """What their progress follows from is read for all at once."""
    versions = []
    for contract in (each.contract for each in listed):
        if contract.agreed_version is not None:
            contract.agreed_version.contract = contract
            versions.append(contract.agreed_version)
    fetch(versions, now=now)
    return [_row(each, viewer) for each in listed]


def _row(listed: ListedContract, viewer: User) -> ContractRow:
    contract = listed.contract
    version = contract.agreed_version or contract.open_version
    return ContractRow(
        contract=contract,
        url=contract.get_absolute_url(),
        title=contract.proposal.request.title,
        other=contract.other_party(viewer),
        line="" if version is None else headline(terms_of(version)),
        tone=contract_tone(contract),
        status_label=str(contract.get_status_display()),
        answer_by=listed.answer_by,
        progress=_progress(contract),
    )


def _progress(contract: Contract) -> Progress | None:
    """None before anybody accepted."""
    if contract.agreed_version is None:
        return None
    total = contract.agreed_version.session_count
    return Progress(completed=commitments_of(contract).completed, total=total)
