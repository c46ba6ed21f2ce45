"""What pages are told once a change of the timeline is committed.

The timeline knows when; who publishes it (`chat.live.push`) stands above it and registers. A lost kick is
harmless: pages learn the same from the conversation's numbers.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Protocol
from weakref import WeakKeyDictionary

from django.db import connection

from chat.models import Entry, Participant
from chat.timeline.people import Sides
from core import effects
from core.events import after_commit

# Per open transaction: conversation id → numbers given in it. One that is rolled back drops its own.
_changed: "WeakKeyDictionary[object, defaultdict[int, list[int]]]" = WeakKeyDictionary()
_publishers: list["Publisher"] = []


class Publisher(Protocol):
    """Who passes on what was committed; called after the commit, in the order of the numbers."""

    def publish_changes(self, conversation_id: int, numbers: Sequence[int], /) -> None:
        """These numbers of a conversation were given to new or changed entries."""

    def publish_messages(
        self,
        written: Sequence[Entry],
        sides: Mapping[int, Sides],
        unread: Mapping[tuple[int, int], int],
        /,
    ) -> None:
        """These messages are new; `sides` and `unread` say enough to draw them without a query."""

    def publish_marker(self, participant: Participant, /) -> None:
        """This person has read further, or put the conversation aside."""


def register_publisher(publisher: Publisher) -> None:
    """Let it hear of every commit from now on; once is enough."""
    if publisher not in _publishers:
        _publishers.append(publisher)


def change_after_commit(conversation_id: int, n: int) -> None:
    """Tell of this number after the commit; several of one transaction go out together, in order.

    The acting page hears of the newest number with its answer.
    """
    effects.announce("head", {"conv": conversation_id, "n": n})
    block = connection.atomic_blocks[-1] if connection.atomic_blocks else None
    outermost = next(
        (b for b in connection.atomic_blocks if not getattr(b, "_from_testcase", False)), block
    )
    _changed.setdefault(outermost, defaultdict(list))[conversation_id].append(n)
    after_commit(lambda: _tell_changes(outermost))


def _tell_changes(transaction_block: object) -> None:
    """What a committed transaction changed; the first of its kicks tells all of it."""
    for conversation_id, numbers in _changed.pop(transaction_block, {}).items():
        for publisher in _publishers:
            publisher.publish_changes(conversation_id, numbers)


def messages_after_commit(
    written: Sequence[Entry], sides: Mapping[int, Sides], unread: Mapping[tuple[int, int], int]
) -> None:
    """Tell of new messages after the commit."""

    def tell() -> None:
        for publisher in _publishers:
            publisher.publish_messages(written, sides, unread)

    after_commit(tell)


def marker_after_commit(participant: Participant) -> None:
    """Tell how far somebody has read, after the commit."""

    def tell() -> None:
        for publisher in _publishers:
            publisher.publish_marker(participant)

    after_commit(tell)
