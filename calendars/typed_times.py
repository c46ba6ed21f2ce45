"""Times as people type them: "thu 5-6pm or sat morning", read in the writer's zone.

Nothing is guessed: what has two meanings comes back as a choice with the reason, what is not understood is
named. Each number is read once, so that a year, a month or a day is never a time.

    text   := part ((" or " | "," | ";" | " and " | " & ") part)*
    part   := [day] [time [zone]]
    day    := today | tomorrow | in 3 days | [this | next] weekday | [weekday] date
    date   := 12 nov | nov 12, 2026 | 12.11. | 12/11/2026 | 2026-11-12 | the 12th
    time   := clock [("-" | " to ") clock] | between clock and clock | after clock | morning | in 2 hours
    clock  := 5 | 5pm | 17:30 | 17h30 | 1730 | half past five | noon | 9 in the morning | 8 tonight
    zone   := EST | Berlin time | UTC+2

A day without a time takes the next one ("mon, wed and fri 10am"), at the end the last one. A time without a
day takes the day before it ("thu 5pm or 7pm"). What is still lacking then is asked.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _

from calendars.spans import MINUTE
from calendars.typed_doubts import Doubt, weightiest
from calendars.typed_halves import share_halves
from calendars.typed_numbers import settle_numbers
from calendars.typed_parts import Part, complete, parts_of
from calendars.typed_questions import Question, question_about_time
from calendars.typed_tokens import plain_text, tokens_of
from calendars.typed_weeks import doubt_corrected_days, doubt_weeks
from calendars.typed_words import ENGLISH
from calendars.typed_zones import TypedZone
from core.zones import MissingWallTime, WallTimeError, to_instant, zone

MAX_STARTS = 24
FINEST = timedelta(minutes=5)
# A doubt between two meanings is over when only one of them is still to come.
SETTLED_BY_TIME = (
    Doubt.HALF, Doubt.MIDNIGHT, Doubt.THIS_WEEKDAY, Doubt.DAY_OR_MONTH, Doubt.NEXT_WEEKDAY,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class TypedStart:
    """One instant that the words may mean, and why it is not sure that they do."""

    starts_at: datetime
    doubt: Doubt | None
    clock_name: str = ""  # of the several that the zone's words may mean

    @property
    def sure(self) -> bool:
        return self.doubt is None

    @property
    def reason(self) -> str:
        """A sentence for the writer; nothing when it is sure."""
        if self.doubt is None:
            return ""
        if self.doubt is Doubt.ZONE and self.clock_name:
            return _("If you mean the clock of %(clock)s.") % {"clock": self.clock_name}
        return str(self.doubt.label)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the text says: the starts in order, and the parts that lead to none, with the reason."""

    starts: tuple[TypedStart, ...]
    questions: tuple[Question, ...]
    not_understood: tuple[str, ...]
    in_the_past: tuple[str, ...]


def read_times(text: str, *, zone_name: str, now: datetime, duration_minutes: int) -> Reading:
    """The starts that the text names, for sessions of that length, on the clock of the writer's zone.

    A range gives every start, hour by hour, at which a session fits into it; of a range shorter than a
    session, its beginning. Starts that have passed are left out and named. A time without any day is offered
    for today, in doubt, and its day is asked; so is the time of a day without one.
    """
    marked = plain_text(text, ENGLISH)
    plain = marked.lower()
    today = now.astimezone(zone(zone_name)).date()
    tokens = share_halves(tokens_of(marked, ENGLISH, today=today, now=now))
    tokens = doubt_corrected_days(doubt_weeks(settle_numbers(plain, tokens, today)))
    parts = list(
        complete(parts_of(plain, tokens, ENGLISH, today=today, minutes=duration_minutes), today)
    )
    reader = _Reader(
        zone_name=zone_name,
        now=now,
        other_zones=tuple(dict.fromkeys(part.zone for part in parts if part.zone is not None)),
        is_denied=any(token.kind == "denial" for token in tokens),
    )
    notes = _Notes(today=today)
    if not parts and any(sign.isalnum() for sign in text):
        notes.lost.append(text.strip())
    for part in parts:
        notes.add(part, reader.starts_of(part) if part.is_whole else [], reader)
    return notes.reading()


@dataclass(kw_only=True)
class _Notes:
    """What is found in the parts of a text, one after the other."""

    today: date
    found: dict[datetime, TypedStart] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    past: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def add(self, part: Part, starts: Sequence[TypedStart], reader: "_Reader") -> None:
        for start in starts:
            known = self.found.get(start.starts_at)
            self.found[start.starts_at] = known if known is not None and known.sure else start
        if part.lacks_day and part.date_instead is None:
            self._ask_for_day(part.words, is_over=not starts)
        elif days := self._days_without_time(part):
            self._ask_for_time(part.words, days)
        elif not starts:
            is_past = part.is_whole and reader.is_sure_of(part)
            (self.past if is_past else self.lost).append(part.words)

    def _days_without_time(self, part: Part) -> tuple[date, ...]:
        """Also of a dotted number, "4.12", that was taken for a time."""
        if part.date_instead is not None:
            return (part.date_instead,)
        return part.day.meanings if part.day and not part.is_whole else ()

    def _ask_for_day(self, words: str, *, is_over: bool) -> None:
        """Once for all times that are still to come: the day is the same."""
        if is_over or not any(not (asked.days or asked.is_over) for asked in self.questions):
            self.questions.append(Question(words=words, is_over=is_over))

    def _ask_for_time(self, words: str, days: Iterable[date]) -> None:
        question = question_about_time(words, days, self.today)
        if question is None:
            self.past.append(words)
        else:
            self.questions.append(question)

    def reading(self) -> Reading:
        return Reading(
            starts=tuple(self.found[at] for at in sorted(self.found)[:MAX_STARTS]),
            questions=tuple(self.questions),
            not_understood=tuple(self.lost),
            in_the_past=tuple(self.past),
        )


@dataclass(frozen=True, kw_only=True)
class _Reader:
    """Turns days and wall times into instants: for whom, when, and with which zones in the whole text."""

    zone_name: str
    now: datetime
    other_zones: tuple[TypedZone, ...]
    is_denied: bool

    def starts_of(self, part: Part) -> list[TypedStart]:
        """Those that are still to come; none when the part is over."""
        starts = list(self._starts(part))
        future = [start for start in starts if start.starts_at > self.now]
        if len(future) == 1 < len(starts) and future[0].doubt in SETTLED_BY_TIME:
            future = [replace(future[0], doubt=None)]
        outer = weightiest(part.doubt, Doubt.DENIED if self.is_denied else None)
        return [replace(start, doubt=weightiest(outer, start.doubt)) for start in future]

    def is_sure_of(self, part: Part) -> bool:
        """Whether its words are such a time beyond doubt, but for what is doubtful in every time."""
        doubts = {part.doubt, *(start.doubt for start in self._starts(part))}
        return doubts <= {None, Doubt.NO_DAY, *SETTLED_BY_TIME}

    def _starts(self, part: Part) -> Iterator[TypedStart]:
        if part.instant is not None:
            yield _rounded(part.instant)
        if part.day is None:
            return
        for day in part.day.meanings:
            midnight = datetime.combine(day, datetime.min.time())
            for minute, doubt in part.times or ():
                for start in self._instants(midnight + minute * MINUTE, part):
                    reason = weightiest(part.day.doubt, doubt, start.doubt)
                    yield replace(start, doubt=reason)

    def _instants(self, wall: datetime, part: Part) -> list[TypedStart]:
        own = _on_the_clock(wall, self.zone_name)
        if part.zone is not None:
            named = part.zone.meanings(wall, self.zone_name)
            doubt = None if len(named) == 1 and self._is_same_day_there(part) else Doubt.ZONE
            return [
                TypedStart(starts_at=at, doubt=doubt, clock_name=name) for at, name in named.items()
            ]
        beside = {at for each in self.other_zones for at in each.meanings(wall, self.zone_name)}
        if beside <= {start.starts_at for start in own}:
            return own
        either = beside | {start.starts_at for start in own}
        return [TypedStart(starts_at=at, doubt=Doubt.ONE_ZONE) for at in either]

    def _is_same_day_there(self, part: Part) -> bool:
        """Whether "today" and "thu" are counted from the same day in the part's own zone."""
        if part.zone is None or (part.day is not None and part.day.is_date):
            return True
        return part.zone.days(self.now) == {self.now.astimezone(zone(self.zone_name)).date()}


def _on_the_clock(wall: datetime, zone_name: str) -> list[TypedStart]:
    """The instants of a wall time: one, or where the clocks skip or repeat it, the choices."""
    try:
        return [TypedStart(starts_at=to_instant(wall, zone_name), doubt=None)]
    except WallTimeError as error:
        doubt = Doubt.SKIPPED if isinstance(error, MissingWallTime) else Doubt.REPEATED
        return [TypedStart(starts_at=choice, doubt=doubt) for choice in error.choices]


def _rounded(instant: datetime) -> TypedStart:
    """The first fifth minute that is not before it."""
    late = (instant - datetime.min.replace(tzinfo=UTC)) % FINEST
    if not late:
        return TypedStart(starts_at=instant, doubt=None)
    return TypedStart(starts_at=instant - late + FINEST, doubt=Doubt.ROUNDED)
