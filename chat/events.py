"""What happens to a conversation besides what is said in it (an entry is its own record)."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Event


@dataclass(frozen=True, kw_only=True)
class ConversationInspected(Event):
    """Staff read these entries, which two people had written to each other."""

    stream_field: ClassVar[str] = "conversation_id"
    conversation_id: int
    first_seq: int
    last_seq: int
