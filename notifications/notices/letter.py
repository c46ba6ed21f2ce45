"""What a mail's templates are given, and the words that letters share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.utils.translation import gettext as _

from accounts.models import User
from core.zones import BothSpans, LocalTime, both_spans
from notifications.calendar_entries import Method

Params = Mapping[str, Any]
Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Button:
    """A link that looks like a button. `url` is absolute."""

    label: str
    url: str
    tone: Literal["primary", "quiet", "danger"] = "primary"


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """A calendar part."""

    method: Method
    body: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What one mail says. `other` is the other person, if any.

    `thread` names what the mail belongs to, so that a mail program keeps such mails together.
    `ask_url` is the conversation in which to ask the other person.
    """

    context: Mapping[str, Any]
    buttons: tuple[Button, ...]
    facts: Facts
    thread: str
    ask_url: str
    other: User | None
    invitation: Invitation | None


def on_both_clocks(starts: datetime, *, minutes: int, reader: User, other: User) -> BothSpans:
    """A session's start on both clocks, with what there is to say about its end."""
    ends = starts + timedelta(minutes=minutes)
    return both_spans(starts, ends, mine=reader.timezone, theirs=other.timezone)


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
