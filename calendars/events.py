"""What happened to the hours of people."""

from dataclasses import dataclass

from accounts.events import AccountEvent


@dataclass(frozen=True, kw_only=True)
class AvailabilityChanged(AccountEvent):
    calendar_version: int
