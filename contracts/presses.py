"""What a party can press on a contract right now, each with its outcome in words or the reason against it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contract, ContractVersion, Motion
from contracts.period import local_day
from contracts.rules import (
    acceptance_refusal,
    amending_refusal,
    amendment_refusal,
    completion_refusal,
    counter_refusal,
    motion_refusal,
    pause_refusal,
)
from contracts.terms import terms_of
from contracts.wording import day_text, sessions_text
from core.cards import CardAction, Opens, Tone
from core.errors import DomainError
from core.templatetags.money import money

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Press:
    """The parts of a CardAction that differ from one contract verb to the next."""

    verb: str
    label: str
    address: str
    fields: Fields = ()
    tone: Tone = "quiet"
    outcome: str = ""
    drawer: bool = False
    refusal: DomainError | None = None

    def on(self, contract: Contract) -> CardAction:
        opens: Opens = "drawer" if self.drawer else "here"
        return CardAction(
            verb=self.verb,
            label=self.label,
            url=reverse(self.address, args=[contract.pk]),
            method="get" if self.drawer else "post",
            opens=opens,
            tone=self.tone,
            fields=() if self.drawer else self.fields,
            enabled=self.refusal is None,
            why_not="" if self.refusal is None else str(self.refusal.message),
            outcome=self.outcome,
        )


def open_page(contract: Contract) -> CardAction:
    return CardAction(
        verb="open",
        label=_("Open the contract"),
        url=reverse("contract-detail", args=[contract.pk]),
        method="get",
        opens="page",
    )


def offer_presses(
    contract: Contract, version: ContractVersion, viewer: User, now: datetime
) -> Iterator[Press]:
    """On an open offer."""
    named: Fields = (("version_number", str(version.number)),)
    if version.author_id == viewer.pk:
        yield Press(
            verb="withdraw",
            label=_("Withdraw these terms"),
            address="contract-withdraw",
            fields=named,
            tone="danger",
            outcome=_what_stands_then(version),
        )
        return
    yield Press(
        verb="accept",
        label=_("Accept version %(number)d") % {"number": version.number},
        address="contract-accept",
        fields=named,
        tone="primary",
        outcome=_acceptance_outcome(contract, version, now),
        refusal=acceptance_refusal(version, now=now),
    )
    yield Press(
        verb="counter",
        label=_("Send other terms"),
        address="contract-counter",
        drawer=True,
        refusal=counter_refusal(contract, now=now),
    )
    yield Press(
        verb="decline",
        label=_("Decline"),
        address="contract-decline",
        drawer=True,
        tone="danger",
        outcome=_what_stands_then(version),
    )


def _what_stands_then(version: ContractVersion) -> str:
    """After this version was declined or withdrawn."""
    previous = version.based_on
    if previous is None:
        return _("The offer is over; either of you can make a new one.")
    return _("Version %(number)d stands again, for 48 hours at least.") % {
        "number": previous.number
    }


def _acceptance_outcome(contract: Contract, version: ContractVersion, now: datetime) -> str:
    starts = max(version.start_date, local_day(now, version.timezone))
    return _("You agree on %(sessions)s for %(total)s in all, starting on %(day)s.") % {
        "sessions": sessions_text(version.session_count),
        "total": money(version.total_amount, contract.currency),
        "day": day_text(starts),
    }


def amendment_presses(
    contract: Contract, amendment: ContractVersion, viewer: User, now: datetime
) -> Iterator[Press]:
    """On an open amendment."""
    named: Fields = (("version_number", str(amendment.number)),)
    stands = _("The agreed terms stay as they are.")
    if amendment.author_id == viewer.pk:
        yield Press(
            verb="withdraw-amendment",
            label=_("Withdraw the amendment"),
            address="contract-withdraw-amendment",
            fields=named,
            tone="danger",
            outcome=stands,
        )
        return
    yield Press(
        verb="accept-amendment",
        label=_("Accept the amendment"),
        address="contract-accept-amendment",
        fields=named,
        tone="primary",
        outcome=_("The total becomes %(total)s. Sessions already booked keep their terms.")
        % {"total": money(terms_of(amendment).total, contract.currency)},
        refusal=amendment_refusal(contract, amendment, now=now),
    )
    yield Press(
        verb="decline-amendment",
        label=_("Decline"),
        address="contract-decline-amendment",
        drawer=True,
        tone="danger",
        outcome=stands,
    )


def motion_presses(
    contract: Contract, motion: Motion, viewer: User, now: datetime
) -> Iterator[Press]:
    """On an open wish to pause or to end early; nothing but withdrawing once its time is over."""
    drawn: Fields = (("version", str(contract.version)),)
    if motion.author_id == viewer.pk:
        yield Press(
            verb="withdraw-motion",
            label=_("Take it back"),
            address="contract-withdraw-motion",
            fields=drawn,
        )
        return
    if now >= motion.expires_at:
        return
    yield _acceptance_of(motion, contract, drawn)
    yield Press(
        verb="decline-motion",
        label=_("Decline"),
        address="contract-decline-motion",
        fields=drawn,
        tone="danger",
        outcome=_("The contract goes on as it is."),
    )


def _acceptance_of(motion: Motion, contract: Contract, drawn: Fields) -> Press:
    if motion.kind == Motion.Kind.PAUSE:
        return Press(
            verb="accept-pause",
            label=_("Agree to the pause"),
            address="contract-accept-pause",
            fields=drawn,
            tone="primary",
            outcome=_(
                "Nothing can be booked until one of you resumes, 30 days at most. "
                "The end date moves by the pause."
            ),
            refusal=pause_refusal(contract),
        )
    return Press(
        verb="accept-completion",
        label=_("Agree to end it now"),
        address="contract-accept-completion",
        fields=drawn,
        tone="primary",
        outcome=_("The contract is completed. Sessions without a time are not held, nor charged."),
        refusal=completion_refusal(contract),
    )


def resume_press(contract: Contract) -> Press:
    return Press(
        verb="resume",
        label=_("Resume the contract"),
        address="contract-resume",
        fields=(("version", str(contract.version)),),
        tone="primary",
        outcome=_("Sessions can be booked again. The end date moves by the days of the pause."),
    )


def amend_press(contract: Contract) -> Press:
    return Press(
        verb="amend",
        label=_("Propose an amendment"),
        address="contract-amend",
        drawer=True,
        refusal=amending_refusal(contract),
    )


def motions_to_make(contract: Contract, motion: Motion | None) -> Iterator[Press]:
    """What a party of a running contract could ask of the other."""
    taken = motion_refusal(contract, open_motion=motion)
    if contract.status == Contract.Status.ACTIVE:
        yield Press(
            verb="pause",
            label=_("Ask for a pause"),
            address="contract-pause",
            drawer=True,
            refusal=taken or pause_refusal(contract),
        )
    yield Press(
        verb="complete",
        label=_("Ask to end it early"),
        address="contract-complete",
        drawer=True,
        refusal=taken or completion_refusal(contract),
    )
