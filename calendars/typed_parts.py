"""The parts of a typed text: which days, times and zones belong together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from calendars.typed_clocks import Times, TypedTime, Unreadable, starts_in, starts_of
from calendars.typed_days import Day, next_date
from calendars.typed_doubts import Doubt, weightiest
from calendars.typed_joins import Span, join_days, join_stretches
from calendars.typed_tokens import Token
from calendars.typed_words import Language
from calendars.typed_zones import TypedZone

SEPARATORS = ("and", "or", "comma")
# Words that say how far the times after them reach, when no clock stands behind them.
REACHES = frozenset(("between", "open_after", "open_before", "open_later", "until"))


@dataclass(frozen=True, kw_only=True)
class Part:
    """What some words say. Without times they name days only; with neither they were not understood."""

    words: str
    day: Day | None = None
    times: Times | None = None
    zone: TypedZone | None = None
    instant: datetime | None = None
    doubt: Doubt | None = None
    # Whether the day stands behind the time, and so may be meant for the times before it as well.
    day_is_last: bool = False
    # Whether no day is written anywhere for it, so that today is no more than a guess.
    lacks_day: bool = False
    # The day that its time may be instead: of "4.12" the fourth of December.
    date_instead: date | None = None

    @property
    def is_lost(self) -> bool:
        return self.day is None and self.times is None and self.instant is None

    @property
    def is_whole(self) -> bool:
        return self.instant is not None or (self.day is not None and self.times is not None)


@dataclass(kw_only=True)
class _Segment:
    """At most one day and one time of a group of words."""

    tokens: list[Token] = field(default_factory=list)
    day: Day | None = None
    time: TypedTime | None = None
    part: str = ""
    zone: TypedZone | None = None
    instant: datetime | None = None
    doubt: Doubt | None = None
    day_is_last: bool = False
    follows_a_time: bool = False  # whose end it may be, unless a day of its own stands beside it


def parts_of(
    text: str, tokens: Sequence[Token], language: Language, *, today: date, minutes: int
) -> list[Part]:
    """The parts in their order, each as far as its own words say; for sessions of so many minutes."""
    parts: list[Part] = []
    hedged = False
    for group in _groups(join_days(join_stretches(tokens))):
        if all(token.kind in ("hedge", "filler", "from") for token in group):
            hedged = hedged or any(token.kind == "hedge" for token in group)
            continue
        hedge = Doubt.HEDGED if hedged else None
        parts += [
            replace(part, doubt=weightiest(part.doubt, hedge))
            for part in _group_parts(text, group, language, today, minutes)
        ]
        hedged = False
    return parts


def _groups(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    group: list[Token] = []
    for token in tokens:
        if token.kind in SEPARATORS:
            if group:
                yield group
            group = []
        else:
            group.append(token)
    if group:
        yield group


def _group_parts(
    text: str, group: Sequence[Token], language: Language, today: date, minutes: int
) -> Iterator[Part]:
    words = text[group[0].starts : group[-1].ends].strip(" .!?")
    kinds = {token.kind for token in group}
    is_vague = "word" in kinds
    if kinds & REACHES:
        yield Part(words=words, doubt=Doubt.UNKNOWN_WORDS)
        return
    if (
        kinds & {"unread", "month", "denial"}
        or ("week" in kinds and "day" not in kinds)
        or not _ranges_are_dashes(group)
        or (is_vague and _is_plain(group))
    ):
        yield Part(words=words)
        return
    segments = list(_segments(group))
    for segment in segments:
        own = text[segment.tokens[0].starts : segment.tokens[-1].ends]
        doubt = weightiest(segment.doubt, Doubt.UNKNOWN_WORDS if is_vague else None)
        part = _part(segment, words if len(segments) == 1 else own, doubt, language, minutes)
        yield _in_doubt_of_its_time(part, segment, today)


def _is_plain(group: Sequence[Token]) -> bool:
    """Whether among words unknown stands a number that is no more than that, or no time at all."""
    plain = [_is_plain_token(token) for token in group if token.kind in ("clock", "span")]
    return any(plain) or not (plain or any(token.kind in ("part", "from_now") for token in group))


def _is_plain_token(token: Token) -> bool:
    if isinstance(token, Span):
        return token.time.start.is_plain and (token.time.end is None or token.time.end.is_plain)
    return token.clock is not None and token.clock.is_plain


def _ranges_are_dashes(group: Sequence[Token]) -> bool:
    """Whether what is left of dashes only sets a day apart from its time: "thu – 5pm"."""
    if not any(token.kind == "range" for token in group):
        return True
    kinds = [token.kind for token in group]
    return kinds in (["day", "range", "clock"], ["day", "range", "span"], ["clock", "range", "day"])


def _segments(group: Sequence[Token]) -> Iterator[_Segment]:
    segment = _Segment()
    for token in group:
        if _begins_another(segment, token):
            if segment.day is None and (token.day is None or segment.follows_a_time):
                segment.doubt = Doubt.TWO_TIMES
            yield segment
            twice = Doubt.TWO_TIMES if token.day is None and segment.day is None else None
            segment = _Segment(doubt=twice, follows_a_time=token.day is None)
        _add(segment, token)
    if segment.follows_a_time and segment.day is None:
        segment.doubt = weightiest(segment.doubt, Doubt.TWO_TIMES)
    if segment.tokens:
        yield segment


def _begins_another(segment: _Segment, token: Token) -> bool:
    has_time = segment.time is not None or segment.instant is not None
    if token.day is not None:
        return segment.day is not None or segment.instant is not None
    return (token.kind in ("clock", "span", "from_now")) and has_time


def _add(segment: _Segment, token: Token) -> None:
    segment.tokens.append(token)
    if token.day is not None:
        segment.day, segment.day_is_last = token.day, segment.time is not None
    elif isinstance(token, Span):
        segment.time = token.time
    elif token.clock is not None:
        segment.time = TypedTime(start=token.clock)
    elif token.kind == "hedge":
        segment.doubt = weightiest(segment.doubt, Doubt.HEDGED)
    segment.part = token.part or segment.part
    segment.zone = token.zone or segment.zone
    segment.instant = token.instant or segment.instant


def _part(
    segment: _Segment, words: str, doubt: Doubt | None, language: Language, minutes: int
) -> Part:
    part_of_day = language.parts_of_day.get(segment.part)
    times: Times | None = None
    try:
        if segment.time is not None:
            times = starts_of(segment.time, part_of_day, minutes)
        elif part_of_day is not None:
            times = starts_in(part_of_day, minutes)
    except Unreadable:
        return Part(words=words)
    return Part(
        words=words, day=segment.day, times=times, zone=segment.zone, instant=segment.instant,
        doubt=doubt, day_is_last=segment.day_is_last,
    )  # fmt: skip


def _in_doubt_of_its_time(part: Part, segment: _Segment, today: date) -> Part:
    """ "4.12" may be a day as well; beside another day it is a time that people meet at, or that day."""
    dotted = segment.time and not segment.time.end and segment.time.start.dotted
    day = next_date(*dotted, today) if dotted else None
    if day is None or part.times is None or part.date_instead is not None:
        return part
    if segment.day is not None and _is_rather_a_time(day, segment.day):
        return part
    return replace(part, doubt=weightiest(part.doubt, Doubt.DAY_OR_TIME), date_instead=day)


def _is_rather_a_time(dotted: date, beside: Day) -> bool:
    is_that_day = dotted in beside.meanings or dotted.weekday() == beside.weekday
    return not is_that_day and dotted.month % 5 == 0


def complete(parts: Sequence[Part], today: date) -> Iterator[Part]:
    """Each part with the day or the time that it takes from the others, doubtful where that is a guess."""
    before: Part | None = None  # the last one with both
    doubt = False  # something that was not understood stands between
    reach: Doubt | None = None  # what stands before says how far it is meant, unread
    loose = False  # a time without a day stands before it
    position = 0
    while position < len(parts):
        part, after = parts[position], parts[position + 1 :]
        position += 1
        if part.is_lost:
            doubt, reach = True, part.doubt or reach
        elif part.times is None and part.instant is None:
            part = _with_time(part, after, before)
            guess = Doubt.TIME_TAKEN if loose else None
            part = replace(part, doubt=weightiest(part.doubt, guess))
        elif part.day is None and part.instant is None:
            if before is None and (day := _day_behind(after)) is not None:
                # "17:00, nov 30" is one time; the days behind it take it as well.
                part = replace(
                    part, day=day, day_is_last=True, words=f"{part.words}, {after[0].words}"
                )
                position += 1
            else:
                loose = before is None
                part = _with_day(part, after, before, today)
            part = replace(
                part, doubt=weightiest(part.doubt, Doubt.UNKNOWN_WORDS if doubt else None)
            )
        else:
            doubt = False
        if part.day is not None and part.times is not None:
            part = replace(part, doubt=weightiest(part.doubt, reach))
            before = part
        yield part


def _day_behind(after: Sequence[Part]) -> Day | None:
    """The day that stands alone behind a time, if no other time claims it."""
    if not after or after[0].day is None or after[0].times is not None:
        return None
    days_only = [part for part in after if part.times is None and not part.is_lost]
    return after[0].day if len(days_only) == len(after) else None


def _with_time(part: Part, after: Sequence[Part], before: Part | None) -> Part:
    for other in after:
        if other.is_lost or other.instant is not None:
            break
        if other.times is not None:
            doubt = weightiest(part.doubt, other.doubt)
            return replace(part, times=other.times, zone=other.zone, doubt=doubt)
    if before is None:
        return part
    # "5pm thu or fri" means both; "thu 5pm or fri" may mean any time on Friday.
    guess = None if before.day_is_last else Doubt.TIME_TAKEN
    doubt = weightiest(part.doubt, before.doubt, guess)
    return replace(
        part, times=before.times, zone=before.zone, day_is_last=before.day_is_last, doubt=doubt
    )


def _with_day(part: Part, after: Sequence[Part], before: Part | None, today: date) -> Part:
    if before is not None:
        doubt = weightiest(part.doubt, before.doubt)
        return replace(part, day=before.day, doubt=doubt, lacks_day=before.lacks_day)
    dated = next((other for other in after if other.day is not None or other.is_lost), None)
    if dated is None or dated.day is None:
        doubt = weightiest(part.doubt, Doubt.NO_DAY)
        return replace(part, day=Day(meanings=(today,)), doubt=doubt, lacks_day=True)
    days = {today, *dated.day.meanings} if dated.day_is_last else {today}
    doubt = weightiest(part.doubt, Doubt.DAY_TAKEN)
    return replace(part, day=Day(meanings=tuple(sorted(days))), doubt=doubt)
