"""What every new person gets, told by the apps above that give it."""

from collections.abc import Callable
from typing import Any

Give = Callable[[Any], object]  # of a `User`, whose module needs this one
_gifts: list[Give] = []


def give_everybody(give: Give) -> None:
    """Register in `AppConfig.ready` what is made with each account, in the same transaction."""
    _gifts.append(give)


def equip(user: Any) -> None:
    """Make all that belongs to a `User` who was just saved for the first time."""
    for give in _gifts:
        give(user)
