"""Time zones as people type them behind a time: "3pm EST", "17:00 UTC+2", "9 Berlin time"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache

from core.zones import WallTimeError, offset_text, place_of, to_instant, zone, zone_names

# What an abbreviation may stand for: hours from UTC, and places whose clock people mean by it all year.
ABBREVIATIONS: dict[str, tuple[float | str, ...]] = {
    "utc": (0.0,), "gmt": (0.0,), "z": (0.0,),
    "est": (-5.0, "America/New_York"), "edt": (-4.0, "America/New_York"), "et": ("America/New_York",),
    "eastern time": ("America/New_York",),
    "cst": (-6.0, "America/Chicago", "Asia/Shanghai"), "cdt": (-5.0, "America/Chicago"),
    "ct": ("America/Chicago",), "central time": ("America/Chicago",),
    "mst": (-7.0, "America/Denver"), "mdt": (-6.0, "America/Denver"), "mt": ("America/Denver",),
    "mountain time": ("America/Denver",),
    "pst": (-8.0, "America/Los_Angeles"), "pdt": (-7.0, "America/Los_Angeles"),
    "pt": ("America/Los_Angeles",), "pacific time": ("America/Los_Angeles",),
    "wet": (0.0, "Europe/Lisbon"), "west": (1.0, "Europe/Lisbon"),
    "cet": (1.0, "Europe/Berlin"), "cest": (2.0, "Europe/Berlin"), "mez": (1.0, "Europe/Berlin"),
    "mesz": (2.0, "Europe/Berlin"), "central european time": ("Europe/Berlin",),
    "eet": (2.0, "Europe/Athens"), "eest": (3.0, "Europe/Athens"), "msk": (3.0,),
    "bst": (1.0, "Europe/London", "Asia/Dhaka"),
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "npt": ("Asia/Kathmandu",), "pkt": (5.0,), "gst": (4.0,), "sgt": (8.0,), "hkt": (8.0,),
    "jst": (9.0,), "kst": (9.0,), "aest": (10.0, "Australia/Sydney"), "aedt": (11.0, "Australia/Sydney"),
    "awst": (8.0,), "nzst": (12.0, "Pacific/Auckland"), "nzdt": (13.0, "Pacific/Auckland"),
    "sast": (2.0,),
}  # fmt: skip
# Places by which people call a clock, beside those that zones are named after.
SHORT_PLACES = {
    "ny": "America/New_York", "nyc": "America/New_York", "us eastern": "America/New_York",
    "la": "America/Los_Angeles", "us pacific": "America/Los_Angeles", "sf": "America/Los_Angeles",
    "san francisco": "America/Los_Angeles", "uk": "Europe/London", "india": "Asia/Kolkata",
    "indian": "Asia/Kolkata", "german": "Europe/Berlin", "germany": "Europe/Berlin",
    "french": "Europe/Paris", "japan": "Asia/Tokyo", "nepal": "Asia/Kathmandu", "munich": "Europe/Berlin",
    "mumbai": "Asia/Kolkata", "delhi": "Asia/Kolkata", "beijing": "Asia/Shanghai",
}  # fmt: skip
OFFSET = re.compile(
    r"(?:(?:utc|gmt) ?(?P<sign>[+−-]) ?(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?"
    r"|(?P<bare>\+)(?P<bare_hours>\d{2}):?(?P<bare_minutes>\d{2}))(?![\w:])"
)


@dataclass(frozen=True, kw_only=True)
class TypedZone:
    """The clocks that the words may mean: hours from UTC, or IANA names."""

    words: str
    clocks: tuple[float | str, ...]
    is_place: bool = False  # only a place is written, which may be where the two meet

    def meanings(self, wall: datetime, own_zone: str) -> dict[datetime, str]:
        """Every instant at which one of these clocks shows `wall`, with the clock's name.

        The writer's own clock settles it where it goes by the same words.
        """
        found = {at: _name(clock) for clock in self.clocks for at in _instants(wall, clock)}
        if self.is_place:
            return {at: _name(own_zone) for at in _instants(wall, own_zone)} | found
        own = [at for at in _instants(wall, own_zone) if at in found and self._is_of(at, own_zone)]
        return {at: found[at] for at in own or found}

    def days(self, instant: datetime) -> set[date]:
        """What the calendars beside these clocks show at that instant."""
        return {instant.astimezone(_tz(clock)).date() for clock in self.clocks}

    def _is_of(self, instant: datetime, zone_name: str) -> bool:
        return (instant.astimezone(zone(zone_name)).tzname() or "").lower() == self.words


def read_zone(text: str, position: int) -> tuple[TypedZone | None, int] | None:
    """The zone that is written there and where it ends; none in its place if no clock is so far from UTC."""
    if match := OFFSET.match(text, position):
        sign = -1 if (match["sign"] or "+") in "−-" else 1
        hours = int(match["hours"] or match["bare_hours"])
        minutes = int(match["minutes"] or match["bare_minutes"] or 0)
        return offset_zone(match.group(), sign * (hours * 60 + minutes)), match.end()
    if match := _names().match(text, position):
        words = match["name"] or match["place"] or match["iana"] or match["bare"]
        clocks = ABBREVIATIONS[words] if words in ABBREVIATIONS else (_places()[words],)
        return TypedZone(words=words, clocks=clocks, is_place=bool(match["bare"])), match.end()
    return None


def offset_zone(words: str, minutes: int) -> TypedZone | None:
    """The clock so many minutes ahead of UTC, if there is such a one."""
    return TypedZone(words=words, clocks=(minutes / 60,)) if abs(minutes) <= 14 * 60 else None


@cache
def _places() -> dict[str, str]:
    """Zones by their whole names and by the places that name them, in lower case."""
    whole = {name.lower(): name for name in zone_names()}
    return SHORT_PLACES | whole | {place_of(name).lower(): name for name in zone_names()}


@cache
def _names() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, ABBREVIATIONS), key=len, reverse=True))
    places = "|".join(sorted(map(re.escape, _places()), key=len, reverse=True))
    short = "|".join(sorted(map(re.escape, SHORT_PLACES), key=len, reverse=True))
    whole = "|".join(name for name in map(re.escape, _places()) if "/" in name)
    return re.compile(
        rf"(?:(?P<name>{names})|(?:in )?(?P<place>{places}|{short}) time|(?P<iana>{whole})"
        rf"|(?:in )?(?P<bare>{places}))(?![\w'+−-]|:\d)"
    )


def _name(clock: float | str) -> str:
    if isinstance(clock, str):
        return place_of(clock)
    return offset_text(timedelta(hours=clock))


def _tz(clock: float | str) -> tzinfo:
    return timezone(timedelta(hours=clock)) if isinstance(clock, float) else zone(clock)


def _instants(wall: datetime, clock: float | str) -> Iterator[datetime]:
    if isinstance(clock, float):
        yield wall.replace(tzinfo=_tz(clock)).astimezone(UTC)
        return
    try:
        yield to_instant(wall, clock)
    except WallTimeError as error:
        yield from error.choices
