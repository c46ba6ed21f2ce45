"""A half of the day that is written once, behind the last of several times: "5, 6 or 7pm"."""

from collections.abc import Sequence
from dataclasses import replace

from calendars.typed_clocks import NOON, Clock
from calendars.typed_doubts import Doubt
from calendars.typed_numbers import BETWEEN
from calendars.typed_tokens import Token


def share_halves(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with the half of a time for those of its list before it, as long as they ascend."""
    shared: list[Token] = []
    behind: Clock | None = None  # the time behind, whose half is known
    parted = False
    for token in reversed(tokens):
        if token.clock is not None:
            clock = _in_half_of(token.clock, behind) if behind and parted else token.clock
            shared.append(replace(token, clock=clock))
            behind, parted = (clock if clock.is_halved else None), False
            continue
        shared.append(token)
        parted = token.kind in (*BETWEEN, "range")
        if not parted:
            behind = None
    return shared[::-1]


def _in_half_of(clock: Clock, behind: Clock) -> Clock:
    """ "5" before "7pm" is in the afternoon; "11" before "1pm" may be in the morning."""
    half = behind.minutes[0] // NOON
    same = [minute for minute in clock.minutes if minute // NOON == half]
    is_open = clock.doubt is Doubt.HALF and len(same) == 1
    if not is_open or same[0] >= behind.minutes[0]:
        return clock
    return replace(clock, minutes=(same[0],), doubt=None, is_halved=True, is_shared=True)
