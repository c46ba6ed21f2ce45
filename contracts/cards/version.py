"""What one person sees of a version of a contract, and can do with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from contracts import card_actions
from contracts.cards.tones import contract_tone
from contracts.counters import next_counter_at
from contracts.models import Contract, ContractVersion, Motion
from contracts.policy import policy_sentences
from contracts.terms import Terms, proposed_terms, terms_before
from contracts.wording import ChangeLine, Fact, change_lines, headline, term_facts
from core.cards import Card, CardAction
from marketplace.prices import Split

State = ContractVersion.Status


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


def build_version_card(
    version: ContractVersion, viewer: User, now: datetime, _known: None
) -> ContractCard:
    """Of one version: open to an answer, in force, or part of the history."""
    contract = version.contract
    other = contract.other_party(viewer)
    in_force = contract.agreed_version_id == version.pk
    motion = contract.open_motion() if in_force else None
    turn = _turn(version, motion, viewer=viewer, other=other, now=now)
    terms = proposed_terms(version)
    actions = tuple(_actions(version, motion, viewer, now))
    return ContractCard(
        dom_id=f"contract-version-{version.pk}-card",
        version=contract.version,
        actions=actions,
        refresh_at=None if turn is None else _next_change(contract, turn, actions, now),
        contract=contract,
        terms_version=version,
        url=contract.get_absolute_url(),
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
        return contract_tone(contract)
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


def _actions(
    version: ContractVersion, motion: Motion | None, viewer: User, now: datetime
) -> Iterator[CardAction]:
    contract = version.contract
    if _is_open(version, now):
        is_offer = version.kind == ContractVersion.Kind.OFFER
        answers = card_actions.offer_actions if is_offer else card_actions.amendment_actions
        yield from answers(version, viewer, now)
    if contract.agreed_version_id == version.pk and contract.status in Contract.AGREED:
        if contract.status == Contract.Status.PAUSED:
            yield card_actions.resume_action(contract, viewer)
        if motion is not None:
            yield from card_actions.motion_actions(contract, motion, viewer, now)
        if contract.open_version_id is None:
            yield card_actions.amend_action(contract, viewer)
    yield card_actions.open_action(contract)
