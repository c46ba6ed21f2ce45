"""Finding work: every filter works, every page is a keyset page, every match has its reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import reduce
from itertools import islice
from operator import add
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from accounts.models import CoachProfile, Skill, User
from accounts.skills import skill_slug
from calendars.coming_week import free_week
from calendars.models import Calendar
from calendars.spans import Span
from core.numbers import whole_number
from core.searching import WantedWords, wanted_words
from core.zones import read_instant
from marketplace.matching import Match, match, shared_time
from marketplace.models import LearningRequest, Proposal, SavedRequest
from marketplace.overlapping import may_share

PAGE_ROWS = 20
WEIGHED_MOST = 500
MINUTES_AN_HOUR = 60


@dataclass(frozen=True, kw_only=True)
class JobSearch:
    """What is looked for; what is empty filters nothing. `overlap_hours` are those of the coming week."""

    text: str = ""
    skills: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    payment_model: str = ""
    budget_least: Decimal | None = None
    currency: str = "EUR"
    sessions_least: int | None = None
    sessions_most: int | None = None
    overlap_hours: int = 0
    saved_only: bool = False
    sort: str = "new"
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class FoundJob:
    """One request on the list, with what speaks for it. `proposed` is the viewer's own live proposal."""

    row: LearningRequest
    match: Match | None
    is_saved: bool
    proposed: bool


@dataclass(frozen=True, kw_only=True)
class JobPage:
    jobs: tuple[FoundJob, ...]
    after: str


def find_jobs(search: JobSearch, *, viewer: User, now: datetime) -> JobPage:
    """One page of open requests of others. At most eleven queries, however many there are."""
    reader = Reader.of(viewer, now)
    found: list[LearningRequest] = []
    for rows in stretches(matching(search, viewer=viewer), search, viewer):
        if len(found) <= PAGE_ROWS:
            found += _first(rows, search, reader)
    more = len(found) > PAGE_ROWS
    found = found[:PAGE_ROWS]
    prefetch_related_objects(found, "student", "skill_tags")
    return JobPage(
        jobs=_with_reasons(found, viewer, reader), after=_cursor(found[-1]) if more else ""
    )


def matching(search: JobSearch, *, viewer: User) -> QuerySet[LearningRequest]:
    """The open requests of others that pass every filter but the overlap of times."""
    rows: QuerySet[LearningRequest] = LearningRequest.objects.open().exclude(student=viewer)
    if search.text:
        rows = _with_text(rows, search.text)
    for name in search.skills:
        rows = rows.filter(_tagged(slug=skill_slug(name)))
    if search.levels:
        rows = rows.filter(level__in=search.levels)
    if search.payment_model:
        rows = rows.filter(payment_model__in=["", search.payment_model])
    if search.budget_least is not None:
        rows = rows.filter(budget__gte=search.budget_least, currency=search.currency)
    if search.sessions_least is not None:
        rows = rows.filter(sessions_needed__gte=search.sessions_least)
    if search.sessions_most is not None:
        rows = rows.filter(sessions_needed__lte=search.sessions_most)
    if search.saved_only:
        rows = rows.filter(Exists(SavedRequest.objects.filter(user=viewer, request=OuterRef("pk"))))
    return rows


def _tagged(**conditions: str) -> Exists:
    return Exists(Skill.objects.filter(requests=OuterRef("pk"), **conditions))


def _with_text(rows: QuerySet[LearningRequest], text: str) -> QuerySet[LearningRequest]:
    wanted = wanted_words(text)
    return rows.filter(words__hold=wanted) if wanted else rows.none()


def _first(
    rows: QuerySet[LearningRequest], search: JobSearch, reader: "Reader"
) -> list[LearningRequest]:
    """Enough for a page, and one more."""
    if search.overlap_hours:
        return _overlapping(rows, search, reader)
    return list(rows[: PAGE_ROWS + 1])


def stretches(
    rows: QuerySet[LearningRequest], search: JobSearch, viewer: User
) -> list[QuerySet[LearningRequest]]:
    """The rows in their order, in one piece; by skills those that share any, then those that share none.

    Of the many that share none nothing has to be counted.
    """
    if search.sort != "skills":
        return [ordered(rows, search)]
    mine = CoachProfile.skills.through.objects.filter(coachprofile__user=viewer)
    skills = list(mine.values_list("skill_id", flat=True))
    tagged = LearningRequest.skill_tags.through.objects.filter(skill__in=skills)
    sharing = rows.filter(pk__in=tagged.values("learningrequest"))
    shared = Count("skill_tags", filter=Q(skill_tags__in=skills), distinct=True)
    others = rows.exclude(pk__in=tagged.values("learningrequest"))
    return [
        _behind(sharing.annotate(sort_key=shared), search, whole_number),
        _behind(others.annotate(sort_key=Value(0)), search, whole_number),
    ]


def ordered(rows: QuerySet[LearningRequest], search: JobSearch) -> QuerySet[LearningRequest]:
    """Highest `sort_key` first, newer ids first among equals, from behind the cursor.

    Budgets are put in an order in one currency only, and how well the words fit is weighed for the newest.
    """
    if search.sort == "budget":
        rows = rows.filter(currency=search.currency)
    if search.sort == "text":
        newest = rows.order_by("-opened_at", "-pk").values("pk")[:WEIGHED_MOST]
        rows = LearningRequest.objects.filter(pk__in=newest)
    key, parse = _sort_key(search)
    return _behind(rows.annotate(sort_key=key), search, parse)


def _behind(
    rows: QuerySet[Any], search: JobSearch, parse: Callable[[str], Any]
) -> QuerySet[LearningRequest]:
    """What follows the cursor."""
    value, _tilde, number = search.after.partition("~")
    edge, last = parse(value), whole_number(number)
    if edge is not None and last is not None:
        rows = rows.filter(Q(sort_key__lt=edge) | Q(sort_key=edge, pk__lt=last))
    return rows.order_by("-sort_key", "-pk")


def _sort_key(search: JobSearch) -> tuple[Any, Callable[[str], Any]]:
    if search.sort == "budget":
        cents = ExpressionWrapper(
            F("budget") * 100 / F("sessions_needed"), output_field=BigIntegerField()
        )
        return Coalesce(Cast(cents, BigIntegerField()), Value(0)), whole_number
    if search.sort == "text" and (wanted := wanted_words(search.text)):
        return _hits_in_title(wanted), whole_number
    return F("opened_at"), _instant


def _hits_in_title(wanted: WantedWords) -> Combinable:
    """How many of the words are in the title; the others are in the text then."""
    hits = (Case(When(title_words__hold=word, then=1), default=0) for word in wanted.singly)
    return reduce(add, hits, Value(0))


def _instant(text: str) -> datetime | None:
    try:
        return read_instant(text)
    except ValueError:
        return None


def _cursor(row: LearningRequest) -> str:
    key = row.sort_key  # type: ignore[attr-defined]
    return f"{key.isoformat() if isinstance(key, datetime) else key}~{row.pk}"


@dataclass(frozen=True, kw_only=True)
class Reader:
    """The one who looks for work: profile, if there is one, and free time in the coming week."""

    profile: CoachProfile | None
    free: list[Span]
    now: datetime

    @classmethod
    def of(cls, viewer: User, now: datetime) -> "Reader":
        calendars = Calendar.objects.select_related("user")
        profiles = CoachProfile.objects.select_related("user").prefetch_related("skills")
        return cls(
            profile=profiles.filter(user=viewer).first(),
            free=free_week(calendars.get(user=viewer), now),
            now=now,
        )

    def match(self, row: LearningRequest) -> Match | None:
        """None for somebody who is no coach: there is nothing to compare with."""
        if self.profile is None:
            return None
        return match(row, profile=self.profile, free=self.free, now=self.now)


def _overlapping(
    rows: QuerySet[LearningRequest], search: JobSearch, reader: Reader
) -> list[LearningRequest]:
    """In their order, those with enough shared time, until the page is full."""
    wanted = search.overlap_hours * MINUTES_AN_HOUR
    ids = may_share(rows, reader.free, minutes=wanted, now=reader.now)
    found: list[LearningRequest] = []
    while len(found) <= PAGE_ROWS and (some := list(islice(ids, PAGE_ROWS + 1))):
        found += [row for row in rows.filter(pk__in=some) if shares_enough(row, search, reader)]
    return found


def shares_enough(row: LearningRequest, search: JobSearch, reader: Reader) -> bool:
    """Whether the coming week has as many shared hours as the search asks for."""
    if not search.overlap_hours:
        return True
    shared = shared_time(row, reader.free, reader.now)
    return shared.minutes >= search.overlap_hours * MINUTES_AN_HOUR


def _with_reasons(
    rows: list[LearningRequest], viewer: User, reader: Reader
) -> tuple[FoundJob, ...]:
    ids = [row.pk for row in rows]
    saved = set(
        SavedRequest.objects.filter(user=viewer, request__in=ids).values_list(
            "request_id", flat=True
        )
    )
    proposed = set(
        Proposal.objects.live()
        .filter(coach=viewer, request__in=ids)
        .values_list("request_id", flat=True)
    )
    return tuple(
        FoundJob(
            row=row,
            match=reader.match(row),
            is_saved=row.pk in saved,
            proposed=row.pk in proposed,
        )
        for row in rows
    )
