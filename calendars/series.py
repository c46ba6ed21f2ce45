"""The same wall-clock time every week, and the weeks in which the other's clock reads another hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from calendars.spans import WEEK
from core.zones import WallTimeError, to_instant, zone


@dataclass(frozen=True, kw_only=True)
class SeriesWeek:
    """One week's start, or the `choices` where the writer's clock skips or repeats that time.

    `shift_minutes` is by how much the other's wall clock differs from that of the first week.
    """

    wall: datetime
    starts_at: datetime | None
    choices: tuple[datetime, ...]
    shift_minutes: int


def weekly(first: datetime, *, count: int, mine: str, theirs: str) -> tuple[SeriesWeek, ...]:
    """`count` weeks from the naive wall time `first` on the clock of the zone `mine`."""
    weeks = []
    reference: int | None = None
    for n in range(count):
        wall = first + n * WEEK
        starts_at, choices = _instant(wall, mine)
        shown = _minute_of_day(starts_at or choices[0], theirs)
        reference = shown if reference is None else reference
        weeks.append(
            SeriesWeek(
                wall=wall,
                starts_at=starts_at,
                choices=choices,
                shift_minutes=_difference(shown, reference) if starts_at else 0,
            )
        )
    return tuple(weeks)


def _instant(wall: datetime, zone_name: str) -> tuple[datetime | None, tuple[datetime, ...]]:
    try:
        return to_instant(wall, zone_name), ()
    except WallTimeError as error:
        return None, error.choices


def _minute_of_day(instant: datetime, zone_name: str) -> int:
    wall = instant.astimezone(zone(zone_name))
    return wall.hour * 60 + wall.minute


def _difference(minute: int, reference: int) -> int:
    """From one minute of the day to another the short way round midnight."""
    return (minute - reference + 720) % 1440 - 720


def count_shifted(weeks: Sequence[SeriesWeek]) -> int:
    """In how many weeks the other's clock reads another time than in the first."""
    return sum(week.shift_minutes != 0 for week in weeks)
