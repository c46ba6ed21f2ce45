"""One contract in a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from contracts.cards.standing import CONTRACT_TONES
from contracts.commitments import commitments_of
from contracts.models import Contract
from contracts.terms import terms_of
from contracts.wording import headline
from core.cards import prepare


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
    needs_me: bool
    progress: Progress | None


def progress_of(contract: Contract) -> Progress | None:
    """None before anybody accepted. Many contracts are prepared first, by their agreed versions."""
    if contract.agreed_version is None:
        return None
    total = contract.agreed_version.session_count
    return Progress(completed=commitments_of(contract).completed, total=total)


def prepare_rows(contracts: Iterable[Contract], now: datetime) -> None:
    """Read for all of them at once what their progress follows from."""
    versions = []
    for contract in contracts:
        if contract.agreed_version is not None:
            contract.agreed_version.contract = contract
            versions.append(contract.agreed_version)
    prepare(versions, now=now)


def build_row(contract: Contract, viewer: User) -> ContractRow:
    """Of a contract from `queries.contract_list`, prepared by `prepare_rows`."""
    version = contract.agreed_version or contract.open_version
    return ContractRow(
        contract=contract,
        url=reverse("contract-detail", args=[contract.pk]),
        title=contract.proposal.request.title,
        other=contract.coach if viewer.pk == contract.student_id else contract.student,
        line="" if version is None else headline(terms_of(version)),
        tone=CONTRACT_TONES.get(Contract.Status(contract.status), ""),
        status_label=str(contract.get_status_display()),
        needs_me=getattr(contract, "needs_me", False),
        progress=progress_of(contract),
    )
