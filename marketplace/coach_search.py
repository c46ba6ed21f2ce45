"""Finding coaches: every filter works, and the pages are keyset pages."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import islice

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from accounts.models import CoachProfile, Skill, User
from accounts.queries import visible_profiles
from accounts.skills import skill_slug
from accounts.track_record import TrackRecord, track_records
from calendars.coming_week import free_week, week_from
from calendars.hours import spans_of
from calendars.models import Calendar
from calendars.spans import Span, intersection, total_minutes
from core.numbers import whole_number
from core.searching import wanted_words
from marketplace.overlapping import CANDIDATE, ROWS_AT_ONCE, Candidate, coaches_who_may_share

PAGE = 20
# Who looks for time together finds a page among some hundred coaches, as a rule.
FIRST_STRETCH = 200
WAKING = ((8 * 60, 22 * 60),)


@dataclass(frozen=True, kw_only=True)
class CoachSearch:
    """What is looked for. `together_hours` is the least shared time a week; `sort` new, cheap or dear."""

    text: str = ""
    skills: tuple[str, ...] = ()
    language: str = ""
    rate_most: Decimal | None = None
    currency: str = "EUR"
    together_hours: int = 0
    sort: str = "new"
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class FoundCoach:
    """`together_minutes` a week, None when nobody asked."""

    profile: CoachProfile
    together_minutes: int | None
    track_record: TrackRecord


@dataclass(frozen=True, kw_only=True)
class CoachPage:
    coaches: tuple[FoundCoach, ...]
    next_after: str


def find_coaches(search: CoachSearch, *, viewer: User, now: datetime) -> CoachPage:
    """One page of approved coaches, the next one under `next_after`. At most twelve queries."""
    rows = _sorted(_matching(search), search)
    rows = rows.select_related("user__calendar").prefetch_related("skills")
    if not search.together_hours:
        page: list[tuple[CoachProfile, int | None]] = [(row, None) for row in rows[: PAGE + 1]]
    else:
        page = _together(rows, search, viewer=viewer, now=now)
    more = len(page) > PAGE
    page = page[:PAGE]
    records = track_records([profile.user_id for profile, _minutes in page], now)
    return CoachPage(
        coaches=tuple(
            FoundCoach(
                profile=profile, together_minutes=minutes, track_record=records[profile.user_id]
            )
            for profile, minutes in page
        ),
        next_after=_cursor(page[-1][0], search) if more else "",
    )


def shared_minutes(calendar: Calendar, others: list[Span], now: datetime) -> int:
    """How long in the coming week both are free."""
    return total_minutes(intersection(free_week(calendar, now), others))


def times_of_viewer(viewer: User, now: datetime) -> list[Span]:
    """The viewer's own availability in the coming week, or waking hours when none was entered."""
    calendar = Calendar.objects.select_related("user").get(user=viewer)
    own = free_week(calendar, now)
    return own or spans_of(lambda _day: WAKING, zone_name=viewer.timezone, window=week_from(now))


def _matching(search: CoachSearch) -> QuerySet[CoachProfile]:
    rows = visible_profiles()
    if search.text:
        wanted = wanted_words(search.text)
        rows = rows.filter(words__hold=wanted) if wanted else rows.none()
    for name in search.skills:
        rows = rows.filter(
            Exists(Skill.objects.filter(coaches=OuterRef("pk"), slug=skill_slug(name)))
        )
    if search.language:
        rows = _speaking(rows, search.language)
    if search.rate_most is not None:
        rows = rows.filter(hourly_rate__lte=search.rate_most, currency=search.currency)
    return rows


def _speaking(rows: QuerySet[CoachProfile], language: str) -> QuerySet[CoachProfile]:
    """SQLite keeps JSON text as written, with escapes; PostgreSQL shows it without."""
    quoted = json.dumps(language)
    return rows.annotate(languages_text=Cast("languages", TextField())).filter(
        Q(languages_text__icontains=quoted) | Q(languages_text__icontains=f'"{language}"')
    )


def _sorted(rows: QuerySet[CoachProfile], search: CoachSearch) -> QuerySet[CoachProfile]:
    if search.sort == "new":
        rows = rows.order_by("-id")
        last = whole_number(search.after)
        return rows if last is None else rows.filter(id__lt=last)
    rows = rows.filter(hourly_rate__isnull=False, currency=search.currency)
    rate, last_id = _rate_cursor(search.after)
    if search.sort == "cheap":
        rows = rows.order_by("hourly_rate", "id")
        beyond = Q(hourly_rate__gt=rate) | Q(hourly_rate=rate, id__gt=last_id)
    else:
        rows = rows.order_by("-hourly_rate", "id")
        beyond = Q(hourly_rate__lt=rate) | Q(hourly_rate=rate, id__gt=last_id)
    return rows if rate is None else rows.filter(beyond)


def _rate_cursor(text: str) -> tuple[Decimal | None, int]:
    match = re.fullmatch(r"(\d{1,8}\.\d{2})-(\d{1,18})", text)
    return (Decimal(match[1]), int(match[2])) if match else (None, 0)


def _cursor(profile: CoachProfile | Candidate, search: CoachSearch) -> str:
    return str(profile.pk) if search.sort == "new" else f"{profile.hourly_rate}-{profile.pk}"


def _together(
    rows: QuerySet[CoachProfile], search: CoachSearch, *, viewer: User, now: datetime
) -> list[tuple[CoachProfile, int | None]]:
    """In their order, those with enough shared time, until the page is full."""
    own, wanted = times_of_viewer(viewer, now), search.together_hours * 60
    full = rows.prefetch_related("user__calendar__weekly_ranges", "user__calendar__date_overrides")
    ids = coaches_who_may_share(_stretches(search), own, minutes=wanted, now=now)
    found: list[tuple[CoachProfile, int | None]] = []
    while len(found) <= PAGE and (some := list(islice(ids, PAGE + 1))):
        for profile in full.filter(pk__in=some):
            minutes = shared_minutes(profile.user.calendar, own, now)
            if minutes >= wanted:
                found.append((profile, minutes))
    return found


def _stretches(search: CoachSearch) -> Iterator[list[Candidate]]:
    """All that match, in their order: each stretch is behind the last one, and as long again."""
    size = FIRST_STRETCH
    while True:
        rows = _sorted(_matching(search), search).values_list(*CANDIDATE)
        found = [Candidate(*row) for row in rows[:size]]
        yield found
        if len(found) < size:
            return
        search = replace(search, after=_cursor(found[-1], search))
        size = min(2 * size, ROWS_AT_ONCE)
