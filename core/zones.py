"""Wall clocks and instants. Zone data is that of the `tzdata` package, never the machine's own."""

import re
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.durations import duration_text

zoneinfo.reset_tzpath(to=())

# In these years every instant has a wall clock in every zone; those of Python end with a day that has none.
YEARS = range(1971, 2200)
_WITH_A_TIME = re.compile(r"\S+[T ]\d\d", re.IGNORECASE)
NO_PLACE = "Factory"  # the zone of a machine that nobody set yet


class FarFromNow(ValueError):
    """A time in a year in which nobody meets."""


class WallTimeError(ValueError):
    """A wall time that does not name exactly one instant; `choices` are the instants to offer."""

    def __init__(self, wall: datetime, choices: tuple[datetime, ...]) -> None:
        super().__init__(wall.isoformat())
        self.wall = wall
        self.choices = choices


class MissingWallTime(WallTimeError):
    """The clocks were put forward over it; `choices` are the nearest instants before and after."""


class RepeatedWallTime(WallTimeError):
    """The clocks were put back over it; `choices` are the first and the second occurrence."""


@cache
def zone_names() -> tuple[str, ...]:
    """The IANA names that people pick from, sorted: one for each place, none of its former names."""
    lines = _data_set("zone.tab")
    return ("UTC", *sorted(line.split("\t")[2] for line in lines if not line.startswith("#")))


@cache
def former_names() -> dict[str, str]:
    """Names that places had before, with today's: browsers still say Asia/Calcutta."""
    links = (line.split() for line in _data_set("tzdata.zi") if line.startswith("L "))
    listed = set(zone_names())
    return {name: now for _link, now, name in links if now in listed and name not in listed}


def present_name(name: str) -> str:
    """The name that a zone has today; any other text as it is."""
    return former_names().get(name, name)


def _data_set(name: str) -> list[str]:
    return files("tzdata").joinpath("zoneinfo", name).read_text("utf-8").splitlines()


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises zoneinfo.ZoneInfoNotFoundError for any other text."""
    return ZoneInfo(name)


def validate_zone(name: str) -> None:
    """Raise ValidationError unless the text is an IANA zone name."""
    if name == NO_PLACE or name not in zoneinfo.available_timezones():
        raise ValidationError(_("Choose a time zone from the list."), code="zone")


class HasOffset(ValueError):
    """An instant where the time of a clock was asked for."""


def read_instant(text: str) -> datetime:
    """The UTC instant of ISO 8601 text with an offset. Raises FarFromNow, ValueError for any other text."""
    named = _within_years(datetime.fromisoformat(text))
    if named.tzinfo is None:
        raise ValueError("no offset")
    return named.astimezone(UTC)


def read_wall_time(text: str) -> datetime:
    """The naive date and time of ISO 8601 text. Raises likewise, and HasOffset for an instant."""
    named = _within_years(datetime.fromisoformat(text))
    if named.tzinfo is not None:
        raise HasOffset(text)
    if not _WITH_A_TIME.match(text):
        raise ValueError("no time")
    return named


def _within_years(named: datetime) -> datetime:
    if named.year not in YEARS:
        raise FarFromNow(named.year)
    return named


def to_instant(wall: datetime, zone_name: str) -> datetime:
    """The UTC instant at which clocks in the zone show `wall` (a naive datetime).

    Raises MissingWallTime or RepeatedWallTime when there is no such instant, or two.
    """
    tz = zone(zone_name)
    first, second = (wall.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    if first > second:  # a gap: fold=0 lands after it, fold=1 before it
        width = first - second
        edge = _edge_of_gap(wall, tz, width)
        raise MissingWallTime(wall, (edge - timedelta(minutes=15), edge))
    raise RepeatedWallTime(wall, (first, second))


def _edge_of_gap(wall: datetime, tz: ZoneInfo, width: timedelta) -> datetime:
    """The instant at which the clocks jump over `wall`."""
    low = wall.replace(tzinfo=tz, fold=1).astimezone(UTC) - width
    high = wall.replace(tzinfo=tz, fold=0).astimezone(UTC) + width
    before = low.astimezone(tz).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        if middle.astimezone(tz).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(second=0, microsecond=0)


def offset_text(ahead: timedelta) -> str:
    """How far a clock is ahead of UTC, such as `UTC+5:45`."""
    minutes = round(ahead.total_seconds() / 60)
    sign, (hours, rest) = ("+" if minutes >= 0 else "−"), divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def day_text(day: date, pattern: str) -> str:
    """The day in Django's format, in the active language."""
    return _day_text(day, pattern, get_language())


@lru_cache(maxsize=4096)
def _day_text(day: date, pattern: str, _language: str | None) -> str:
    return formats.date_format(day, pattern)


def place_of(zone_name: str) -> str:
    """The zone as people say it: `Kathmandu`, `Lord Howe`."""
    return zone_name.rsplit("/", 1)[-1].replace("_", " ")


@dataclass(frozen=True, kw_only=True)
class LocalTime:
    """One instant as a person's clock shows it. `day_difference` counts from the viewer's own day."""

    instant: datetime
    zone_name: str
    day_difference: int = 0

    @cached_property
    def wall(self) -> datetime:
        return self.instant.astimezone(zone(self.zone_name))

    @property
    def day(self) -> date:
        return self.wall.date()

    @property
    def date_text(self) -> str:
        return day_text(self.day, "D j M")

    @property
    def dated_text(self) -> str:
        """With its year, such as `Thu 5 Nov 2026, 23:30`."""
        return f"{day_text(self.day, 'D j M Y')}, {self.time_text}"

    @property
    def clock_text(self) -> str:
        """What the clock reads. In an hour that comes twice two instants read alike: see `time_text`."""
        return f"{self.wall:%H:%M}"

    @property
    def is_repeated(self) -> bool:
        """Whether the clock reads the same at another instant, before or after it is put back."""
        other = self.wall.replace(fold=1 - self.wall.fold)
        return other.utcoffset() != self.wall.utcoffset()

    @property
    def time_text(self) -> str:
        """Such as `23:30`; in an hour that comes twice with its offset, `02:30 (UTC+2)`."""
        return f"{self.clock_text} ({self.offset_text})" if self.is_repeated else self.clock_text

    @property
    def time_and_place(self) -> str:
        """Such as `23:30 (Berlin)` or `02:30 (Berlin, UTC+2)`."""
        place = f"{self.place}, {self.offset_text}" if self.is_repeated else self.place
        return f"{self.clock_text} ({place})"

    @property
    def offset_text(self) -> str:
        """Such as `UTC+5:45`."""
        return offset_text(self.ahead)

    @property
    def ahead(self) -> timedelta:
        """Of UTC."""
        return self.wall.utcoffset() or timedelta()

    @property
    def place(self) -> str:
        """The zone as people say it: `Kathmandu`, `Lord Howe`."""
        return place_of(self.zone_name)

    @property
    def text(self) -> str:
        """Such as `Thu 5 Nov, 23:30 (Berlin)`, for plain text."""
        return f"{self.date_text}, {self.time_and_place}"

    @property
    def day_mark(self) -> str:
        """`+1` or `−1` when it is another day than on the viewer's clock, else nothing."""
        if not self.day_difference:
            return ""
        return f"{'+' if self.day_difference > 0 else '−'}{abs(self.day_difference)}"


@dataclass(frozen=True, kw_only=True)
class BothClocks:
    """One instant on the viewer's clock and, where it reads differently, on the other person's."""

    mine: LocalTime
    theirs: LocalTime | None

    @property
    def text(self) -> str:
        """Such as `Thu 5 Nov, 23:30 (Berlin) · Fri 6 Nov, 04:15 (Kathmandu)`, for plain text."""
        if self.theirs is None:
            return self.mine.text
        day = f"{self.theirs.date_text}, " if self.theirs.day_difference else ""
        return f"{self.mine.text} · {day}{self.theirs.time_and_place}"


@dataclass(frozen=True, kw_only=True)
class BothSpans:
    """From one instant to another on both clocks; what one person needs to know of the other at either end.

    `is_uneven` when a clock is changed in between, so that its readings do not tell how long it is.
    """

    starts: BothClocks
    ends: BothClocks
    is_uneven: bool

    @property
    def mine(self) -> LocalTime:
        """The start on the viewer's clock."""
        return self.starts.mine

    @property
    def theirs(self) -> LocalTime | None:
        """The start on the other person's, where either end differs."""
        return self.starts.theirs

    @property
    def my_span(self) -> str:
        """From start to end where the start alone would mislead, such as `00:30–02:30`; else nothing."""
        return self._span(self.starts.mine, self.ends.mine)

    @property
    def their_span(self) -> str:
        return self._span(self.starts.theirs, self.ends.theirs)

    @property
    def length(self) -> str:
        """How long it is where the clocks do not tell; else nothing."""
        minutes = (self.ends.mine.instant - self.mine.instant) // timedelta(minutes=1)
        return duration_text(minutes) if self.is_uneven else ""

    @property
    def text(self) -> str:
        """The start as `BothClocks.text` says it; where that would mislead, both ends and the length."""
        if not self.is_uneven:
            return self.starts.text
        mine, theirs = self.mine, self.theirs
        words = f"{mine.date_text}, {self.my_span} ({mine.place})"
        if theirs is not None:
            day = f"{theirs.date_text}, " if theirs.day_difference else ""
            words += f" · {day}{self.their_span} ({theirs.place})"
        return f"{words}, {self.length}"

    def _span(self, starts: LocalTime | None, ends: LocalTime | None) -> str:
        if not self.is_uneven or starts is None or ends is None:
            return ""
        return f"{starts.time_text}–{ends.time_text}"


def both_clocks(instant: datetime, *, mine: str, theirs: str) -> BothClocks:
    """One instant for two people, given their IANA zone names.

    `theirs` is None when both clocks read the same at that instant.
    """
    clocks = _both_clocks(instant, mine=mine, theirs=theirs)
    return BothClocks(mine=clocks.mine, theirs=clocks.theirs if _differ(clocks) else None)


def both_spans(starts: datetime, ends: datetime, *, mine: str, theirs: str) -> BothSpans:
    """A span for two people. `theirs` is None at both ends when their clocks read the same at both."""
    both = [_both_clocks(instant, mine=mine, theirs=theirs) for instant in (starts, ends)]
    if not any(map(_differ, both)):
        both = [BothClocks(mine=clocks.mine, theirs=None) for clocks in both]
    first, last = both
    shifts = {last.mine.ahead - first.mine.ahead}
    if first.theirs is not None and last.theirs is not None:
        shifts.add(last.theirs.ahead - first.theirs.ahead)
    return BothSpans(starts=first, ends=last, is_uneven=any(shifts))


def _both_clocks(instant: datetime, *, mine: str, theirs: str) -> BothClocks:
    own = LocalTime(instant=instant, zone_name=mine)
    other = LocalTime(
        instant=instant,
        zone_name=theirs,
        day_difference=(instant.astimezone(zone(theirs)).date() - own.day).days,
    )
    return BothClocks(mine=own, theirs=other)


def _differ(clocks: BothClocks) -> bool:
    return clocks.theirs is not None and clocks.theirs.ahead != clocks.mine.ahead


def current_zone_name() -> str:
    """The zone that is active for this request or render, as its IANA name."""
    return timezone.get_current_timezone_name()
