"""What a notice is, and which ones there are."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings

from accounts.models import User
from core.events import Event
from core.models import EventRecord
from notifications.calendar_entries import Method
from notifications.notices.groups import Group, Text
from notifications.notices.letter import Button, Facts, Invitation, Letter, Params
from notifications.notices.readers import Readers

_by_name: dict[str, type["Notice"]] = {}
_by_event: dict[type[Event], list[type["Notice"]]] = defaultdict(list)


@dataclass(frozen=True)
class Omitted:
    """Stands where a notice has no words of a kind, and says why. It is false."""

    because: str

    def __bool__(self) -> bool:
        return False


class Notice:
    """One kind of what people are told outside the conversation; an instance writes one mail of it.

    A subclass with a `name` of its own is a kind, and known by being defined. The class says what is told
    to whom. The instance says what it means to `reader` at `now`, out of the `params` of the mail's row.
    """

    # The name is kept in rows and names the templates: `notifications/email/<name>/`.
    name: ClassVar[str]
    group: ClassVar[Group]
    # By event, who is told of it.
    readers: ClassVar[Mapping[type[Event], Readers]] = {}
    # The module that tells it, where it is no event but the clock.
    source: ClassVar[str] = ""
    # The words after "Tell me when …" in the settings.
    title: ClassVar[Text | Omitted]
    # What stands behind the bell, with the names of `notifications.display` in it.
    notification: ClassVar[Text | Omitted]
    # Why its mail cannot be switched off; empty when it can.
    why_essential: ClassVar[Text] = ""
    has_mail: ClassVar[bool] = True
    # What its mail does to the entry in the reader's calendar.
    calendar: ClassVar[Method | None] = None
    # It is of no use after the reader's quiet hours.
    is_urgent: ClassVar[bool] = False
    # Its params hold a link or code, which is forgotten once the mail is sent.
    is_secret: ClassVar[bool] = False
    # Whoever lost the access to their account must still hear it.
    reaches_suspended: ClassVar[bool] = False
    # It is told only where money moves.
    needs_payments: ClassVar[bool] = False
    # Templates are given the class and read what it says.
    do_not_call_in_templates: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        if "name" not in cls.__dict__:
            return
        if cls.name in _by_name:
            raise ValueError(f"there are two notices called {cls.name}")
        _by_name[cls.name] = cls
        for event_class in cls.readers:
            _by_event[event_class].append(cls)

    @classmethod
    def is_essential(cls) -> bool:
        return bool(cls.why_essential)

    @classmethod
    def is_told(cls) -> bool:
        """Whether it comes about at all, as this product is set up."""
        return not cls.needs_payments or settings.PAYMENTS != "off"

    @classmethod
    def cannot_wait(cls) -> bool:
        """Whether quiet hours do not hold it up."""
        return cls.is_essential() or cls.is_urgent

    # --- When something happened ----------------------------------------------------------------

    @classmethod
    def envelopes(cls, event: Any, record: EventRecord) -> list["Envelope"]:
        """To everyone who is told of this event."""
        raise NotImplementedError

    @classmethod
    def readers_of(cls, event: Event) -> tuple[int, ...]:
        return tuple(cls.readers[type(event)](event))

    # --- When its mail is written ---------------------------------------------------------------

    def __init__(self, params: Params, *, reader: User, now: datetime) -> None:
        self.params = params
        self.reader = reader
        self.now = now

    def letter(self) -> Letter | None:
        """The letter as it is true now; None when there is nothing left to say."""
        if not self.is_true():
            return None
        return Letter(
            context=self.context(),
            buttons=self.buttons(),
            facts=self.facts(),
            thread=self.thread,
            ask_url=self.ask_url,
            other=self.other,
            invitation=self.invitation(),
        )

    @property
    def by_me(self) -> bool:
        return self.params.get("actor_id") == self.reader.pk

    @property
    def by_clock(self) -> bool:
        return self.params.get("actor_id") is None

    @property
    def thread(self) -> str:
        return ""

    @property
    def ask_url(self) -> str:
        return ""

    @property
    def other(self) -> User | None:
        return None

    def is_true(self) -> bool:
        """Whether it still holds, for what calls for something."""
        return True

    def context(self) -> dict[str, Any]:
        """What the templates say beside buttons and facts."""
        return {}

    def buttons(self) -> tuple[Button, ...]:
        return ()

    def facts(self) -> Facts:
        """Names and values, as a small table."""
        return ()

    def invitation(self) -> Invitation | None:
        return None


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """A notice addressed to one person, before it becomes a mail and a notification.

    `params` are ids and plain values for both; `path` opens what it is about. `key` names the fact: the
    same notice, key and reader are told once. A receipt for the one who acted is mailed but not shown
    behind the bell (`in_app` False). Its mail waits for `not_before`, if it is one that can wait.
    `reader_id` is None for a `to_address` without an account.
    """

    notice: type[Notice]
    reader_id: int | None
    key: str
    params: Params
    path: str
    in_app: bool = True
    mail: bool = True
    not_before: datetime | None = None
    to_address: str = ""

    @property
    def dedupe_key(self) -> str:
        """The same fact is mailed to the same person, or address, once."""
        fact = f"{self.notice.name}:{self.key}"
        return fact if self.to_address else f"{fact}:{self.reader_id}"

    @property
    def author_id(self) -> int | None:
        """The other person who caused it, whose words it carries: a name, a title, a reason, a message."""
        author_id: int | None = self.params.get("author_id") or self.params.get("actor_id")
        return None if author_id == self.reader_id else author_id


def notice_named(name: str) -> type[Notice]:
    """The kind of that name. Raises KeyError for any other."""
    return _by_name[name]


def all_notices() -> tuple[type[Notice], ...]:
    return tuple(_by_name.values())


def notices_in(group: Group) -> list[type[Notice]]:
    """Those of the group in the order of their definition; what is never mailed comes last."""
    kinds = [notice for notice in all_notices() if notice.group is group]
    return sorted(kinds, key=lambda notice: not notice.has_mail)


def told_events() -> set[type[Event]]:
    """Every event that some notice tells of."""
    return set(_by_event)


def envelopes_for(event: Event, record: EventRecord) -> list[Envelope]:
    """Everything that this event tells people outside the conversation."""
    return [
        envelope
        for notice in _by_event[type(event)]
        for envelope in notice.envelopes(event, record)
    ]


def event_key(record: EventRecord) -> str:
    return f"event-{record.pk}"


def event_params(event: Event) -> dict[str, Any]:
    """What the event holds, as params; `actor_id` among them."""
    values = asdict(event)
    return {
        name: plain(values[name]) for name in values if name not in {"at", *event.secret_fields}
    }


def plain(value: Any) -> Any:
    """The same as JSON can hold it; instants and days become ISO 8601."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value
