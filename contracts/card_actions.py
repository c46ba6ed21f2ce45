"""The buttons of a contract's cards: each with its outcome in words, or the reason against it."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from contracts import rules
from contracts.models import Contract, ContractVersion, Motion
from contracts.period import local_day
from contracts.terms import terms_of
from contracts.wording import day_text, sessions_text
from core.cards import CardAction, card_action
from core.templatetags.money import money
from marketplace.models import Proposal

Fields = tuple[tuple[str, str], ...]


def _address(verb: str, contract: Contract) -> str:
    return reverse(f"contract-{verb}", args=[contract.pk])


def _number_field(version: ContractVersion) -> Fields:
    """The press says which version it answers."""
    return (("version_number", str(version.number)),)


def _version_field(contract: Contract) -> Fields:
    """The press says which state of the contract it was drawn from."""
    return (("version", str(contract.version)),)


def create_action(proposal: Proposal, viewer: User, now: datetime) -> CardAction:
    """The way from a proposal to its first terms."""
    return card_action(
        "create-contract",
        _("Create the contract"),
        reverse("contract-create", args=[proposal.pk]),
        opens="drawer",
        tone="primary",
        outcome=_("You set dates and policy; the other side then accepts or sends other terms."),
        refusal=rules.offer(proposal, by=viewer, now=now),
    )


def open_action(contract: Contract) -> CardAction:
    """The way to the contract's page."""
    return card_action("open", _("Open the contract"), contract.get_absolute_url(), opens="page")


def offer_actions(version: ContractVersion, viewer: User, now: datetime) -> Iterator[CardAction]:
    """On an open offer."""
    contract = version.contract
    if version.author_id == viewer.pk:
        yield card_action(
            "withdraw",
            _("Withdraw these terms"),
            _address("withdraw", contract),
            fields=_number_field(version),
            tone="danger",
            outcome=_what_stands_then(version),
            refusal=rules.withdraw(version, by=viewer, now=now),
        )
        return
    yield card_action(
        "accept",
        _("Accept version %(number)d") % {"number": version.number},
        _address("accept", contract),
        fields=_number_field(version),
        tone="primary",
        outcome=_acceptance_outcome(version, now),
        refusal=rules.accept(version, by=viewer, now=now),
    )
    yield card_action(
        "counter",
        _("Send other terms"),
        _address("counter", contract),
        opens="drawer",
        refusal=rules.counter(version, by=viewer, now=now),
    )
    yield card_action(
        "decline",
        _("Decline"),
        _address("decline", contract),
        opens="drawer",
        tone="danger",
        outcome=_what_stands_then(version),
        refusal=rules.decline(version, by=viewer, now=now),
    )


def _what_stands_then(version: ContractVersion) -> str:
    """After this version was declined or withdrawn."""
    previous = version.based_on
    if previous is None:
        return _("The offer is over; either of you can make a new one.")
    return _("Version %(number)d stands again, for 48 hours at least.") % {
        "number": previous.number
    }


def _acceptance_outcome(version: ContractVersion, now: datetime) -> str:
    starts = max(version.start_date, local_day(now, version.timezone))
    return _("You agree on %(sessions)s for %(total)s in all, starting on %(day)s.") % {
        "sessions": sessions_text(version.session_count),
        "total": money(version.total_amount, version.contract.currency),
        "day": day_text(starts),
    }


def amendment_actions(
    amendment: ContractVersion, viewer: User, now: datetime
) -> Iterator[CardAction]:
    """On an open amendment."""
    contract = amendment.contract
    stands = _("The agreed terms stay as they are.")
    if amendment.author_id == viewer.pk:
        yield card_action(
            "withdraw-amendment",
            _("Withdraw the amendment"),
            _address("withdraw-amendment", contract),
            fields=_number_field(amendment),
            tone="danger",
            outcome=stands,
            refusal=rules.withdraw_amendment(amendment, by=viewer, now=now),
        )
        return
    yield card_action(
        "accept-amendment",
        _("Accept the amendment"),
        _address("accept-amendment", contract),
        fields=_number_field(amendment),
        tone="primary",
        outcome=_("The total becomes %(total)s. Sessions already booked keep their terms.")
        % {"total": money(terms_of(amendment).total, contract.currency)},
        refusal=rules.accept_amendment(amendment, by=viewer, now=now),
    )
    yield card_action(
        "decline-amendment",
        _("Decline"),
        _address("decline-amendment", contract),
        opens="drawer",
        tone="danger",
        outcome=stands,
        refusal=rules.decline_amendment(amendment, by=viewer, now=now),
    )


def motion_actions(
    contract: Contract, motion: Motion, viewer: User, now: datetime
) -> Iterator[CardAction]:
    """On an open wish to pause or to end early; nothing but withdrawing once its time is over."""
    if motion.author_id == viewer.pk:
        yield card_action(
            "withdraw-motion",
            _("Take it back"),
            _address("withdraw-motion", contract),
            fields=_version_field(contract),
            refusal=rules.withdraw_motion(contract, by=viewer),
        )
        return
    if now >= motion.expires_at:
        return
    pause = motion.kind == Motion.Kind.PAUSE
    yield (_accept_pause if pause else _accept_completion)(contract, viewer, now)
    yield card_action(
        "decline-motion",
        _("Decline"),
        _address("decline-motion", contract),
        fields=_version_field(contract),
        tone="danger",
        outcome=_("The contract goes on as it is."),
        refusal=rules.decline_motion(contract, by=viewer, now=now),
    )


def _accept_pause(contract: Contract, viewer: User, now: datetime) -> CardAction:
    return card_action(
        "accept-pause",
        _("Agree to the pause"),
        _address("accept-pause", contract),
        fields=_version_field(contract),
        tone="primary",
        outcome=_(
            "Nothing can be booked until one of you resumes, 30 days at most. "
            "The end date moves by the pause."
        ),
        refusal=rules.accept_pause(contract, by=viewer, now=now),
    )


def _accept_completion(contract: Contract, viewer: User, now: datetime) -> CardAction:
    return card_action(
        "accept-completion",
        _("Agree to end it now"),
        _address("accept-completion", contract),
        fields=_version_field(contract),
        tone="primary",
        outcome=_("The contract is completed. Sessions without a time are not held, nor charged."),
        refusal=rules.accept_completion(contract, by=viewer, now=now),
    )


def resume_action(contract: Contract, viewer: User) -> CardAction:
    """On a paused contract."""
    return card_action(
        "resume",
        _("Resume the contract"),
        _address("resume", contract),
        fields=_version_field(contract),
        tone="primary",
        outcome=_("Sessions can be booked again. The end date moves by the days of the pause."),
        refusal=rules.resume(contract, by=viewer),
    )


def amend_action(contract: Contract, viewer: User) -> CardAction:
    """On a contract in force."""
    return card_action(
        "amend",
        _("Propose an amendment"),
        _address("amend", contract),
        opens="drawer",
        refusal=rules.propose_amendment(contract, by=viewer),
    )


def wish_actions(contract: Contract, viewer: User) -> Iterator[CardAction]:
    """What a party of a running contract could ask of the other."""
    if contract.status == Contract.Status.ACTIVE:
        yield card_action(
            "pause",
            _("Ask for a pause"),
            _address("pause", contract),
            opens="drawer",
            refusal=rules.propose_pause(contract, by=viewer),
        )
    yield card_action(
        "complete",
        _("Ask to end it early"),
        _address("complete", contract),
        opens="drawer",
        refusal=rules.propose_completion(contract, by=viewer),
    )
