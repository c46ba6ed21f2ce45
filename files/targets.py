"""What files can be meant for. Apps above say who may add to a thing of theirs."""

from collections.abc import Callable

from django.http import Http404

from accounts.models import User
from core import numbers

# Whether the person with the first id may add a file to the thing with the second.
IsOpen = Callable[[int, int], bool]
_kinds: dict[str, IsOpen] = {}


def register(kind: str, is_open: IsOpen) -> None:
    """Call it in `AppConfig.ready`."""
    _kinds[kind] = is_open


def find_target(person: User, text: str) -> str:
    """The target as it is kept. Raises Http404 for what is not there, or not for this person."""
    kind, _colon, given = text.partition(":")
    number = numbers.whole_number(given)
    is_open = _kinds.get(kind)
    if is_open is None or number is None or not is_open(person.pk, number):
        raise Http404
    return f"{kind}:{number}"
