"""What happened to people and to what they say of themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from core.events import Event


@dataclass(frozen=True, kw_only=True)
class AccountEvent(Event):
    stream_field: ClassVar[str] = "user_id"
    user_id: int


class SignedUp(AccountEvent):
    pass


class EmailVerified(AccountEvent):
    pass


class AccessRevoked(AccountEvent):
    """Whatever opens this account must close now: sockets, feeds, links of mails."""


@dataclass(frozen=True, kw_only=True)
class SignedOut(AccountEvent):
    """One browser session ended. `session_key_hash` names it without giving it away."""

    session_key_hash: str


class PasswordChanged(AccountEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class AddressEvent(AccountEvent):
    old_address: str
    new_address: str


class AddressChangeAsked(AddressEvent):
    """Somebody who is logged in wishes for another address; it waits for its confirmation."""


class AddressChanged(AddressEvent):
    pass


class AddressChangeStopped(AddressEvent):
    """The old address took the account back."""


@dataclass(frozen=True, kw_only=True)
class AccountSuspended(AccountEvent):
    reason: str


class CoachProfileSubmitted(AccountEvent):
    pass


class CoachApproved(AccountEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class CoachRefused(AccountEvent):
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccountMailRequested(Event):
    """The login system has something to write to an address; the outbox above sends it.

    `user_id` is None for an address without an account. `template` is allauth's prefix, such as
    `account/email/password_reset_key`; `context` holds plain values only (`str`, `int`, `bool`), links
    and codes among them, which is why the audit trail leaves it out.
    """

    stream_field: ClassVar[str] = "user_id"
    secret_fields: ClassVar[frozenset[str]] = frozenset({"context"})
    user_id: int | None
    to_address: str
    template: str
    context: Mapping[str, str | int | bool]


@dataclass(frozen=True, kw_only=True)
class CoachProfileChanged(AccountEvent):
    """What a coach shows was edited; an approved coach stays approved."""

    changed_fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SettingsChanged(AccountEvent):
    changed_fields: tuple[str, ...]


class AccountEmptied(AccountEvent):
    """Nobody ever proved its address: what it was is gone, and its number stays."""


class AccountReinstated(AccountEvent):
    """A suspension was lifted; the person may log in again."""
