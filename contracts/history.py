"""What happened to a contract and its sessions, in sentences, out of the audit trail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.dateparse import parse_date, parse_datetime

from contracts.models import Contract
from core import looks
from core.bidi import isolated
from core.local_spans import local_span
from core.models import EventRecord
from core.sentences import all_sentences, sentence_name, sentence_named
from core.zones import current_zone_name


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One line of the history. `who` is empty when the clock did it."""

    at: datetime
    who: str
    what: str


def records_of(contract: Contract) -> list[EventRecord]:
    """The audit trail of a contract and its sessions, oldest first, without who of the staff read it."""
    records = EventRecord.objects.about(f"contract:{contract.pk}").exclude(name=looks.NAME)
    return list(records.select_related("actor"))


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
    """What happened, with the reason that was given; an event without words is named by its own name."""
    name = sentence_name(record.name.rpartition(".")[2], record.payload)
    if name not in all_sentences():
        return name.replace("_", " ").capitalize()
    words = sentence_named(name).in_history(record.payload)
    reason = record.payload.get("reason") or record.payload.get("note")
    return words % _readable(record.payload) + (f" “{isolated(reason)}”" if reason else "")


def _readable(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What sentences name: `starts` and `each_start` on the reader's clock, `day` without one."""
    minutes = payload.get("minutes", 0)
    return {
        "version": payload.get("version_number"),
        "number": payload.get("number"),
        "starts": _clock(payload.get("starts_at"), minutes),
        "each_start": "; ".join(_clock(start, minutes) for start in payload.get("starts", ())),
        "day": _day(payload.get("ends_on")),
    }


def _day(text: str | None) -> str:
    day = parse_date(text) if text else None
    return "" if day is None else formats.date_format(day, "j M Y")


def _clock(text: str | None, minutes: int) -> str:
    instant = parse_datetime(text) if text else None
    if instant is None:
        return ""
    return local_span(instant, minutes=minutes, zone_name=current_zone_name()).dated_text
