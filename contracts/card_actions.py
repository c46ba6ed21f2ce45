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
from core.cards import CardAction, Tone, card_action
from core.errors import DomainError
from core.templatetags.money import money
from marketplace.models import Proposal


def _address(verb: str, contract: Contract) -> str:
    return reverse(f"contract-{verb}", args=[contract.pk])


def _press(
    drawn: Contract | ContractVersion,
    verb: str,
    label: str,
    *,
    refusal: DomainError | None,
    tone: Tone = "quiet",
    outcome: str = "",
) -> CardAction:
    """A button that acts at once: on the version that it answers, or the state from which it was drawn."""
    if isinstance(drawn, Contract):
        contract, field = drawn, ("version", str(drawn.version))
    else:
        contract, field = drawn.contract, ("version_number", str(drawn.number))
    url = _address(verb, contract)
    return card_action(
        verb, label, url, refusal=refusal, tone=tone, outcome=outcome, fields=(field,)
    )


def _form(
    contract: Contract,
    verb: str,
    label: str,
    *,
    refusal: DomainError | None,
    tone: Tone = "quiet",
    outcome: str = "",
) -> CardAction:
    """A button that opens the verb's form beside the card."""
    url = _address(verb, contract)
    return card_action(
        verb, label, url, refusal=refusal, opens="drawer", tone=tone, outcome=outcome
    )


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
        yield _press(
            version,
            "withdraw",
            _("Withdraw these terms"),
            tone="danger",
            outcome=_what_stands_then(version),
            refusal=rules.withdraw(version, by=viewer, now=now),
        )
        return
    yield _press(
        version,
        "accept",
        _("Accept version %(number)d") % {"number": version.number},
        tone="primary",
        outcome=_acceptance_outcome(version, now),
        refusal=rules.accept(version, by=viewer, now=now),
    )
    yield _form(
        contract,
        "counter",
        _("Send other terms"),
        refusal=rules.counter(version, by=viewer, now=now),
    )
    yield _form(
        contract,
        "decline",
        _("Decline"),
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
        yield _press(
            amendment,
            "withdraw-amendment",
            _("Withdraw the amendment"),
            tone="danger",
            outcome=stands,
            refusal=rules.withdraw_amendment(amendment, by=viewer, now=now),
        )
        return
    yield _press(
        amendment,
        "accept-amendment",
        _("Accept the amendment"),
        tone="primary",
        outcome=_("The total becomes %(total)s. Sessions already booked keep their terms.")
        % {"total": money(terms_of(amendment).total, contract.currency)},
        refusal=rules.accept_amendment(amendment, by=viewer, now=now),
    )
    yield _form(
        contract,
        "decline-amendment",
        _("Decline"),
        tone="danger",
        outcome=stands,
        refusal=rules.decline_amendment(amendment, by=viewer, now=now),
    )


def motion_actions(
    contract: Contract, motion: Motion, viewer: User, now: datetime
) -> Iterator[CardAction]:
    """On an open wish to pause or to end early; nothing but withdrawing once its time is over."""
    if motion.author_id == viewer.pk:
        yield _press(
            contract,
            "withdraw-motion",
            _("Take it back"),
            refusal=rules.withdraw_motion(contract, by=viewer),
        )
        return
    if now >= motion.expires_at:
        return
    pause = motion.kind == Motion.Kind.PAUSE
    yield (_accept_pause if pause else _accept_completion)(contract, viewer, now)
    yield _press(
        contract,
        "decline-motion",
        _("Decline"),
        tone="danger",
        outcome=_("The contract goes on as it is."),
        refusal=rules.decline_motion(contract, by=viewer, now=now),
    )


def _accept_pause(contract: Contract, viewer: User, now: datetime) -> CardAction:
    return _press(
        contract,
        "accept-pause",
        _("Agree to the pause"),
        tone="primary",
        outcome=_(
            "Nothing can be booked until one of you resumes, 30 days at most. "
            "The end date moves by the pause."
        ),
        refusal=rules.accept_pause(contract, by=viewer, now=now),
    )


def _accept_completion(contract: Contract, viewer: User, now: datetime) -> CardAction:
    return _press(
        contract,
        "accept-completion",
        _("Agree to end it now"),
        tone="primary",
        outcome=_("The contract is completed. Sessions without a time are not held, nor charged."),
        refusal=rules.accept_completion(contract, by=viewer, now=now),
    )


def resume_action(contract: Contract, viewer: User) -> CardAction:
    """On a paused contract."""
    return _press(
        contract,
        "resume",
        _("Resume the contract"),
        tone="primary",
        outcome=_("Sessions can be booked again. The end date moves by the days of the pause."),
        refusal=rules.resume(contract, by=viewer),
    )


def amend_action(contract: Contract, viewer: User) -> CardAction:
    """On a contract in force."""
    return _form(
        contract,
        "amend",
        _("Propose an amendment"),
        refusal=rules.propose_amendment(contract, by=viewer),
    )


def wish_actions(contract: Contract, viewer: User) -> Iterator[CardAction]:
    """What a party of a running contract could ask of the other."""
    if contract.status == Contract.Status.ACTIVE:
        yield _form(
            contract,
            "pause",
            _("Ask for a pause"),
            refusal=rules.propose_pause(contract, by=viewer),
        )
    yield _form(
        contract,
        "complete",
        _("Ask to end it early"),
        refusal=rules.propose_completion(contract, by=viewer),
    )
