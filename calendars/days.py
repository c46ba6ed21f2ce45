"""Days as they pass in a zone: most have 24 hours, those with a change of clocks more or fewer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property

from calendars.spans import DAY, MINUTE, QUARTER, Span
from core.zones import LocalTime, zone

MINUTES_AN_HOUR = 60
EVEN_MINUTES = 24 * MINUTES_AN_HOUR


@dataclass(frozen=True, kw_only=True)
class DayPart:
    """What a span takes of one day: whole minutes since the day began, on no wall clock."""

    at_minute: int
    minutes: int


@dataclass(frozen=True)
class ZonedDay:
    """One date of a zone, from its first instant to the first of the next date."""

    day: date
    zone_name: str

    @cached_property
    def span(self) -> Span:
        """Empty on a date that the zone left out."""
        return Span(_begins(self.day, self.zone_name), _begins(self.day + DAY, self.zone_name))

    @property
    def extra_minutes(self) -> int:
        """How much longer than 24 hours it is; negative when the clocks are put forward."""
        return self.span.minutes - EVEN_MINUTES

    def has(self, instant: datetime) -> bool:
        return self.span.starts_at <= instant < self.span.ends_at

    def part(self, span: Span) -> DayPart | None:
        """What of the span lies in this day."""
        starts_at = max(span.starts_at, self.span.starts_at)
        ends_at = min(span.ends_at, self.span.ends_at)
        if starts_at >= ends_at:
            return None
        return DayPart(
            at_minute=(starts_at - self.span.starts_at) // MINUTE,
            minutes=(ends_at - starts_at) // MINUTE,
        )

    def hours(self) -> Iterator[tuple[int, LocalTime]]:
        """Each full hour that its clock reads, with the minutes that have passed by then.

        An hour that the clocks skip is not among them, one that they repeat is there twice.
        """
        instant = self.span.starts_at
        while instant < self.span.ends_at:
            local = LocalTime(instant=instant, zone_name=self.zone_name)
            if local.wall.minute == 0:
                yield (instant - self.span.starts_at) // MINUTE, local
            instant += QUARTER


def days_from(first: date, count: int, zone_name: str) -> list[ZonedDay]:
    return [ZonedDay(first + n * DAY, zone_name) for n in range(count)]


def today(now: datetime, zone_name: str) -> date:
    return now.astimezone(zone(zone_name)).date()


def _begins(day: date, zone_name: str) -> datetime:
    """When the clock first gives that date, or the next one where the zone left it out."""
    tz = zone(zone_name)
    midnight = datetime.combine(day, time(), tzinfo=tz)
    found = sorted(midnight.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return next((each for each in found if each.astimezone(tz).date() >= day), found[-1])
