"""Everything we tell people outside the conversation: one entry per kind of notice."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a notice is about and who may switch it off.

    `line` is what stands behind the bell, with the names of `notifications.lines` in it; a kind without
    one is not shown there. `why_essential` says why its mail cannot be switched off; empty for the others.
    `is_secret`: its params hold a link or code, which is forgotten once the mail is sent.
    """

    name: str
    group: str
    line: Text = ""
    why_essential: Text = ""
    is_secret: bool = False
    has_mail: bool = True

    @property
    def is_essential(self) -> bool:
        return bool(self.why_essential)

    @property
    def cannot_wait(self) -> bool:
        """Whether quiet hours do not hold it up: essential, or of no use later."""
        return self.is_essential or self.name == "session_reminder_1h"


@dataclass(frozen=True, kw_only=True)
class Group:
    """Kinds that people switch together. `sample` names what is in it."""

    name: str
    title: Text
    sample: Text


GROUPS: Final = (
    Group(
        name="contracts",
        title=_("Contracts"),
        sample=_("offers, answers, changes, pauses and ends"),
    ),
    Group(
        name="sessions",
        title=_("Sessions"),
        sample=_("offered times, bookings, moves, cancellations and outcomes"),
    ),
    Group(name="reminders", title=_("Reminders"), sample=_("a day and an hour before a session")),
    Group(
        name="proposals",
        title=_("Requests and proposals"),
        sample=_("new proposals, decisions, invitations, requests that are about to expire"),
    ),
    Group(
        name="messages",
        title=_("Messages"),
        sample=_("what you have not read after ten minutes, or once a day what is open"),
    ),
    Group(name="account", title=_("Your account"), sample=_("login, addresses, profile approval")),
)

_DEAL = _("it changes what you owe, are owed or have agreed to.")
_TIME = _("it changes when you have to be somewhere.")
_SAFETY = _("it concerns the safety of your account.")
_RIGHT = _("you have a right to answer it in time.")
_ACCESS = _("it says what your account can do.")

_kinds: dict[str, Kind] = {}


def _add(group: str, *rows: tuple[str, Text, Text]) -> None:
    for name, line, why in rows:
        _kinds[name] = Kind(name=name, group=group, line=line, why_essential=why)


def _add_in_app(group: str, *rows: tuple[str, Text]) -> None:
    for name, line in rows:
        _kinds[name] = Kind(name=name, group=group, line=line, has_mail=False)


_add(
    "contracts",
    ("contract_created", _("%(other)s offers you contract %(contract)s for “%(title)s”."), _DEAL),
    ("contract_countered", _("%(other)s answered contract %(contract)s with other terms."), _DEAL),
    ("contract_accepted", _("Contract %(contract)s for “%(title)s” is agreed."), _DEAL),
    ("contract_declined", _("%(other)s declined the terms of contract %(contract)s."), _DEAL),
    ("contract_withdrawn", _("%(other)s took back the terms of contract %(contract)s."), _DEAL),
    ("contract_lapsed", _("The offer of contract %(contract)s ran out."), ""),
    ("amendment_proposed", _("%(other)s proposes to change contract %(contract)s."), _DEAL),
    ("contract_amended", _("Contract %(contract)s has new terms."), _DEAL),
    ("amendment_closed", _("Contract %(contract)s stays as it is."), ""),
    ("pause_proposed", _("%(other)s wants to pause contract %(contract)s."), ""),
    ("contract_paused", _("Contract %(contract)s is paused."), _DEAL),
    ("contract_resumed", _("Contract %(contract)s goes on."), _DEAL),
    ("completion_proposed", _("%(other)s wants to finish contract %(contract)s early."), _DEAL),
    ("contract_completed", _("Contract %(contract)s is complete."), ""),
    ("contract_cancelled", _("Contract %(contract)s was cancelled."), _DEAL),
    ("contract_ending", _("Contract %(contract)s ends soon, with sessions left."), ""),
)
_add_in_app(
    "contracts",
    ("motion_closed", _("Contract %(contract)s goes on as agreed, nothing is changed.")),
)
_add(
    "sessions",
    ("times_offered", _("%(other)s offers you times for session %(session)s."), ""),
    ("times_closed", _("The offered times for session %(session)s are off the table."), ""),
    ("session_scheduled", _("%(other)s booked %(when)s. Please confirm or decline."), _TIME),
    ("session_confirmed", _("Session %(session)s on %(when)s is confirmed."), _TIME),
    ("session_declined", _("Session %(session)s on %(when)s was not confirmed."), _TIME),
    ("session_cancelled", _("Session %(session)s on %(when)s is cancelled."), _TIME),
    ("reschedule_requested", _("%(other)s asks to move session %(session)s."), ""),
    ("session_moved", _("Session %(session)s is moved to %(when)s."), _TIME),
    ("meeting_link_changed", _("%(other)s changed the meeting link of session %(session)s."), ""),
    ("reschedule_declined", _("%(other)s declined to move session %(session)s."), ""),
    ("reschedule_expired", _("The request to move session %(session)s ran out."), ""),
    ("no_show_claimed", _("%(other)s says you did not come to session %(session)s."), _RIGHT),
    ("no_show_settled", _("The missed session %(session)s is settled."), _DEAL),
    ("session_not_held", _("Session %(session)s counts as not held."), _DEAL),
    ("session_disputed", _("Staff look into session %(session)s."), _DEAL),
    ("session_resolved", _("Staff decided about session %(session)s."), _DEAL),
    ("session_completed", _("Session %(session)s is marked as completed."), _DEAL),
)
_add_in_app(
    "sessions",
    ("reschedule_withdrawn", _("%(other)s took back the request to move session %(session)s.")),
    ("session_unused", _("Session %(session)s was not used before the contract ended.")),
    ("session_outcome_due", _("How did session %(session)s go? Say whether it took place.")),
    ("session_started", _("%(other)s is here for session %(session)s.")),
    ("session_notes_changed", _("%(other)s wrote the wrap-up of session %(session)s.")),
)
_add(
    "reminders",
    ("session_reminder_24h", _("Coming up: session %(session)s, %(when)s."), ""),
    ("session_reminder_1h", _("Soon: session %(session)s, %(when)s."), ""),
)
_add_in_app(
    "reminders",
    ("session_reminder_10m", _("In ten minutes: session %(session)s. You can join now.")),
)
_add(
    "proposals",
    ("new_proposal", _("%(other)s sent a proposal for “%(title)s”."), ""),
    ("proposal_accepted", _("%(other)s accepted your proposal for “%(title)s”."), _DEAL),
    ("proposal_declined", _("%(other)s declined your proposal for “%(title)s”."), ""),
    ("proposal_not_selected", _("Your proposal for “%(title)s” was not selected."), ""),
    ("proposal_released", _("The award of “%(title)s” was released."), _DEAL),
    ("request_open_again", _("“%(title)s” is open again. You can renew your proposal."), ""),
    ("request_edited", _("%(other)s changed the request “%(title)s”."), ""),
    ("request_expiring", _("Your request “%(title)s” expires on %(when)s."), ""),
    ("request_expired", _("Your request “%(title)s” has expired."), ""),
    ("request_suspended", _("Your request “%(title)s” was suspended."), _RIGHT),
    ("coach_invited", _("%(other)s invites you to propose on “%(title)s”."), ""),
    ("search_matched", _("New requests fit your saved search “%(title)s”."), ""),
)
_add_in_app(
    "proposals",
    ("request_reinstated", _("Your request “%(title)s” is open to view again.")),
    ("proposal_edited", _("%(other)s changed the proposal for “%(title)s”.")),
    ("proposal_withdrawn", _("%(other)s withdrew the proposal for “%(title)s”.")),
    ("proposal_expired", _("The proposal for “%(title)s” has expired.")),
)
_add("messages", ("unread_messages", "", ""), ("daily_digest", "", ""))
_add(
    "account",
    ("coach_approved", _("Your coach profile is approved. You can send proposals."), _ACCESS),
    ("coach_refused", _("Your coach profile was not approved."), _ACCESS),
    ("account_suspended", "", _ACCESS),
    ("account_reinstated", "", _ACCESS),
)

# allauth's own mails, by the last part of its template prefix.
ACCOUNT_MAILS: Final = (
    "account_already_exists", "email_changed", "email_confirm", "email_confirmation",
    "email_confirmation_signup", "email_deleted", "login_code", "password_changed",
    "password_reset", "password_reset_code", "password_reset_key", "password_set",
    "unknown_account", "recovery_codes_generated", "totp_activated", "totp_deactivated",
    "webauthn_added", "webauthn_removed",
)  # fmt: skip
for _name in ACCOUNT_MAILS:
    _kinds[f"login_{_name}"] = Kind(
        name=f"login_{_name}", group="account", why_essential=_SAFETY, is_secret=True
    )


def kind_named(name: str) -> Kind:
    """The kind of that name. Raises KeyError for any other."""
    return _kinds[name]


def all_kinds() -> tuple[Kind, ...]:
    return tuple(_kinds.values())


def kinds_in(group: str) -> tuple[Kind, ...]:
    return tuple(kind for kind in _kinds.values() if kind.group == group)
