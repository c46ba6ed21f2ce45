"""What every letter is made of, and the table of who writes which kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from accounts.models import User
from core.zones import BothClocks, both_clocks

Params = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Button:
    """A link that looks like a button. `url` is absolute."""

    label: str
    url: str
    tone: Literal["primary", "quiet", "danger"] = "primary"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The values a mail's templates need. `reader` is who gets it, `other` the other person, if any.

    `thread` names what the mail belongs to, so that a mail program keeps such mails together.
    """

    context: Mapping[str, Any]
    buttons: tuple[Button, ...] = ()
    ask_url: str = ""
    other: User | None = None
    thread: str = ""
    facts: tuple[tuple[str, str], ...] = field(default=())


Writer = Callable[[Params, User, datetime], Letter | None]
_writers: dict[str, Writer] = {}


def letter(*kinds: str) -> Callable[[Writer], Writer]:
    """Register who writes these kinds: `write(params, reader, now)`, None when it is no longer true."""

    def register(writer: Writer) -> Writer:
        for kind in kinds:
            _writers[kind] = writer
        return writer

    return register


def write(kind: str, params: Params, *, reader: User, now: datetime) -> Letter | None:
    """The letter as it is true now. Raises KeyError for a kind that nobody writes."""
    return _writers[kind](params, reader, now)


def on_both_clocks(instant: datetime, *, reader: User, other: User) -> BothClocks:
    return both_clocks(instant, mine=reader.timezone, theirs=other.timezone)
