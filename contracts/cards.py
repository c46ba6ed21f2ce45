"""What one person sees of a version of a contract, or of the whole contract, and can do with it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from contracts import presses
from contracts.commitments import commitments_of
from contracts.models import Contract, ContractVersion, Motion
from contracts.policy import policy_sentences
from contracts.rules import next_counter_at, pause_of_request
from contracts.terms import Terms, proposed_terms, terms_before, terms_of
from contracts.wording import ChangeLine, Fact, change_lines, headline, term_facts
from core.cards import Card, CardAction, Contribution, prepare
from core.together import Children, Reader, children
from marketplace.models import Proposal
from marketplace.prices import Split

State = ContractVersion.Status
CONTRACT_TONES = {
    Contract.Status.OFFERED: "warn",
    Contract.Status.ACTIVE: "ok",
    Contract.Status.PAUSED: "warn",
    Contract.Status.COMPLETED: "accent",
    Contract.Status.CANCELLED: "danger",
    Contract.Status.DECLINED: "danger",
}


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Who must answer, and until when. `mine` says whether it is this viewer."""

    mine: bool
    name: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class ContractCard(Card):
    contract: Contract
    terms_version: ContractVersion
    url: str
    tone: str
    status_label: str
    headline: str
    other: User
    is_author: bool
    is_past: bool
    turn: Turn | None
    facts: tuple[Fact, ...]
    changes: tuple[ChangeLine, ...]
    previous_number: int | None
    policy: tuple[str, ...]
    split: Split
    motion: Motion | None

    @property
    def is_my_turn(self) -> bool:
        return self.turn is not None and self.turn.mine

    @property
    def is_amendment(self) -> bool:
        return self.terms_version.kind == ContractVersion.Kind.AMENDMENT

    @property
    def asked_by_me(self) -> bool:
        return self.motion is not None and self.motion.author_id != self.other.pk


def build_version_card(version: ContractVersion, viewer: User, now: datetime) -> ContractCard:
    """Of one version: open to an answer, in force, or part of the history."""
    contract = version.contract
    other = contract.coach if viewer.pk == contract.student_id else contract.student
    in_force = contract.agreed_version_id == version.pk
    motion = _open_motion(contract) if in_force else None
    turn = _turn(version, motion, viewer=viewer, other=other, now=now)
    terms = proposed_terms(version)
    actions = tuple(_version_presses(contract, version, motion, viewer, now))
    return ContractCard(
        dom_id=f"contract-version-{version.pk}-card",
        version=contract.version,
        actions=actions,
        refresh_at=None if turn is None else _next_change(contract, turn, actions, now),
        contract=contract,
        terms_version=version,
        url=reverse("contract-detail", args=[contract.pk]),
        tone=_tone(contract, version, turn),
        status_label=_status_label(contract, version, turn),
        headline=headline(terms),
        other=other,
        is_author=version.author_id == viewer.pk,
        is_past=not (in_force and contract.status in Contract.AGREED) and turn is None,
        turn=turn,
        facts=_facts(contract, terms, in_force=in_force),
        changes=_changes(contract, version, terms),
        previous_number=None if version.based_on is None else version.based_on.number,
        policy=policy_sentences(
            percent=terms.late_cancel_percent,
            price=terms.price_per_session,
            currency=contract.currency,
            day=contract.starts_on if in_force and contract.starts_on else terms.start_date,
            zone_name=terms.timezone,
        ),
        split=terms.split,
        motion=motion,
    )


def _open_motion(contract: Contract) -> Motion | None:
    if contract.status not in Contract.AGREED:
        return None
    motions = contract.motions.all()
    return next((motion for motion in motions if motion.status == Motion.Status.OPEN), None)


def fetch_versions(versions: Sequence[ContractVersion], _now: datetime) -> Reader[None]:
    """For the cards of many versions: wishes about those in force, the counters before the open ones.

    The versions of one contract share its object, so that it is read once, and it knows those of them.
    """
    shared = {version.contract_id: version.contract for version in versions}
    for version in versions:
        contract = version.contract = shared[version.contract_id]
        if contract.agreed_version_id == version.pk:
            contract.agreed_version = version
        if contract.open_version_id == version.pk:
            contract.open_version = version
    yield from children(
        Children([v.contract for v in versions if v.contract.agreed_version_id == v.pk], "motions"),
        Children([v.contract for v in versions if v.contract.open_version_id == v.pk], "versions"),
    )


def fetch_contracts_of(proposals: Sequence[Proposal], _now: datetime) -> Reader[None]:
    """For the way from an accepted proposal to its contract."""
    accepted = [p for p in proposals if p.status == Proposal.Status.ACCEPTED]
    contracts = Contract.objects.select_related("open_version")
    yield from children(Children(accepted, "contracts", contracts))


def _is_open(version: ContractVersion, now: datetime) -> bool:
    return version.contract.open_version_id == version.pk and now < version.expires_at


def _turn(
    version: ContractVersion,
    motion: Motion | None,
    *,
    viewer: User,
    other: User,
    now: datetime,
) -> Turn | None:
    """Of the version itself while it is open, else of the motion about it."""
    if _is_open(version, now):
        author_id, until = version.author_id, version.expires_at
    elif motion is not None and now < motion.expires_at:
        author_id, until = motion.author_id, motion.expires_at
    else:
        return None
    return Turn(mine=author_id != viewer.pk, name=other.get_short_name(), until=until)


def _next_change(
    contract: Contract, turn: Turn, actions: tuple[CardAction, ...], now: datetime
) -> datetime:
    """The end of the time to answer, or before it the instant at which a counter is allowed again."""
    barred = any(action.verb == "counter" and not action.enabled for action in actions)
    again = next_counter_at(contract, now=now) if barred else None
    return turn.until if again is None else min(turn.until, again)


def _facts(contract: Contract, terms: Terms, *, in_force: bool) -> tuple[Fact, ...]:
    if not in_force:
        return term_facts(terms, currency=contract.currency)
    return term_facts(
        terms, currency=contract.currency, starts=contract.starts_on, ends=contract.ends_on
    )


def _changes(contract: Contract, version: ContractVersion, terms: Terms) -> tuple[ChangeLine, ...]:
    before = terms_before(version)
    return () if before is None else change_lines(before, terms, currency=contract.currency)


def _tone(contract: Contract, version: ContractVersion, turn: Turn | None) -> str:
    if contract.agreed_version_id == version.pk:
        return CONTRACT_TONES.get(Contract.Status(contract.status), "")
    if turn is None:
        return ""
    return "accent" if turn.mine else "info"


def _status_label(contract: Contract, version: ContractVersion, turn: Turn | None) -> str:
    if contract.agreed_version_id == version.pk:
        return str(contract.get_status_display())
    if turn is not None:
        if turn.mine:
            return _("Your answer")
        return _("Waiting for %(name)s") % {"name": turn.name}
    if version.status == State.OFFERED:
        return _("time is over")
    if version.status == State.ACCEPTED:
        return _("replaced")
    return str(version.get_status_display())


def _version_presses(
    contract: Contract,
    version: ContractVersion,
    motion: Motion | None,
    viewer: User,
    now: datetime,
) -> Iterator[CardAction]:
    for press in _presses(contract, version, motion, viewer, now):
        yield press.on(contract)
    yield presses.open_page(contract)


def _presses(
    contract: Contract,
    version: ContractVersion,
    motion: Motion | None,
    viewer: User,
    now: datetime,
) -> Iterator[presses.Press]:
    if _is_open(version, now):
        is_offer = version.kind == ContractVersion.Kind.OFFER
        answers = presses.offer_presses if is_offer else presses.amendment_presses
        yield from answers(contract, version, viewer, now)
    if contract.agreed_version_id != version.pk or contract.status not in Contract.AGREED:
        return
    if contract.status == Contract.Status.PAUSED:
        yield presses.resume_press(contract)
    if motion is not None:
        yield from presses.motion_presses(contract, motion, viewer, now)
    if contract.open_version_id is None:
        yield presses.amend_press(contract)


@dataclass(frozen=True, kw_only=True)
class ContractPanel(Card):
    """The whole contract beside its page: who, how it stands, everything that can be done."""

    contract: Contract
    tone: str
    other: User
    record_url: str
    data_url: str

    @property
    def status_label(self) -> str:
        return str(self.contract.get_status_display())


def build_panel(contract: Contract, viewer: User, _now: datetime) -> ContractPanel:
    """Of a contract; apps above add sessions as parts and what they can do as actions."""
    return ContractPanel(
        dom_id=f"contract-{contract.pk}-panel",
        version=contract.version,
        actions=tuple(press.on(contract) for press in _panel_presses(contract)),
        contract=contract,
        tone=CONTRACT_TONES.get(Contract.Status(contract.status), ""),
        other=contract.coach if viewer.pk == contract.student_id else contract.student,
        record_url=reverse("contract-record", args=[contract.pk]),
        data_url=reverse("contract-record-data", args=[contract.pk]),
    )


def _panel_presses(contract: Contract) -> Iterator[presses.Press]:
    if contract.status not in Contract.AGREED:
        return
    yield presses.amend_press(contract)
    yield from presses.motions_to_make(contract, _open_motion(contract))


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


def contract_of_proposal(proposal: Proposal, _viewer: User, now: datetime) -> Contribution:
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
