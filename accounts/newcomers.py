"""What every new person gets, told by the apps above that give it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User

Give = Callable[["User"], object]
_gifts: list[Give] = []


def give_everybody(give: Give) -> None:
    """Register in `AppConfig.ready` what is made with each account, in the same transaction."""
    _gifts.append(give)


def equip(user: User) -> None:
    """Make all that belongs to a person who was just saved for the first time."""
    for give in _gifts:
        give(user)
