"""Notices about offers of contracts and their answers.

Who acted gets a mail as a receipt where the pair agreed on something, never a notification.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contracts import events
from contracts.models import Contract, ContractVersion
from core.models import EventRecord
from notifications.addresses import absolute, conversation_path
from notifications.links import Action, LetterLinks
from notifications.notices.base import Envelope, Notice, event_key, event_params
from notifications.notices.groups import CONTRACTS, DEAL
from notifications.notices.letter import Button, Facts, in_words
from notifications.notices.readers import both, the_other
from notifications.notices.terms import changed_facts, day_in_words, short_facts, whole_facts


class ContractNotice(Notice):
    """To the parties of a contract, about the version that its event names."""

    group = CONTRACTS
    button_label = _("Open the contract")

    @classmethod
    def envelopes(cls, event: Any, record: EventRecord) -> list[Envelope]:
        reader_ids = cls.readers_of(event)
        if not reader_ids:
            return []
        contract = Contract.objects.select_related("proposal__request").get(pk=event.contract_id)
        params, key = event_params(event), event_key(record)
        return [
            cls.envelope(contract, reader_id, key, params, in_app=reader_id != event.actor_id)
            for reader_id in reader_ids
        ]

    @classmethod
    def envelope(
        cls,
        contract: Contract,
        reader_id: int,
        key: str,
        params: Mapping[str, Any],
        *,
        in_app: bool = True,
    ) -> Envelope:
        names = {
            "contract_id": contract.pk,
            "contract": contract.number,
            "title": contract.proposal.request.title,
            "other_id": contract.other_party_id(reader_id),
            "pair": [contract.student_id, contract.coach_id],
        }
        return Envelope(
            notice=cls,
            reader_id=reader_id,
            key=key,
            params={**params, **names},
            path=f"/contracts/{contract.pk}",
            in_app=in_app,
        )

    @cached_property
    def version(self) -> ContractVersion:
        related = ("student", "coach", "proposal__request", "agreed_version")
        joined = (f"contract__{name}" for name in related)
        versions = ContractVersion.objects.select_related(*joined, "based_on")
        return versions.get(pk=self.params["version_id"])

    @property
    def contract(self) -> Contract:
        return self.version.contract

    @property
    def thread(self) -> str:
        return f"contract-{self.contract.pk}"

    @property
    def ask_url(self) -> str:
        return absolute(conversation_path(self.contract.student_id, self.contract.coach_id))

    @property
    def other(self) -> User:
        contract = self.contract
        return contract.coach if self.reader.pk == contract.student_id else contract.student

    @property
    def last_day(self) -> str:
        return day_in_words(self.contract.ends_on or self.version.end_date)

    def context(self) -> dict[str, Any]:
        return {
            "title": self.contract.proposal.request.title,
            "number": self.contract.number,
            "version_number": self.version.number,
            "reason": self.params.get("reason", ""),
            "by_me": self.by_me,
            "by_clock": self.by_clock,
        }

    def buttons(self) -> tuple[Button, ...]:
        """It opens the contract for its reader, who has to be logged in to agree to anything."""
        links = LetterLinks(reader=self.reader, now=self.now)
        address = links.opening_address(Action.OPEN_CONTRACT, self.contract.pk)
        return (Button(label=str(self.button_label), url=address),)

    def facts(self) -> Facts:
        return short_facts(self.version)


class OfferNotice(ContractNotice):
    """It asks for an answer to terms, as long as they wait for one."""

    button_label = _("Read and answer")

    def is_true(self) -> bool:
        waits = self.version.status == ContractVersion.Status.OFFERED
        return waits and self.version.expires_at > self.now

    def context(self) -> dict[str, Any]:
        return {**super().context(), "until": in_words(self.version.expires_at, self.reader)}


class ContractCreated(OfferNotice):
    """The first offer. It is told from the contract, so that it can be told again."""

    name = "contract_created"
    readers = {events.ContractOffered: the_other}
    title = _("a contract is offered")
    notification = _("%(other)s offers you contract %(contract)s for “%(title)s”.")
    why_essential = DEAL

    @classmethod
    def envelopes(cls, event: Any, _record: EventRecord) -> list[Envelope]:
        related = ("open_version", "proposal__request")
        contract = Contract.objects.select_related(*related).get(pk=event.contract_id)
        return [cls.about(contract)]

    @classmethod
    def about(cls, contract: Contract) -> Envelope:
        """To the one who did not write it. Raises ValueError when none is open."""
        version = contract.open_version
        if version is None:
            raise ValueError(f"{contract} has no version that waits for an answer")
        return cls.envelope(
            contract,
            contract.other_party_id(version.author_id),
            f"version-{version.pk}",
            {"version_id": version.pk, "actor_id": version.author_id},
        )

    def context(self) -> dict[str, Any]:
        return {**super().context(), **texts_of(self.version)}

    def facts(self) -> Facts:
        return whole_facts(self.version)


class ContractCountered(OfferNotice):
    name = "contract_countered"
    readers = {events.ContractCountered: the_other}
    title = _("an offer is answered with other terms")
    notification = _("%(other)s answered contract %(contract)s with other terms.")
    why_essential = DEAL

    def facts(self) -> Facts:
        return changed_facts(self.version, since=self.params["previous_version_id"])


class ContractAccepted(ContractNotice):
    name = "contract_accepted"
    readers = {events.ContractAccepted: both}
    title = _("a contract is agreed")
    notification = _("Contract %(contract)s for “%(title)s” is agreed.")
    why_essential = DEAL

    def context(self) -> dict[str, Any]:
        return {**super().context(), **texts_of(self.version), "ends": self.last_day}

    def facts(self) -> Facts:
        return whole_facts(self.version)


class RefusalNotice(ContractNotice):
    """Terms were turned down, so that an earlier version may stand again."""

    def context(self) -> dict[str, Any]:
        return {**super().context(), **self._revived()}

    def _revived(self) -> dict[str, object]:
        """The version that is open again and until when, if nobody answered it yet."""
        revived_id = self.params["revived_version_id"] or 0
        revived = ContractVersion.objects.filter(pk=revived_id).first()
        if revived is None:
            return {}
        if revived.status != ContractVersion.Status.OFFERED:
            return {"answered_since": revived.number}
        until = in_words(revived.expires_at, self.reader)
        return {"stands_again": revived.number, "stands_until": until}


class ContractDeclined(RefusalNotice):
    name = "contract_declined"
    readers = {events.ContractDeclined: the_other}
    title = _("terms are declined")
    notification = _("%(other)s declined the terms of contract %(contract)s.")
    why_essential = DEAL


class ContractWithdrawn(RefusalNotice):
    name = "contract_withdrawn"
    readers = {events.ContractWithdrawn: the_other}
    title = _("terms are taken back")
    notification = _("%(other)s took back the terms of contract %(contract)s.")
    why_essential = DEAL


class ContractLapsed(ContractNotice):
    name = "contract_lapsed"
    readers = {events.ContractLapsed: both}
    title = _("an offer runs out")
    notification = _("The offer of contract %(contract)s ran out.")


def texts_of(version: ContractVersion) -> dict[str, str]:
    """What the parties wrote into the terms."""
    return {
        "policy": version.cancellation_policy,
        "outcomes": version.learning_outcomes,
    }
