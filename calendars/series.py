"""The same wall-clock time every week, and the weeks in which the other's clock reads another hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from calendars.spans import WEEK
from core.zones import WallTimeError, to_instant, zone


@dataclass(frozen=True, kw_only=True)
class SeriesWeek:
    """One week's start, or the `choices` where the writer's clock skips or repeats that time.

    A shift is by how many minutes the other's wall clock differs from that of the first week with one start;
    `choice_shifts` are those of the choices.
    """

    wall: datetime
    starts_at: datetime | None
    choices: tuple[datetime, ...]
    shift_minutes: int
    choice_shifts: tuple[int, ...]

    @property
    def shifted_starts(self) -> tuple[tuple[datetime, int], ...]:
        """The start, or each of the choices, with its shift."""
        if self.starts_at is not None:
            return ((self.starts_at, self.shift_minutes),)
        return tuple(zip(self.choices, self.choice_shifts, strict=True))


def weekly(first: datetime, *, count: int, mine: str, theirs: str) -> tuple[SeriesWeek, ...]:
    """`count` weeks from the naive wall time `first` on the clock of the zone `mine`."""
    walls = [first + n * WEEK for n in range(count)]
    found = [(wall, *_instant(wall, mine)) for wall in walls]
    certain = next((starts_at for _wall, starts_at, _choices in found if starts_at), None)
    return tuple(
        SeriesWeek(
            wall=wall,
            starts_at=starts_at,
            choices=choices,
            shift_minutes=_shift(starts_at, certain, theirs),
            choice_shifts=tuple(_shift(choice, certain, theirs) for choice in choices),
        )
        for wall, starts_at, choices in found
    )


def _instant(wall: datetime, zone_name: str) -> tuple[datetime | None, tuple[datetime, ...]]:
    try:
        return to_instant(wall, zone_name), ()
    except WallTimeError as error:
        return None, error.choices


def _shift(instant: datetime | None, reference: datetime | None, zone_name: str) -> int:
    """From the clock's reading at one instant to that at another, the short way round midnight."""
    if instant is None or reference is None:
        return 0
    difference = _minute_of_day(instant, zone_name) - _minute_of_day(reference, zone_name)
    return (difference + 720) % 1440 - 720


def _minute_of_day(instant: datetime, zone_name: str) -> int:
    wall = instant.astimezone(zone(zone_name))
    return wall.hour * 60 + wall.minute


def count_shifted(weeks: Sequence[SeriesWeek]) -> int:
    """In how many weeks with one start the other's clock reads another time than in the first such week."""
    return sum(week.shift_minutes != 0 for week in weeks)
