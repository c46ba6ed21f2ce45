"""What every letter is made of, and the table of who writes which kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.utils.translation import gettext as _

from accounts.models import User
from core.zones import BothClocks, LocalTime, both_clocks

Params = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Button:
    """A link that looks like a button. `url` is absolute."""

    label: str
    url: str
    tone: Literal["primary", "quiet", "danger"] = "primary"


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """A calendar part; `method` is REQUEST or CANCEL."""

    method: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a mail's templates need. `other` is the other person, if any.

    `thread` names what the mail belongs to, so that a mail program keeps such mails together.
    `ask_url` is the conversation in which to ask the other person.
    """

    context: Mapping[str, Any]
    buttons: tuple[Button, ...] = ()
    ask_url: str = ""
    other: User | None = None
    thread: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    invitation: Invitation | None = None


Writer = Callable[[str, Params, User, datetime], Letter | None]
_writers: dict[str, Writer] = {}


def letter(*kinds: str) -> Callable[[Writer], Writer]:
    """Register who writes these kinds: `write(kind, params, reader, now)`, None when no longer true."""

    def register(writer: Writer) -> Writer:
        for kind in kinds:
            _writers[kind] = writer
        return writer

    return register


def write(kind: str, params: Params, *, reader: User, now: datetime) -> Letter | None:
    """The letter as it is true now. Raises KeyError for a kind that nobody writes."""
    return _writers[kind](kind, params, reader, now)


def written_kinds() -> set[str]:
    return set(_writers)


def on_both_clocks(instant: datetime, *, reader: User, other: User) -> BothClocks:
    return both_clocks(instant, mine=reader.timezone, theirs=other.timezone)


def in_words(instant: datetime, reader: User) -> str:
    """Such as `Thu 5 Nov at 04:00 (New York time)`."""
    local = LocalTime(instant=instant, zone_name=reader.timezone)
    return _("%(day)s at %(time)s (%(place)s time)") % {
        "day": local.date_text,
        "time": local.time_text,
        "place": local.place,
    }


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
