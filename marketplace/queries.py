"""What the pages read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import Count, Q, QuerySet

from accounts.models import Skill, User
from accounts.queries import is_approved_coach
from core.cards import CardAction, build_card
from marketplace.cards import PreferredWeek, ProposalCard, owner_presses, preferred_week
from marketplace.models import LearningRequest, Proposal, ScreeningQuestion

PAGE_ROWS = 20
SUGGESTED_SKILLS = 200
Status = LearningRequest.Status


def suggested_skills() -> list[str]:
    """The names that are used most, to pick from."""
    used = Skill.objects.annotate(uses=Count("requests") + Count("coaches"))
    return list(used.order_by("-uses", "name").values_list("name", flat=True)[:SUGGESTED_SKILLS])


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
    if after.isdecimal():
        edge = type(rows)(rows.model).filter(pk=int(after)).values_list(field, flat=True).first()
        if edge is not None:
            rows = rows.filter(
                Q(**{f"{field}__lt": edge}) | Q(**{field: edge, "pk__lt": int(after)})
            )
    found = list(rows.order_by(f"-{field}", "-pk")[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(rows=found, after=str(found[-1].pk) if more else "")


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
    can_propose: bool
    skills: tuple[str, ...]
    week: PreferredWeek | None
    questions: list[ScreeningQuestion]
    mine: Proposal | None
    presses: tuple[CardAction, ...]

    @property
    def dom_id(self) -> str:
        return f"request-{self.row.pk}"


def job_page(row: LearningRequest, viewer: User, now: datetime) -> JobPage:
    is_owner = row.student_id == viewer.pk
    mine = None if is_owner else row.proposals.filter(coach=viewer).order_by("-pk").first()
    free = mine is None or mine.status not in Proposal.LIVE
    return JobPage(
        row=row,
        is_owner=is_owner,
        can_propose=not is_owner
        and free
        and row.status == Status.OPEN
        and is_approved_coach(viewer),
        skills=tuple(skill.name for skill in row.skill_tags.all()),
        week=preferred_week(row, viewer, now),
        questions=list(row.questions.filter(retired_at=None)),
        mine=mine,
        presses=owner_presses(row) if is_owner else (),
    )


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A request and its proposals side by side, the shortlisted first, the archived apart."""

    row: LearningRequest
    presses: tuple[CardAction, ...]
    cards: list[ProposalCard]
    archived: list[ProposalCard]
    over: list[ProposalCard]


def compared(row: LearningRequest, viewer: User, now: datetime) -> Comparison:
    rows = proposals_with_people(row.proposals.all()).order_by("submitted_at", "pk")
    cards: list[ProposalCard] = []
    for proposal in rows:
        proposal.request = row
        cards.append(cast(ProposalCard, build_card(proposal, viewer=viewer, now=now)))
    live = [card for card in cards if card.proposal.status in Proposal.LIVE]
    kept = [card for card in live if card.proposal.triage != Proposal.Triage.ARCHIVED]
    kept.sort(key=lambda card: card.proposal.triage != Proposal.Triage.SHORTLISTED)
    return Comparison(
        row=row,
        presses=owner_presses(row),
        cards=kept,
        archived=[card for card in live if card not in kept],
        over=[card for card in cards if card not in live],
    )
