"""A request and its proposals side by side, for its owner."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from accounts.models import User
from core.cards import CardAction, build_card, fetch
from marketplace.cards import SORTING_VERBS, ProposalCard, owner_actions
from marketplace.models import LearningRequest, Proposal, ScreeningQuestion
from marketplace.queries import forward


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One proposal among the others. `answers` follow the questions in force, "" where one is missing."""

    card: ProposalCard
    answers: tuple[tuple[str, str], ...]
    older_answers: tuple[dict[str, str], ...]
    budget_left: Decimal | None

    @property
    def proposal(self) -> Proposal:
        return self.card.proposal

    @property
    def answering(self) -> tuple[CardAction, ...]:
        return tuple(press for press in self.card.actions if press.verb not in SORTING_VERBS)

    @property
    def sorting(self) -> tuple[CardAction, ...]:
        return tuple(press for press in self.card.actions if press.verb in SORTING_VERBS)

    @property
    def over_budget(self) -> Decimal | None:
        """By how much the total is above the budget; None when it is not."""
        return -self.budget_left if self.budget_left is not None and self.budget_left < 0 else None


# What the page shows apart, in this order. An accepted proposal is never out of sight.
SECTIONS = {
    "kept": Q(status=Proposal.Status.ACCEPTED)
    | Q(status=Proposal.Status.PENDING) & ~Q(triage=Proposal.Triage.ARCHIVED),
    "archived": Q(status=Proposal.Status.PENDING, triage=Proposal.Triage.ARCHIVED),
    "over": ~Q(status__in=Proposal.LIVE),
}
# The accepted one first, then the shortlisted; among equals the earlier.
WEIGHT = Case(
    When(status=Proposal.Status.ACCEPTED, then=0),
    When(triage=Proposal.Triage.SHORTLISTED, then=1),
    default=2,
)
IN_ORDER = ("weight", "submitted_at", "pk")


@dataclass(frozen=True, kw_only=True)
class Section:
    """`rows` of a page, how many lie there in all, and what the next page starts behind ("" at the end)."""

    name: str
    rows: list[Any]
    total: int
    after: str


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A request and its proposals side by side. `is_part` when one section or a later page is shown."""

    row: LearningRequest
    actions: tuple[CardAction, ...]
    kept: Section
    archived: Section
    over: Section
    invited: Section
    is_part: bool

    @property
    def dom_id(self) -> str:
        return f"request-{self.row.pk}"


def compared(
    row: LearningRequest, viewer: User, now: datetime, *, section: str = "", after: str = ""
) -> Comparison:
    """What the owner weighs: a page of each section, or that one of `section` behind the row `after`.

    Neither the number of queries nor the length of the page grows with the proposals.
    """
    only = section if section in (*SECTIONS, "invited") else ""
    found = {name: _section(row, name, only=only, after=after) for name in SECTIONS}
    waiting = [*found["kept"].rows, *found["archived"].rows]
    for proposal in waiting:
        proposal.request = row
    known = fetch(waiting, now=now)
    questions = list(row.questions.filter(retired_at=None))

    def side_by_side(section: Section) -> Section:
        cards = (build_card(each, viewer=viewer, now=now, known=known) for each in section.rows)
        return replace(section, rows=[_compared(cast(ProposalCard, c), questions) for c in cards])

    return Comparison(
        row=row,
        actions=owner_actions(row, viewer),
        kept=side_by_side(found["kept"]),
        archived=side_by_side(found["archived"]),
        over=found["over"],
        invited=_invited(row, only=only, after=after),
        is_part=bool(only),
    )


def _section(row: LearningRequest, name: str, *, only: str, after: str) -> Section:
    rows = row.proposals.filter(SECTIONS[name]).annotate(weight=WEIGHT)
    people = rows.select_related("coach__calendar__user", "coach__coach_profile")
    return _page(people, name, IN_ORDER, only=only, after=after)


def _invited(row: LearningRequest, *, only: str, after: str) -> Section:
    """Coaches who were invited and sent nothing yet."""
    answers = row.proposals.filter(coach=OuterRef("coach"))
    rows = row.invitations.filter(~Exists(answers)).select_related("coach")
    return _page(rows, "invited", ("invited_at", "pk"), only=only, after=after)


def _page(
    rows: QuerySet[Any], name: str, order: tuple[str, ...], *, only: str, after: str
) -> Section:
    if only not in ("", name):
        return Section(name=name, rows=[], total=0, after="")
    total = rows.count()
    page = forward(rows, order, after if only else "")
    return Section(name=name, rows=page.rows, total=total, after=page.after)


def _compared(card: ProposalCard, questions: list[ScreeningQuestion]) -> Compared:
    proposal, budget = card.proposal, card.request.budget
    given = {answer["question_id"]: answer for answer in proposal.answers}
    in_force = tuple(
        (question.text, given.pop(question.pk, {}).get("answer", "")) for question in questions
    )
    return Compared(
        card=card,
        answers=in_force,
        older_answers=tuple(given.values()),
        budget_left=None if budget is None else budget - proposal.expected_total,
    )
