"""Everything we tell people outside the conversation: one entry per kind of notice."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a notice is about and who may switch it off.

    `why_essential` is the sentence that says why its mail cannot be switched off; empty for the others.
    `is_secret`: its params hold a link or code, which is forgotten once the mail is sent.
    """

    name: str
    title: Text
    group: str
    why_essential: Text = ""
    is_secret: bool = False
    in_app: bool = True
    mail: bool = True

    @property
    def is_essential(self) -> bool:
        return bool(self.why_essential)


GROUPS: Final[dict[str, Text]] = {
    "contracts": _("Contracts"),
    "sessions": _("Sessions"),
    "reminders": _("Reminders"),
    "proposals": _("Requests and proposals"),
    "messages": _("Messages"),
    "account": _("Your account"),
}
_DEAL = _("It changes what you owe, are owed, or have agreed to.")
_TIME = _("It changes when you have to be somewhere.")
_SAFETY = _("It concerns the safety of your account.")

_kinds: dict[str, Kind] = {}


def _add(group: str, *kinds: tuple[str, Text, Text]) -> None:
    for name, title, why in kinds:
        _kinds[name] = Kind(name=name, title=title, group=group, why_essential=why)


_add(
    "contracts",
    ("contract_created", _("You are offered a contract"), _DEAL),
)
_add(
    "sessions",
    ("session_scheduled", _("A session is booked and waits for you"), _TIME),
    ("session_confirmed", _("A session is confirmed"), _TIME),
)


def kind_named(name: str) -> Kind:
    """The kind of that name. Raises KeyError for any other."""
    return _kinds[name]


def all_kinds() -> tuple[Kind, ...]:
    return tuple(_kinds.values())
