"""What the kinds of notice belong to, and why some of them cannot be switched off."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class Group:
    """Kinds that people switch together. `sample` names what is in it.

    `is_in_conversation`: an open page of the conversation shows the same at once.
    """

    name: str
    title: Text
    sample: Text
    is_in_conversation: bool = False


CONTRACTS: Final = Group(
    name="contracts",
    title=_("Contracts"),
    sample=_("offers, answers, changes, pauses and ends"),
    is_in_conversation=True,
)
SESSIONS: Final = Group(
    name="sessions",
    title=_("Sessions"),
    sample=_("offered times, bookings, moves, cancellations and outcomes"),
    is_in_conversation=True,
)
REMINDERS: Final = Group(
    name="reminders", title=_("Reminders"), sample=_("a day and an hour before a session")
)
PROPOSALS: Final = Group(
    name="proposals",
    title=_("Requests and proposals"),
    sample=_("new proposals, decisions, invitations, requests that are about to expire"),
    is_in_conversation=True,
)
MESSAGES: Final = Group(
    name="messages",
    title=_("Messages"),
    sample=_("what you have not read after ten minutes, or once a day what is open"),
)
ACCOUNT: Final = Group(
    name="account", title=_("Your account"), sample=_("login, addresses, profile approval")
)
GROUPS: Final = (CONTRACTS, SESSIONS, REMINDERS, PROPOSALS, MESSAGES, ACCOUNT)

# Why a mail is essential.
DEAL: Final = _("it changes what you owe, are owed or have agreed to.")
TIME: Final = _("it changes when you have to be somewhere.")
PLACE: Final = _("it changes where you have to be.")
SAFETY: Final = _("it concerns the safety of your account.")
RIGHT: Final = _("you have a right to answer it in time.")
ACCESS: Final = _("it says what your account can do.")
