"""What takes a while, as one person's clock shows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.durations import duration_text
from core.zones import LocalTime


@dataclass(frozen=True, kw_only=True)
class LocalSpan:
    """It is told by its start; where the clock is changed before its end, by both ends and the length."""

    starts: LocalTime
    ends: LocalTime

    @property
    def is_uneven(self) -> bool:
        """Whether the clock's readings do not tell how long it is."""
        return self.starts.ahead != self.ends.ahead

    @property
    def length(self) -> str:
        minutes = (self.ends.instant - self.starts.instant) // timedelta(minutes=1)
        return duration_text(minutes) if self.is_uneven else ""

    @property
    def time_text(self) -> str:
        """Such as `23:30`, or `01:30–03:30, 1 h`."""
        return f"{self._readings}, {self.length}" if self.is_uneven else self.starts.time_text

    @property
    def text(self) -> str:
        """Such as `Thu 5 Nov, 23:30 (Berlin)`, or `Sun 28 Mar, 01:30–03:30 (Berlin), 1 h`."""
        if not self.is_uneven:
            return self.starts.text
        return f"{self.starts.date_text}, {self._readings} ({self.starts.place}), {self.length}"

    @property
    def dated_text(self) -> str:
        """With its year, such as `Thu 5 Nov 2026, 23:30`."""
        if not self.is_uneven:
            return self.starts.dated_text
        return f"{self.starts.dated_text}–{self.ends.time_text}, {self.length}"

    @property
    def _readings(self) -> str:
        return f"{self.starts.time_text}–{self.ends.time_text}"


def local_span(starts: datetime, *, minutes: int, zone_name: str) -> LocalSpan:
    """From that instant on, for so many minutes."""
    ends = starts + timedelta(minutes=minutes)
    return LocalSpan(
        starts=LocalTime(instant=starts, zone_name=zone_name),
        ends=LocalTime(instant=ends, zone_name=zone_name),
    )
