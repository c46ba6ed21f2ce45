"""What happened, in words: to each of the two in their timeline, and to anybody in a history.

An app says its events in `<app>/sentences.py` and registers them in `AppConfig.ready`; whoever shows
them finds them here.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Words = str | Promise
Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One event, or one way in which it came about; empty where it is not told.

    In the timeline `you` is read by the one who did it, `they` by the other, `clock` when nobody did.
    `history` stands beside the name of the one who did it; a function where the payload decides.
    """

    you: Words = ""
    they: Words = ""
    clock: Words = ""
    history: Words | Callable[[Payload], Words] = ""
    icon: str = "information-circle"

    def in_history(self, payload: Payload) -> str:
        return str(self.history(payload) if callable(self.history) else self.history)


_by_name: dict[str, Sentence] = {}


def register_sentences(sentences: Mapping[str, Sentence]) -> None:
    _by_name.update(sentences)


def sentence_named(name: str) -> Sentence:
    """Raises KeyError for a name that no app has words for."""
    return _by_name[name]


def all_sentences() -> dict[str, Sentence]:
    return dict(_by_name)


def sentence_name(event_name: str, payload: Payload) -> str:
    """`ContractOffered` → `contract_offered`; `TimesClosed` that were declined → `times_declined`."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", event_name).lower()
    stem, _underscore, verb = name.rpartition("_")
    way = payload.get("outcome") or payload.get("status")
    if verb in ("closed", "cancelled") and way:
        return f"{stem}_{way}"
    return f"{stem}_countered" if payload.get("is_counter") else name
