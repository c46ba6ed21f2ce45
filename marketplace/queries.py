"""What the pages read."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import CoachProfile, Skill, User
from core.cards import CardAction
from core.numbers import whole_number
from marketplace import rules
from marketplace.cards import PreferredWeek, owner_actions, preferred_week
from marketplace.matching import Match
from marketplace.models import (
    LearningRequest,
    Proposal,
    SavedRequest,
    ScreeningQuestion,
)
from marketplace.search import Reader

PAGE_ROWS = 20
SUGGESTED_SKILLS = 200
TAGS_LOOKED_AT = 2000
Status = LearningRequest.Status


def suggested_skills() -> list[str]:
    """The names that were used most lately, to pick from."""
    tags = (LearningRequest.skill_tags.through.objects, CoachProfile.skills.through.objects)
    uses = Counter[int]()
    for tagged in tags:
        uses.update(tagged.order_by("-pk").values_list("skill_id", flat=True)[:TAGS_LOOKED_AT])
    ids = [pk for pk, _count in uses.most_common(SUGGESTED_SKILLS)]
    names = dict(Skill.objects.filter(pk__in=ids).values_list("pk", "name"))
    return [names[pk] for pk in sorted(ids, key=lambda pk: (-uses[pk], names[pk]))]


def proposals_with_people(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """With everything that a proposal's card reads."""
    return proposals.select_related(
        "request__student", "coach__calendar__user", "coach__coach_profile"
    ).prefetch_related(
        "revisions", "coach__calendar__weekly_ranges", "coach__calendar__date_overrides"
    )


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some rows and where the next ones start, "" at the end."""

    rows: list[Any]
    after: str


def keyset(rows: QuerySet[Any], field: str, after: str, size: int = PAGE_ROWS) -> Page:
    """Newest first by (`field`, id), from behind the row that `after` names."""
    if (last := whole_number(after)) is not None:
        edge = type(rows)(rows.model).filter(pk=last).values_list(field, flat=True).first()
        if edge is not None:
            rows = rows.filter(Q(**{f"{field}__lt": edge}) | Q(**{field: edge, "pk__lt": last}))
    found = list(rows.order_by(f"-{field}", "-pk")[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(rows=found, after=str(found[-1].pk) if more else "")


def forward(rows: QuerySet[Any], order: tuple[str, ...], after: str, size: int = PAGE_ROWS) -> Page:
    """Lowest first by the fields of `order`, the last being the key, from behind the row `after` names."""
    if (last := whole_number(after)) is not None:
        edge = rows.filter(pk=last).values_list(*order).first()
        if edge is not None:
            rows = rows.filter(_behind(order, edge))
    found = list(rows.order_by(*order)[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(rows=found, after=str(found[-1].pk) if more else "")


def _behind(order: tuple[str, ...], edge: tuple[Any, ...]) -> Q:
    """What follows the row with these values, field by field."""
    behind, equal = Q(pk__in=[]), Q()
    for name, value in zip(order, edge, strict=True):
        behind |= equal & Q(**{f"{name}__gt": value})
        equal &= Q(**{name: value})
    return behind


def my_requests_page(user: User, after: str) -> Page:
    """One's own requests, latest activity first, with how many proposals wait."""
    waiting = Count("proposals", filter=Q(proposals__status=Proposal.Status.PENDING))
    rows = LearningRequest.objects.filter(student=user).annotate(waiting=waiting)
    return keyset(rows, "created_at", after)


@dataclass(frozen=True, kw_only=True)
class JobPage:
    """One request, for one reader."""

    row: LearningRequest
    is_owner: bool
    refusal: str
    skills: tuple[str, ...]
    week: PreferredWeek | None
    questions: list[ScreeningQuestion]
    mine: Proposal | None
    actions: tuple[CardAction, ...]
    match: Match | None
    is_saved: bool
    is_invited: bool

    @property
    def dom_id(self) -> str:
        return f"request-{self.row.pk}"

    @property
    def can_propose(self) -> bool:
        return not self.refusal

    @property
    def why_not(self) -> str:
        """Said to a coach in the place of the button; where a proposal lives, it says enough itself."""
        return "" if self.has_live_one else self.refusal

    @property
    def has_live_one(self) -> bool:
        return self.mine is not None and self.mine.status in Proposal.LIVE


def job_page(row: LearningRequest, viewer: User, now: datetime) -> JobPage:
    is_owner = row.student_id == viewer.pk
    mine = None if is_owner else row.proposals.filter(coach=viewer).order_by("-pk").first()
    refusal = rules.propose(row, by=viewer, now=now)
    return JobPage(
        row=row,
        is_owner=is_owner,
        refusal=str(refusal.message) if refusal else "",
        skills=tuple(skill.name for skill in row.skill_tags.all()),
        week=preferred_week(row, viewer, now),
        questions=list(row.questions.filter(retired_at=None)),
        mine=mine,
        actions=owner_actions(row, viewer) if is_owner else (),
        match=None if is_owner else Reader.of(viewer, now).match(row),
        is_saved=SavedRequest.objects.filter(user=viewer, request=row).exists(),
        is_invited=row.invitations.filter(coach=viewer).exists(),
    )


def requests_to_invite_to(student: User, coach: User) -> QuerySet[LearningRequest]:
    """One's own open requests that this coach has no live proposal on."""
    live = Proposal.objects.live().filter(coach=coach, request=OuterRef("pk"))
    return (
        LearningRequest.objects.open()
        .filter(~Exists(live), student=student)
        .order_by("-opened_at", "-pk")
    )
