"""How well a request and a coach fit, each part with its reason. No number stands alone."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.models import CoachProfile, Skill
from calendars.coming_week import SharedTime, spans_of_week
from calendars.spans import Span, intersection, total_minutes
from calendars.weekly import week_ranges
from marketplace.models import LearningRequest


def shared_time(request: LearningRequest, free: list[Span], now: datetime) -> SharedTime:
    """The preferred times that a coach with these free ranges could take, in the seven days from now."""
    wanted = spans_of_week(
        week_ranges(request.preferred_times), zone_name=request.timezone, now=now
    )
    return SharedTime(spans=tuple(intersection(wanted, free)), wanted_minutes=total_minutes(wanted))


@dataclass(frozen=True, kw_only=True)
class BudgetFit:
    """What the budget allows per session, beside what the coach asks per hour, in one currency."""

    per_session: Decimal
    hourly_rate: Decimal
    currency: str

    @property
    def fits(self) -> bool:
        """Whether an hour at the coach's rate costs no more than the budget has for one session."""
        return self.hourly_rate <= self.per_session


@dataclass(frozen=True, kw_only=True)
class Match:
    """Why a request may suit a coach. `my_times` and `their_times` are the shared hours on either clock."""

    shared_skills: tuple[Skill, ...]
    missing_skills: tuple[Skill, ...]
    time: SharedTime | None
    budget: BudgetFit | None
    my_times: str
    their_times: str
    their_zone: str

    @property
    def is_empty(self) -> bool:
        """Whether the request says nothing that could be compared."""
        return not (self.shared_skills or self.missing_skills or self.time or self.budget)


def match(
    request: LearningRequest, *, profile: CoachProfile, free: list[Span], now: datetime
) -> Match:
    """Compare a request with a coach. Reads prefetched skills; `free` is `free_week` of the coach."""
    known = {skill.pk for skill in profile.skills.all()}
    wanted = list(request.skill_tags.all())
    time = shared_time(request, free, now) if request.preferred_times else None
    my_zone = profile.user.timezone
    return Match(
        shared_skills=tuple(skill for skill in wanted if skill.pk in known),
        missing_skills=tuple(skill for skill in wanted if skill.pk not in known),
        time=time,
        my_times=time.words(my_zone) if time else "",
        their_times=time.words(request.timezone) if time else "",
        their_zone=request.timezone,
        budget=_budget_fit(request, profile),
    )


def _budget_fit(request: LearningRequest, profile: CoachProfile) -> BudgetFit | None:
    if (
        request.budget is None
        or profile.hourly_rate is None
        or request.currency != profile.currency
    ):
        return None
    return BudgetFit(
        per_session=(request.budget / request.sessions_needed).quantize(Decimal("0.01")),
        hourly_rate=profile.hourly_rate,
        currency=request.currency,
    )
