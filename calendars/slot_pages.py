"""Free starts as a page of choices: one week at a time, on the viewer's clock with the other's beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.zones import BothSpans, both_spans, zone

DAYS_A_PAGE = 7


@dataclass(frozen=True, kw_only=True)
class SlotChoice:
    """One start: `value` is what the form sends, `theirs` the other's clock when it differs.

    Where a clock is changed before its end, both ends stand there and the length.
    """

    value: str
    time_text: str
    theirs: str


@dataclass(frozen=True, kw_only=True)
class SlotDay:
    day: date
    slots: tuple[SlotChoice, ...]


@dataclass(frozen=True, kw_only=True)
class SlotPage:
    """Seven days of free starts. `earlier` and `later` are the days with which other pages begin."""

    days: tuple[SlotDay, ...]
    earlier: date | None
    later: date | None
    their_place: str

    @property
    def shows_theirs(self) -> bool:
        """Whether any start reads differently on the other's clock."""
        return any(slot.theirs for day in self.days for slot in day.slots)

    @property
    def is_empty(self) -> bool:
        return not self.days


def slot_page(
    starts: Sequence[datetime],
    *,
    length: timedelta,
    mine: str,
    theirs: str,
    begins_on: date | None = None,
) -> SlotPage:
    """The page that begins on that day of the viewer's zone, by default with the first free start."""
    tz = zone(mine)
    days = sorted({start.astimezone(tz).date() for start in starts})
    first = begins_on or (days[0] if days else date.max)
    end = first + timedelta(days=DAYS_A_PAGE) if first < date.max else first
    shown = [start for start in starts if first <= start.astimezone(tz).date() < end]
    return SlotPage(
        days=tuple(_by_day(shown, length=length, mine=mine, theirs=theirs)),
        earlier=max(days[0], first - timedelta(days=DAYS_A_PAGE))
        if days and days[0] < first
        else None,
        later=next((day for day in days if day >= end), None),
        their_place=theirs.rsplit("/", 1)[-1].replace("_", " "),
    )


def _by_day(
    starts: Sequence[datetime], *, length: timedelta, mine: str, theirs: str
) -> list[SlotDay]:
    tz = zone(mine)
    grouped: dict[date, list[SlotChoice]] = {}
    for start in starts:
        choice = _choice(both_spans(start, start + length, mine=mine, theirs=theirs))
        grouped.setdefault(start.astimezone(tz).date(), []).append(choice)
    return [SlotDay(day=day, slots=tuple(slots)) for day, slots in grouped.items()]


def _choice(span: BothSpans) -> SlotChoice:
    mine, theirs, beside = span.mine, span.theirs, ""
    if theirs is not None:
        beside = " ".join(filter(None, (span.their_span or theirs.time_text, theirs.day_mark)))
    return SlotChoice(
        value=mine.instant.isoformat(),
        time_text=", ".join(filter(None, (span.my_span or mine.time_text, span.length))),
        theirs=beside,
    )
