"""What happened to people and to what they say of themselves."""

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
    """Whatever is open under this login must close now: logout, password change, suspension."""


@dataclass(frozen=True, kw_only=True)
class SignedOut(AccountEvent):
    """One browser session ended. `session_key_hash` names it without giving it away."""

    session_key_hash: str


class PasswordChanged(AccountEvent):
    pass


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
class AvailabilityChanged(AccountEvent):
    calendar_version: int
