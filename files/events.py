"""What happens to files."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Event


@dataclass(frozen=True, kw_only=True)
class FileChecked(Event):
    """It was found good, or was refused."""

    stream_field: ClassVar[str] = "file_id"
    file_id: int
    state: str
