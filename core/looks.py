"""That staff looked at something: a line in its audit trail, as every press of theirs leaves one."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Event

NAME = "core.LookedAt"  # in the audit trail


@dataclass(frozen=True, kw_only=True)
class LookedAt(Event):
    """`thing` is what the audit trail calls it, such as `contract:12`."""

    stream_field: ClassVar[str] = "thing"
    thing: str

    @property
    def stream(self) -> str:
        return self.thing
