"""What happened to a contract, in sentences, out of the audit trail."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from contracts.models import Contract
from core.models import EventRecord

Told = Callable[[dict[str, Any]], str]
_told: dict[str, Told] = {}


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One line of the history. `who` is empty when the clock did it."""

    at: datetime
    who: str
    what: str


def tell(name: str) -> Callable[[Told], Told]:
    """Register the sentence for events of that record name, such as `contracts.ContractOffered`.

    The sentence is made from the event's payload. Apps above tell their own events.
    """

    def register(told: Told) -> Told:
        _told[name] = told
        return told

    return register


def records_of(contract: Contract) -> list[EventRecord]:
    """The audit trail of a contract and its sessions, oldest first, in one query."""
    return list(EventRecord.objects.about(f"contract:{contract.pk}").select_related("actor"))


def history(contract: Contract) -> list[Happening]:
    """Oldest first."""
    return [
        Happening(
            at=record.happened_at,
            who="" if record.actor is None else record.actor.display_name,
            what=sentence(record),
        )
        for record in records_of(contract)
    ]


def sentence(record: EventRecord) -> str:
    """What happened, in words; an event that nobody tells is named by its own name."""
    told = _told.get(record.name)
    return told(record.payload) if told else _name_in_words(record.name)


def _name_in_words(name: str) -> str:
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", name.rsplit(".", 1)[-1])
    return words[:1] + words[1:].lower()


def _day(text: str) -> str:
    day = parse_date(text)
    return text if day is None else formats.date_format(day, "j M Y")


def _because(payload: dict[str, Any]) -> str:
    reason = payload.get("reason")
    return f" “{reason}”" if reason else ""


@tell("contracts.ContractOffered")
def _offered(_payload: dict[str, Any]) -> str:
    return _("Offered the contract, version 1")


@tell("contracts.ContractCountered")
def _countered(payload: dict[str, Any]) -> str:
    return _("Sent other terms, version %(number)d") % {"number": payload["version_number"]}


@tell("contracts.ContractAccepted")
def _accepted(payload: dict[str, Any]) -> str:
    return _("Accepted version %(number)d") % {"number": payload["version_number"]}


@tell("contracts.ContractDeclined")
def _declined(payload: dict[str, Any]) -> str:
    text = _("Declined version %(number)d") % {"number": payload["version_number"]}
    return text + _because(payload)


@tell("contracts.ContractWithdrawn")
def _withdrawn(payload: dict[str, Any]) -> str:
    return _("Withdrew version %(number)d") % {"number": payload["version_number"]}


@tell("contracts.ContractLapsed")
def _lapsed(payload: dict[str, Any]) -> str:
    return _("Version %(number)d lapsed unanswered") % {"number": payload["version_number"]}


@tell("contracts.AmendmentProposed")
def _amendment_proposed(payload: dict[str, Any]) -> str:
    return _("Proposed an amendment, version %(number)d") % {"number": payload["version_number"]}


@tell("contracts.AmendmentAccepted")
def _amendment_accepted(payload: dict[str, Any]) -> str:
    return _("Accepted the amendment, version %(number)d") % {"number": payload["version_number"]}


@tell("contracts.AmendmentClosed")
def _amendment_closed(payload: dict[str, Any]) -> str:
    texts = {
        "declined": _("Declined the amendment, version %(number)d"),
        "withdrawn": _("Withdrew the amendment, version %(number)d"),
        "lapsed": _("The amendment, version %(number)d, lapsed unanswered"),
        "void": _("The amendment, version %(number)d, became void"),
    }
    return texts[payload["outcome"]] % {"number": payload["version_number"]} + _because(payload)


@tell("contracts.PauseProposed")
def _pause_proposed(payload: dict[str, Any]) -> str:
    return _("Asked for a pause") + _because(payload)


@tell("contracts.ContractPaused")
def _paused(_payload: dict[str, Any]) -> str:
    return _("Agreed to the pause")


@tell("contracts.ContractResumed")
def _resumed(payload: dict[str, Any]) -> str:
    return _("Resumed the contract; it now ends on %(day)s") % {"day": _day(payload["ends_on"])}


@tell("contracts.CompletionProposed")
def _completion_proposed(payload: dict[str, Any]) -> str:
    return _("Asked to end the contract early") + _because(payload)


@tell("contracts.MotionClosed")
def _motion_closed(payload: dict[str, Any]) -> str:
    pause = payload["kind"] == "pause"
    texts = {
        "declined": _("Declined the pause") if pause else _("Declined the early end"),
        "withdrawn": _("Took back the wish to pause") if pause else _("Took back the early end"),
        "lapsed": _("The wish to pause lapsed") if pause else _("The early end lapsed"),
        "void": _("The wish to pause became void") if pause else _("The early end became void"),
    }
    return texts[payload["outcome"]]


@tell("contracts.ContractCompleted")
def _completed(payload: dict[str, Any]) -> str:
    return _("Agreed to end the contract early") if payload["early"] else _("Contract completed")


@tell("contracts.ContractCancelled")
def _cancelled(payload: dict[str, Any]) -> str:
    return _("Cancelled the contract") + _because(payload)


@tell("contracts.ContractEndWarned")
def _end_warned(payload: dict[str, Any]) -> str:
    return _("Warned that the contract ends on %(day)s") % {"day": _day(payload["ends_on"])}
